"""Which person of a filmed clip each track of the robot's is of."""

from collections import Counter
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

import numpy as np

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.box_overlap import box_iou

# A tracked box that overlaps the true one by this (IoU) is of that person.
SAME_PERSON_IOU = 0.5


def track_owners(tracked: Mapping[int, PeopleInView],
                 frames: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return track id -> number of the person whom most of its boxes are of.

    Args:
        tracked: stamp of an image -> who was tracked in it.
        frames: of a line of clips.jsonl.
    """
    votes = defaultdict(Counter)
    for frame in frames:
        view = tracked.get(frame['stamp_ns'])
        if view is None or not view.people or not frame['people']:
            continue
        overlap = box_iou(np.array([p.xyxy for p in view.people], float),
                          np.array([p['xyxy'] for p in frame['people']], float))
        for row, person in enumerate(view.people):
            best = int(overlap[row].argmax())
            if overlap[row, best] >= SAME_PERSON_IOU:
                votes[person.person_id][frame['people'][best]['id']] += 1
    return {person_id: counts.most_common(1)[0][0] for person_id, counts in votes.items()}
