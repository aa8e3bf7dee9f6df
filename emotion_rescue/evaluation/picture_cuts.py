"""Cuts squares out of pictures: around a person, and around the place a person stands on."""

from collections.abc import Callable
import math

import cv2
import numpy as np

from emotion_rescue.evaluation.people_listing import read_picture
from emotion_rescue.evaluation.people_set import PeopleSet

CUT_PX = 64
# What a square around a place shows: its side, and the share of it that is below the place.
_PLACE_M, _BELOW = 3.0, 0.25
_AROUND_PERSON = 1.15

Square = tuple[float, float, float]


def person_square(picture: dict, person: dict) -> Square:
    """Return left, top and side in pixels of the square around a person's box, a little wider."""
    left, top, right, bottom = person['xyxy']
    side = max(right - left, bottom - top) * _AROUND_PERSON
    return (left + right - side) / 2, (top + bottom - side) / 2, side


def place_square(picture: dict, person: dict) -> Square:
    """Return left, top and side in pixels of the 3 m wide square around a person's place.

    It follows from the place on the ground, the distance and the camera alone, so that it tells
    nothing of what the person does there; somebody who stands there would fit into it, and so
    would somebody who lies.
    """
    half_height = math.tan(math.radians(picture['camera']['fov_vertical_deg'] / 2))
    focal_px = picture['height'] / 2 / half_height
    side = _PLACE_M * focal_px / max(person['distance_m'], 0.5)
    ground_px = person['ground_px']
    if ground_px is None:  # behind the camera, which is below everything that it sees
        ground_px = picture['width'] / 2, 2.0 * picture['height']
    x, y = ground_px
    return x - side / 2, y - (1 - _BELOW) * side, side


def cut(bgr: np.ndarray, square: Square, size_px: int = CUT_PX) -> np.ndarray:
    """Return a square of a picture, uint8 (size_px, size_px, 3); its edge goes on outside it.

    Args:
        bgr: uint8 (height, width, 3).
        square: left, top and side in pixels, perhaps partly or wholly outside.
        size_px: of the result.
    """
    left, top, side = square
    columns, rows = (np.round(np.linspace(first, first + side, max(2, round(side)) + 1)[:-1])
                     for first in (left, top))
    columns = np.clip(columns, 0, bgr.shape[1] - 1).astype(int)
    rows = np.clip(rows, 0, bgr.shape[0] - 1).astype(int)
    interpolation = cv2.INTER_AREA if side >= size_px else cv2.INTER_LINEAR
    return cv2.resize(bgr[rows[:, None], columns], (size_px, size_px),
                      interpolation=interpolation)


def read_cuts(people: PeopleSet, cut_out: Callable[[np.ndarray, dict, dict], np.ndarray], *,
              folder: str = 'images', chosen: np.ndarray | None = None,
              progress: Callable[[int, int], None] = lambda done, count: None) -> np.ndarray:
    """Return what `cut_out` returns of each person, stacked; every picture is read once.

    Args:
        people: n people of one split.
        cut_out: takes the picture (uint8 BGR), its record and the person's.
        folder: of the pictures; 'backgrounds' holds the same ones without anybody.
        chosen: numbers of the people wanted; all unless given.
        progress: called with (people done, people).

    Raises:
        InputError: a picture is missing.
    """
    chosen = np.arange(len(people)) if chosen is None else chosen
    found, name, bgr = [], None, None
    for done, i in enumerate(chosen):
        picture = people.pictures[i]
        if picture['image'] != name:
            name = picture['image']
            bgr = read_picture(people.folder, name.replace('images/', f'{folder}/', 1))
        found.append(cut_out(bgr, picture, people.people[i]))
        progress(done + 1, len(chosen))
    return np.stack(found)


def without_places(bgr: np.ndarray, picture: dict) -> np.ndarray:
    """Return a copy of a picture whose squares around everybody's place are grey."""
    masked = bgr.copy()
    for person in picture['people']:
        left, top, side = place_square(picture, person)
        low = np.maximum(0, np.round((left, top))).astype(int)
        high = np.maximum(0, np.round((left + side, top + side))).astype(int)
        masked[low[1]:high[1], low[0]:high[0]] = 127
    return masked
