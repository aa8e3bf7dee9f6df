"""Finds a place beside each person for what is to be said about them."""

from collections.abc import Sequence

Rect = tuple[int, int, int, int]

_GAP_PX = 3


def place_panels(boxes: Sequence[Rect], sizes: Sequence[tuple[int, int]],
                 image_size_px: tuple[int, int]) -> list[tuple[int, int] | None]:
    """Return the left upper corner of each panel, or None where no free place was left.

    Args:
        boxes: left, top, right, bottom of the people in pixels, the most important first: they
            choose first.
        sizes: width and height of their panels.
        image_size_px: width and height of the image.

    Returns:
        Places within the image in which no two panels overlap, and which cover as little of
        other people as possible.
    """
    taken: list[Rect] = []
    places: list[tuple[int, int] | None] = []
    for index, (box, size) in enumerate(zip(boxes, sizes, strict=True)):
        others = [other for i, other in enumerate(boxes) if i != index]
        free = [rect for rect in _candidates(box, size, image_size_px)
                if not any(overlap_px(rect, other) for other in taken)]
        best = min(free, key=lambda r: sum(overlap_px(r, o) for o in others), default=None)
        if best is not None:
            taken.append(best)
        places.append(best[:2] if best else None)
    return places


def overlap_px(a: Rect, b: Rect) -> int:
    """Return the area that two rectangles share, in square pixels."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0, width) * max(0, height)


def _candidates(box, size, image_size_px):
    """Return rectangles within the image: right, left, above, below, then inside the box."""
    left, top, right, bottom = box
    width, height = size
    corners = ((right + _GAP_PX, top), (left - _GAP_PX - width, top),
               (right + _GAP_PX, bottom - height), (left - _GAP_PX - width, bottom - height),
               (left, top - _GAP_PX - height), (left, bottom + _GAP_PX),
               (left + _GAP_PX, top + _GAP_PX), (left + _GAP_PX, bottom - height - _GAP_PX))
    if width > image_size_px[0] or height > image_size_px[1]:
        return []
    inside = ((x, min(max(y, 0), image_size_px[1] - height)) for x, y in corners)
    beside = [(x, y, x + width, y + height) for x, y in inside
              if 0 <= x and x + width <= image_size_px[0]]
    clamped = min(max(left, 0), image_size_px[0] - width), min(
        max(top, 0), image_size_px[1] - height)
    return [*beside, (*clamped, clamped[0] + width, clamped[1] + height)]
