"""Draws what the model will see of people: as they are, or changed by chance to learn from."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import AffectView
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import READABLE_HEAD_PX

_HIDDEN_SHARE, _FAR_SHARE, _LEAST_FAR_PX = 0.25, 0.3, 20.0
_FAR_HEAD_SHARE, _HEAD_DEVIATION = 0.6, 0.08


def draw_people(samples: Sequence[AffectSample], rng=None) -> list[np.ndarray]:
    """Return what is shown of people, uint8 (VIEW_PX, VIEW_PX, 3) each, red first.

    Args:
        samples: whom to draw.
        rng: numpy generator of random changes to boxes, light, sharpness and direction, and of
            what hides people; None draws them as they are.
    """
    return [_picture(read_image(sample.image), sample, rng) for sample in samples]


def draw_heads(samples: Sequence[AffectSample], rng=None) -> list[np.ndarray]:
    """Return what is shown of heads alone, uint8 (HEAD_PX, HEAD_PX, 3) each, red first.

    Args:
        samples: people whose heads are known.
        rng: numpy generator of random changes to boxes, light, direction and distance; None draws
            them as they are.
    """
    return [_head_picture(read_image(sample.image), sample, rng) for sample in samples]


def view_of(sample: AffectSample) -> AffectView:
    """Return the view of somebody as they are, with the head that is known of them."""
    return affect_view(read_image(sample.image), sample.xyxy, head_xyxy=sample.head_xyxy)


def read_image(path: Path) -> np.ndarray:
    """Return the picture at `path`, uint8 (height, width, 3), blue first."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise InputError(f'{path} is missing or no picture; make the data set again')
    return bgr


def _picture(bgr, sample, rng):
    """Return the view; with `rng`, as seen by others, from further off, or partly hidden."""
    xyxy, head_xyxy = sample.xyxy, sample.head_xyxy
    if rng is not None:
        xyxy = moved_box(xyxy, 0.05, rng)
        # Whoever looks for heads does not find all, and measures them less well than people.
        lost = head_xyxy is None or rng.random() < 0.1
        head_xyxy = None if lost else moved_box(head_xyxy, _HEAD_DEVIATION, rng)
        bgr, (xyxy, head_xyxy) = seen_otherwise(bgr, (xyxy, head_xyxy), rng)
        if rng.random() < _HIDDEN_SHARE:
            _hide(bgr, xyxy, rng)
        if rng.random() < _FAR_SHARE:
            bgr, (xyxy, head_xyxy) = _from_further_off(bgr, (xyxy, head_xyxy), rng)
    view = affect_view(bgr, xyxy, head_xyxy=head_xyxy)
    # A box that shrank below the limit by chance is drawn at its smallest.
    return view.rgb if view is not None else affect_view(bgr, _at_least(xyxy, 10.0)).rgb


def _head_picture(bgr, sample, rng):
    xyxy, head_xyxy = sample.xyxy, sample.head_xyxy
    if rng is not None:
        bgr, (xyxy, head_xyxy) = seen_otherwise(
            bgr, (xyxy, moved_box(head_xyxy, _HEAD_DEVIATION, rng)), rng)
        if rng.random() < _FAR_HEAD_SHARE:
            # As many heads of 20 to 40 pixels as of 40 to 80: so it is where people may be.
            side = max(head_xyxy[2] - head_xyxy[0], head_xyxy[3] - head_xyxy[1])
            scale = np.exp(rng.uniform(min(0.0, np.log(READABLE_HEAD_PX / side)), 0.0))
            bgr, (xyxy, head_xyxy) = _smaller(bgr, (xyxy, head_xyxy), scale)
    panel = head_of_view(bgr, xyxy, head_xyxy)
    return head_of_view(bgr, _at_least(xyxy, 10.0), head_xyxy) if panel is None else panel


def seen_otherwise(bgr: np.ndarray, boxes: Sequence, rng) -> tuple[np.ndarray, list]:
    """Return a picture in another light, perhaps mirrored, and the same of boxes in it.

    Args:
        bgr: uint8 (height, width, 3), blue first.
        boxes: left, top, right, bottom each, or None, which stays None.
        rng: numpy generator.
    """
    if rng.random() < 0.5:
        width, bgr = bgr.shape[1], bgr[:, ::-1]
        boxes = [box if box is None else (width - box[2], box[1], width - box[0], box[3])
                 for box in boxes]
    gain = rng.normal(1.0, (0.06, 0.03, 0.06)) * rng.uniform(0.75, 1.25)
    levels = np.arange(256)[:, None] * gain + rng.normal(0, 8)
    table = np.clip(levels, 0, 255).astype(np.uint8)
    return cv2.LUT(np.ascontiguousarray(bgr), table[None]), list(boxes)


def moved_box(xyxy, deviation: float, rng) -> np.ndarray:
    """Return a box whose sides are moved by chance, with a deviation in shares of its size."""
    left, top, right, bottom = xyxy
    sides = np.array((right - left, bottom - top) * 2)
    return np.array(xyxy) + rng.normal(0, deviation, 4) * sides


def _hide(bgr, xyxy, rng):
    """Paint a rectangle of one colour over a part of the box, of 15 to 40 % of its sides."""
    corner, size = np.array(xyxy[:2]), np.array(xyxy[2:]) - xyxy[:2]
    sides = rng.uniform(0.15, 0.4, 2) * size
    corner = corner + rng.uniform(0, 1, 2) * (size - sides)
    cv2.rectangle(bgr, np.round(corner).astype(int).tolist(),
                  np.round(corner + sides).astype(int).tolist(),
                  rng.integers(0, 256, 3).tolist(), cv2.FILLED)


def _from_further_off(bgr, boxes, rng):
    """Return picture and boxes smaller, so that less is to be seen of the person."""
    least = min(boxes[0][2] - boxes[0][0], boxes[0][3] - boxes[0][1])
    return _smaller(bgr, boxes, max(rng.uniform(0.4, 1.0),
                                    min(1.0, _LEAST_FAR_PX / max(least, 1.0))))


def _smaller(bgr, boxes, scale):
    smaller = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return smaller, [None if box is None else scale * np.array(box) for box in boxes]


def _at_least(xyxy, side):
    left, top, right, bottom = xyxy
    return left - side, top - side, right + side, bottom + side
