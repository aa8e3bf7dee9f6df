"""Where a person is, from a depth image and the camera's calibration.

Formula of the pinhole camera: x = (u - cx) z / fx, y = (v - cy) z / fy, with fx, cx, fy, cy from
CameraInfo.k (row-major 3 x 3), in the optical frame of REP-103. Depth units: REP-118.
"""

from collections.abc import Sequence
import math
from typing import NamedTuple

import numpy as np
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Image

from emotion_rescue.core.errors import InputError
from emotion_rescue.nodes.image_messages import pixels_of

# A box holds background at its edges; its middle is mostly the person.
_INNER_SHARE = 0.5
_MM_PER_M = 1000.0
# Ratio of the scales of both axes from which an image is cropped: half a pixel in 25.
_ASPECT_TOLERANCE = 0.02
# One standard deviation to each side of the middle of a normal distribution.
_ONE_STD_PERCENTILES = (15.87, 84.13)
# Of the middle of a box: where less is known, that may be anything.
_LEAST_KNOWN_SHARE = 0.1
# What 16UC1 resolves.
_LEAST_STD_M = 0.001


class Intrinsics(NamedTuple):
    """Focal lengths and principal point of an image, in its pixels."""

    fx: float
    fy: float
    cx: float
    cy: float


class Located(NamedTuple):
    """A position and its standard deviations: x, y, z in metres in the optical frame."""

    position_m: tuple[float, float, float]
    std_m: tuple[float, float, float]


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


def intrinsics(camera: CameraInfo, image_size_px: tuple[int, int]) -> Intrinsics:
    """Return the calibration for an image that may have been scaled since.

    Raises:
        InputError: `camera` is not calibrated, or for an image of another shape.
    """
    values = [camera.k[i] for i in (0, 2, 4, 5)]
    if not (camera.width and camera.height and all(map(math.isfinite, values))
            and camera.k[0] > 0.0 and camera.k[4] > 0.0):
        raise InputError(f'camera_info holds no calibration ({camera.width} x {camera.height} '
                         f'px, fx {camera.k[0]:g}, fy {camera.k[4]:g}); calibrate the camera')
    scale_x, scale_y = image_size_px[0] / camera.width, image_size_px[1] / camera.height
    if _cropped(scale_x, scale_y):
        raise InputError(
            f'camera_info is for {camera.width} x {camera.height} px, the image has '
            f'{image_size_px[0]} x {image_size_px[1]}: it is cropped, not scaled; publish the '
            'calibration of the image')
    return Intrinsics(camera.k[0] * scale_x, camera.k[4] * scale_y,
                      camera.k[2] * scale_x, camera.k[5] * scale_y)


def locate(depth: np.ndarray, lens: Intrinsics, xyxy: Sequence[float],
           image_size_px: tuple[int, int]) -> Located | None:
    """Return where the middle of a box is; None where hardly any depth there is known.

    Args:
        depth: float32 (height, width) metres, NaN where unknown; registered to the image, and
            of its size or a scaled one.
        lens: calibration of the image.
        xyxy: box in pixels of the image; what lies outside the image does not count.
        image_size_px: width and height of the image.

    Raises:
        InputError: `depth` has another shape than the image.
    """
    box = np.clip(np.asarray(xyxy, float), 0.0, [*image_size_px, *image_size_px])
    middle = _middle_depths_m(depth, box, image_size_px)
    known = middle[~np.isnan(middle)]
    if not known.size or known.size < _LEAST_KNOWN_SHARE * middle.size:
        return None
    z = float(np.median(known))
    # A few pixels of background change nothing; where body and background share the middle, it
    # is not known how far away the person is, and the deviation says so.
    near, far = np.percentile(known, _ONE_STD_PERCENTILES)
    z_std = max(_LEAST_STD_M, float(far - near) / 2.0)
    left, top, right, bottom = map(float, box)
    x, x_std = _across((left + right) / 2.0, right - left, lens.cx, lens.fx, z, z_std)
    y, y_std = _across((top + bottom) / 2.0, bottom - top, lens.cy, lens.fy, z, z_std)
    return Located((x, y, z), (x_std, y_std, z_std))


def _across(middle_px, size_px, centre_px, focal_px, z, z_std):
    """Return coordinate and deviation on one image axis, in metres."""
    slope = (middle_px - centre_px) / focal_px
    # Anywhere in the inner part of the box, with equal probability: its width / sqrt(12).
    spread = _INNER_SHARE * size_px * z / focal_px / math.sqrt(12.0)
    return slope * z, max(_LEAST_STD_M, math.hypot(slope * z_std, spread))


def _cropped(scale_x, scale_y):
    return abs(scale_x / scale_y - 1.0) > _ASPECT_TOLERANCE


def _middle_depths_m(depth, box, image_size_px):
    scale_x, scale_y = depth.shape[1] / image_size_px[0], depth.shape[0] / image_size_px[1]
    if _cropped(scale_x, scale_y):
        raise InputError(
            f'the depth image has {depth.shape[1]} x {depth.shape[0]} px, the image '
            f'{image_size_px[0]} x {image_size_px[1]}: it is not registered to the image; publish '
            'depth that is')
    left, top, right, bottom = box * [scale_x, scale_y, scale_x, scale_y]
    margin = (1.0 - _INNER_SHARE) / 2.0
    columns = _inner(left, right, margin, depth.shape[1])
    rows = _inner(top, bottom, margin, depth.shape[0])
    return depth[rows, columns]


def _inner(low, high, margin, size):
    first = int(np.clip(np.floor(low + margin * (high - low)), 0, size - 1))
    last = int(np.clip(np.ceil(high - margin * (high - low)), first + 1, size))
    return slice(first, last)
