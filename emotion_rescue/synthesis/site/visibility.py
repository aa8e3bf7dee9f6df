"""What of a person is inside the picture: boxes of masks, and the share within the frame."""

import numpy as np

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.site.scenes import Camera


def tight_box(mask: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return left, top, right, bottom (exclusive) of a bool (h, w) mask; None if it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def share_in_frame(points: np.ndarray, camera: Camera, width_px: int, height_px: int) -> float:
    """Return the share of `points`, (n, 3) world metres, that falls inside the picture."""
    turn = about('x', 90 + camera.pitch_deg) @ about('z', camera.roll_deg)
    seen = (points - (0, 0, camera.height_m)) @ turn
    depth = -seen[:, 2]
    half_height = np.tan(np.radians(camera.fov_vertical_deg / 2)) * np.maximum(depth, 1e-6)
    inside = (depth > 0) & (np.abs(seen[:, 1]) < half_height)
    inside &= np.abs(seen[:, 0]) < half_height * width_px / height_px
    return float(inside.mean())
