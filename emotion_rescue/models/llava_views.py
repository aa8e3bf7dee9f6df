"""What LLaVA is shown of one person: a square picture of three panels.

The large panel is the person's box with a margin around it and a red rectangle on the person; the
two small ones are the head, enlarged, and the whole image with the same rectangle, because how
somebody feels is told by body, face and situation together. Everything is at a fixed place, so
that a small model can learn where to look; nothing is stretched out of its proportions.
"""

from dataclasses import dataclass

import cv2
import numpy as np

VIEW_PX = 336                 # the input size of LLaVA-1.5's vision tower (CLIP ViT-L/14-336)
HEAD_PX = VIEW_PX // 2        # of the panel with the head
MIN_VISIBLE_PX = 8.0          # a person smaller than this in either direction is not judged
FULL_QUALITY_PX = 120.0       # geometric mean of the sides from which size costs no quality
_WIDE = 1.3                   # width / height above which a box is taken for a lying person
_HEAD_ROOM = 1.3              # side of the square shown by the larger side of the head
_GREY = (127, 127, 127)
_RED_BGR = (0, 0, 255)


@dataclass(frozen=True, eq=False)
class AffectView:
    """One picture for the model.

    Attributes:
        rgb: uint8 (VIEW_PX, VIEW_PX, 3), red first.
        quality: 0..1, how much the view deserves a judgement (1: near and whole).
    """

    rgb: np.ndarray
    quality: float


def affect_view(bgr, xyxy, margin=0.1, head_xyxy=None) -> AffectView | None:
    """Return the picture of one person, or None where too little of the box is in the image.

    Args:
        bgr: uint8 (height, width, 3), blue first; the whole image.
        xyxy: left, top, right, bottom of the person in pixels; may reach out of the image.
        margin: how much is shown around the person, as a share of the box's sides.
        head_xyxy: the head's box, shown with a little around it; None where it is not known: then
            the upper part of the person's box, and of a lying person the whole box, takes its
            place.
    """
    box = clipped_box(xyxy, bgr.shape)
    if box is None:
        return None
    canvas = np.empty((VIEW_PX, VIEW_PX, 3), np.uint8)
    body_slot, head_slot, scene_slot = _slots(lying=_is_wide(box))
    body = _grown(box, margin, canvas[body_slot].shape, bgr.shape)
    canvas[body_slot] = _panel(bgr, body, canvas[body_slot].shape, mark=box)
    canvas[head_slot] = _head_panel(bgr, box, head_xyxy)
    canvas[scene_slot] = _panel(bgr, (0, 0, bgr.shape[1], bgr.shape[0]),
                                canvas[scene_slot].shape, mark=box)
    return AffectView(canvas[..., ::-1].copy(), view_quality(xyxy, bgr.shape))


def head_of_view(bgr, xyxy, head_xyxy) -> np.ndarray | None:
    """Return the head's panel of `affect_view` alone; arguments and None as there.

    It is uint8 (HEAD_PX, HEAD_PX, 3), red first.
    """
    box = clipped_box(xyxy, bgr.shape)
    return None if box is None else _head_panel(bgr, box, head_xyxy)[..., ::-1].copy()


def clipped_box(xyxy, shape) -> tuple[float, float, float, float] | None:
    """Return the part of `xyxy` inside an image of `shape`; None where it is too small to judge.

    Too small is less than `MIN_VISIBLE_PX` in either direction; so is a box that isn't finite.
    """
    if not np.all(np.isfinite(xyxy)):
        return None
    left, right = np.clip((xyxy[0], xyxy[2]), 0, shape[1])
    top, bottom = np.clip((xyxy[1], xyxy[3]), 0, shape[0])
    if right - left < MIN_VISIBLE_PX or bottom - top < MIN_VISIBLE_PX:
        return None
    return float(left), float(top), float(right), float(bottom)


