"""What of a person is inside the picture: boxes of masks, and a view that holds all of a body."""

from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.site.projection import project
from emotion_rescue.synthesis.site.scenes import Camera

# Clothes and hair reach beyond the body; what is nearer than this is not before the camera.
_MARGIN, _BEFORE_M = 1.15, 0.1
# Most times as wide as the picture: beyond, nothing of a body would be left to count.
_WIDEST = 6.0


def tight_box(mask: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return left, top, right, bottom (exclusive) of a bool (h, w) mask; None if it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def wide_enough(camera: Camera, points_m: np.ndarray, width_px: int, height_px: int) -> Camera:
    """Return `camera`, with a wider view where `points_m` would not be all in its picture.

    Args:
        camera: the camera.
        points_m: (n, 3) in the world; those behind the camera are left out.
        width_px: of the picture.
        height_px: of the picture.
    """
    xy, depth = project(points_m, camera, width_px, height_px)
    middle = np.array((width_px / 2, height_px / 2))
    reach = float((np.abs(xy[depth > _BEFORE_M] - middle) / middle).max(initial=0.0))
    if reach < 1.0:
        return camera
    half = np.tan(np.radians(camera.fov_vertical_deg / 2)) * min(reach * _MARGIN, _WIDEST)
    return replace(camera, fov_vertical_deg=float(2 * np.degrees(np.arctan(half))))
