"""Where a person is, from a depth image and the camera's calibration.

Formula of the pinhole camera: x = (u - cx) z / fx, y = (v - cy) z / fy, with fx, cx, fy, cy from
CameraInfo.k (row-major 3 x 3), in the optical frame of REP-103. Depth units: REP-118.
"""

from collections.abc import Sequence

import numpy as np
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Image

from emotion_rescue.core.errors import InputError
from emotion_rescue.nodes.image_messages import pixels_of

# A box holds background at its edges; its middle is mostly the person.
_INNER_SHARE = 0.5
_MM_PER_M = 1000.0


def depth_m(message: Image) -> np.ndarray:
    """Return the depth in metres as float32 (height, width); NaN where it is not known.

    Raises:
        InputError: the encoding is neither 16UC1 (millimetres) nor 32FC1 (metres), or the image
            is broken.
    """
    if message.encoding in ('16UC1', 'mono16'):
        metres = pixels_of(message, 1, 2).astype(np.float32) / _MM_PER_M
    elif message.encoding == '32FC1':
        words = pixels_of(message, 1, 4)
        metres = np.ascontiguousarray(words).view(np.float32).copy()
    else:
        raise InputError(f'the depth encoding is {message.encoding!r}, expected 16UC1 or 32FC1')
    metres[~(np.isfinite(metres) & (metres > 0.0))] = np.nan
    return metres


def position_m(depth: np.ndarray, camera: CameraInfo, xyxy: Sequence[float],
               image_size_px: tuple[int, int]) -> tuple[float, float, float] | None:
    """Return where the middle of a box is, in metres in the camera's optical frame.

    Args:
        depth: float32 (height, width) metres, NaN where unknown; registered to the image, and
            of its size or a scaled one.
        camera: calibration of the image.
        xyxy: box in pixels of the image.
        image_size_px: width and height of the image.

    Returns:
        x, y, z, or None where no depth in the box is known or the camera is not calibrated.
    """
    fx, fy = camera.k[0], camera.k[4]
    if not (fx > 0.0 and fy > 0.0):
        return None
    z = _median_depth_m(depth, xyxy, image_size_px)
    if z is None:
        return None
    u, v = (xyxy[0] + xyxy[2]) / 2.0, (xyxy[1] + xyxy[3]) / 2.0
    return ((u - camera.k[2]) * z / fx, (v - camera.k[5]) * z / fy, z)


def _median_depth_m(depth, xyxy, image_size_px):
    scale = np.array([depth.shape[1] / image_size_px[0], depth.shape[0] / image_size_px[1]] * 2)
    left, top, right, bottom = np.asarray(xyxy, float) * scale
    margin = (1.0 - _INNER_SHARE) / 2.0
    columns = _inner(left, right, margin, depth.shape[1])
    rows = _inner(top, bottom, margin, depth.shape[0])
    known = depth[rows, columns]
    known = known[~np.isnan(known)]
    return float(np.median(known)) if known.size else None


def _inner(low, high, margin, size):
    first = int(np.clip(np.floor(low + margin * (high - low)), 0, size - 1))
    last = int(np.clip(np.ceil(high - margin * (high - low)), first + 1, size))
    return slice(first, last)
