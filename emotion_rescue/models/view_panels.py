"""Where body, head and scene of a person go in the square view that a model is shown.

The large panel is the person's box with a margin around it, in the half of the view that suits
its shape; the two small ones are the head, enlarged, and the whole image. Everything is at a fixed
place, so that a small model can learn where to look; nothing is stretched out of its proportions.
"""

from dataclasses import dataclass

import numpy as np

VIEW_PX = 336                 # the input size of LLaVA-1.5's vision tower (CLIP ViT-L/14-336)
HEAD_PX = VIEW_PX // 2        # of the panel with the head
MIN_VISIBLE_PX = 8.0          # a person smaller than this in either direction is not judged
_WIDE = 1.3                   # width / height above which a box is taken for a lying person
_HEAD_ROOM = 1.3              # side of the square shown by the larger side of the head


@dataclass(frozen=True)
class Panel:
    """A part of an image, and the part of a view that shows it, in the middle of a slot.

    Attributes:
        region_xyxy: left, top, right, bottom in the image, whole pixels.
        slot_xyxy: likewise, in the view.
    """

    region_xyxy: tuple[int, int, int, int]
    slot_xyxy: tuple[int, int, int, int]

    @property
    def scale(self) -> float:
        """Pixels of the view by those of the image."""
        return min(room / size for room, size in zip(
            _sides(self.slot_xyxy), _sides(self.region_xyxy), strict=True))

    @property
    def shown_xyxy(self) -> tuple[int, int, int, int]:
        """The part of the view that shows the region; the rest of the slot is empty."""
        width, height = (max(1, round(size * self.scale)) for size in _sides(self.region_xyxy))
        left, top = (start + (room - size) // 2 for start, room, size in zip(
            self.slot_xyxy[:2], _sides(self.slot_xyxy), (width, height), strict=True))
        return left, top, left + width, top + height

    def to_view(self, xy: np.ndarray) -> np.ndarray:
        """Return where places of the image are in the view, also those that it does not show.

        Args:
            xy: (n, 2) pixels of the image.

        Returns:
            float (n, 2), pixels of the view.
        """
        return (np.asarray(xy, float) - self.region_xyxy[:2]) * self.scale + self.shown_xyxy[:2]


def view_panels(shape, xyxy, margin: float, head_xyxy) -> tuple[Panel, Panel, Panel] | None:
    """Return the panels of body, head and scene; None where too little of the box is in the image.

    Args:
        shape: of the image: height, width, and perhaps more.
        xyxy: left, top, right, bottom of the person in pixels; may reach out of the image.
        margin: how much is shown around the person, as a share of the box's sides.
        head_xyxy: the head's box, shown with a little around it; None where it is not known: then
            the upper part of the person's box, and of a lying person the whole box, takes its
            place.
    """
    box = clipped_box(xyxy, shape)
    if box is None:
        return None
    body_slot, head_slot, scene_slot = _slots(lying=_is_wide(box))
    return (_panel(_grown(box, margin, body_slot, shape), body_slot),
            _panel(_head_region(box, head_xyxy, shape), head_slot),
            _panel((0, 0, shape[1], shape[0]), scene_slot))


def head_panel(shape, xyxy, head_xyxy) -> Panel | None:
    """Return the panel of the head in a view of nothing else, of HEAD_PX; else as view_panels."""
    box = clipped_box(xyxy, shape)
    return None if box is None else _panel(
        _head_region(box, head_xyxy, shape), (0, 0, HEAD_PX, HEAD_PX))


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


def _panel(region, slot):
    left, top = int(region[0]), int(region[1])
    return Panel((left, top, max(left + 1, int(np.ceil(region[2]))),
                  max(top + 1, int(np.ceil(region[3])))), slot)


def _sides(xyxy):
    return xyxy[2] - xyxy[0], xyxy[3] - xyxy[1]


def _slots(lying):
    """Return where body, head and scene go; the body gets the half that suits its shape."""
    half, whole = HEAD_PX, VIEW_PX
    if lying:
        return (0, 0, whole, half), (0, half, half, whole), (half, half, whole, whole)
    return (0, 0, half, whole), (half, 0, whole, half), (half, half, whole, whole)


def _is_wide(box):
    return box[2] - box[0] > _WIDE * (box[3] - box[1])


def _grown(box, margin, slot, shape):
    """Return `box` with its margin, and wider or higher where the slot has room for more."""
    left, top, right, bottom = box
    width, height = (right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin)
    room_across, room_down = _sides(slot)
    aspect = room_across / room_down
    width, height = max(width, height * aspect), max(height, width / aspect)
    x, y = (left + right) / 2, (top + bottom) / 2
    return (max(0.0, x - width / 2), max(0.0, y - height / 2),
            min(float(shape[1]), x + width / 2), min(float(shape[0]), y + height / 2))


def _head_region(box, head_xyxy, shape):
    """Return a square around a head; where it is not known or outside, what takes its place."""
    if head_xyxy is None:
        return _head_part(box)
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