def view_quality(xyxy, shape) -> float:
    """Return 0..1: visible size, up to `FULL_QUALITY_PX`, times the share inside the image."""
    box = clipped_box(xyxy, shape)
    if box is None:
        return 0.0
    visible = (box[2] - box[0]) * (box[3] - box[1])
    whole = (xyxy[2] - xyxy[0]) * (xyxy[3] - xyxy[1])
    return float(min(1.0, visible ** 0.5 / FULL_QUALITY_PX) * visible / whole)


def stretched(panel: np.ndarray) -> np.ndarray:
    """Return uint8 (h, w, 3) with its contrast stretched: darkness and mist hide less."""
    low, high = np.percentile(panel.mean(axis=2), (1, 99))
    scale = 255.0 / max(high - low, 32.0)  # below 32 grey levels it would show mostly noise
    return np.clip((panel - low) * scale, 0, 255).astype(np.uint8)


def _slots(lying):
    """Return where body, head and scene go; the body gets the half that suits its shape."""
    first, second, everything = slice(0, HEAD_PX), slice(HEAD_PX, VIEW_PX), slice(0, VIEW_PX)
    if lying:
        return (first, everything), (second, first), (second, second)
    return (everything, first), (first, second), (second, second)


def _is_wide(box):
    return box[2] - box[0] > _WIDE * (box[3] - box[1])


def _grown(box, margin, slot_shape, shape):
    """Return `box` with its margin, and wider or higher where the slot has room for more."""
    left, top, right, bottom = box
    width, height = (right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin)
    aspect = slot_shape[1] / slot_shape[0]
    width, height = max(width, height * aspect), max(height, width / aspect)
    x, y = (left + right) / 2, (top + bottom) / 2
    return (max(0.0, x - width / 2), max(0.0, y - height / 2),
            min(float(shape[1]), x + width / 2), min(float(shape[0]), y + height / 2))


def _head_panel(bgr, box, head_xyxy):
    head = _head_part(box) if head_xyxy is None else _around_head(head_xyxy, bgr.shape, box)
    return _panel(bgr, head, (HEAD_PX, HEAD_PX))


def _around_head(head_xyxy, shape, box):
    """Return a square around a head; where it is too small or outside, what takes its place."""
    left, top, right, bottom = head_xyxy
    half, x, y = _HEAD_ROOM * max(right - left, bottom - top) / 2, (left + right) / 2, (
        top + bottom) / 2
    around = clipped_box((x - half, y - half, x + half, y + half), shape)
    return _head_part(box) if around is None else around


def _head_part(box):
    """Return where a head is likely: heads are 0.3 of a standing, 0.8 of a cut-off person's."""
    if _is_wide(box):
        return box
    left, top, right, bottom = box
    side = min(bottom - top, max(0.3 * (bottom - top), 0.8 * (right - left)))
    x = (left + right) / 2
    return max(left, x - side / 2), top, min(right, x + side / 2), top + side


def _panel(bgr, region, slot_shape, mark=None):
    """Return `region` of the image, in its proportions, stretched in contrast, in a grey slot."""
    left, top = int(region[0]), int(region[1])
    right = max(left + 1, int(np.ceil(region[2])))
    bottom = max(top + 1, int(np.ceil(region[3])))
    scale = min(slot_shape[1] / (right - left), slot_shape[0] / (bottom - top))
    width = max(1, round((right - left) * scale))
    height = max(1, round((bottom - top) * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    part = stretched(cv2.resize(bgr[top:bottom, left:right], (width, height), interpolation=way))
    if mark is not None:
        corners = (np.asarray(mark).reshape(2, 2) - (left, top)) * scale
        corners = np.clip(np.round(corners), 0, (width - 1, height - 1)).astype(int)
        cv2.rectangle(part, corners[0].tolist(), corners[1].tolist(), _RED_BGR, 2)
    slot = np.full((*slot_shape[:2], 3), _GREY, np.uint8)
    y, x = (slot_shape[0] - height) // 2, (slot_shape[1] - width) // 2
    slot[y:y + height, x:x + width] = part
    return slot
