"""Finds which prediction is about which person."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.pipeline.box_overlap import box_iou

# Boxes of one person differ by rounding and by clipping, not by more.
SAME_BOX_IOU = 0.9
NOBODY = -1


def match_people(truth: Sequence[JudgedPerson], said: Sequence[JudgedPerson]) -> np.ndarray:
    """Return which of `said` is about each of `truth`, int (len(truth),); NOBODY where none is.

    Equal ids first. Then, of one picture, boxes that overlap (IoU) by at least SAME_BOX_IOU, one
    to one so that the overlaps are the largest in sum. Boxes are clipped to the picture first
    where its size is known, as those of data sets are.
    """
    found = np.full(len(truth), NOBODY)
    place_of = {person.id: i for i, person in enumerate(said) if person.id is not None}
    for i, person in enumerate(truth):
        if person.id is not None:
            found[i] = place_of.get(person.id, NOBODY)
    taken = set(found[found != NOBODY].tolist())
    asked = _by_picture(truth, [i for i in range(len(truth)) if found[i] == NOBODY])
    offered = _by_picture(said, [i for i in range(len(said)) if i not in taken])
    for image in asked.keys() & offered.keys():
        rows, columns = asked[image], offered[image]
        for row, column in _same_boxes([truth[i] for i in rows], [said[i] for i in columns]):
            found[rows[row]] = columns[column]
    return found


def _by_picture(people, chosen):
    found = defaultdict(list)
    for i in chosen:
        if people[i].image is not None and people[i].xyxy is not None:
            found[people[i].image].append(i)
    return found


def _same_boxes(truth, said):
    """Return the pairs of places in both."""
    from scipy.optimize import linear_sum_assignment
    size = next((person.size_px for person in truth if person.size_px is not None), None)
    boxes = [np.array([person.xyxy for person in people], float) for people in (truth, said)]
    if size is not None:
        boxes = [np.clip(xyxy, 0, (*size, *size)) for xyxy in boxes]
    overlap = box_iou(*boxes)
    overlap[overlap < SAME_BOX_IOU] = 0.0
    return [pair for pair in zip(*linear_sum_assignment(overlap, maximize=True), strict=True)
            if overlap[pair]]
