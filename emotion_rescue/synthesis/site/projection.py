"""Where points of the world are in a picture."""

import numpy as np

from emotion_rescue.synthesis.site.scenes import Camera


def project(points_m: np.ndarray, camera: Camera, width_px: int,
            height_px: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where points are in the picture, and how far.

    A pinhole camera with square pixels; (0, 0) is the left upper corner of the left upper pixel.

    Args:
        points_m: (n, 3) metres in the world's axes.
        camera: above the origin.
        width_px: of the picture.
        height_px: of the picture.

    Returns:
        float64 (n, 2), x and y in pixels, NaN for what is not before the camera, and float64 (n,)
        metres along the optical axis, negative behind the camera.
    """
    seen = (np.asarray(points_m, float).reshape(-1, 3) - (0, 0, camera.height_m)) @ camera.turn
    depth = -seen[:, 2]
    scale = camera.focal_px(height_px) / np.where(depth > 1e-6, depth, np.nan)
    xy = np.stack([width_px / 2 + seen[:, 0] * scale, height_px / 2 - seen[:, 1] * scale], 1)
    return xy, depth
