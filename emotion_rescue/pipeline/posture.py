"""How somebody is held, told from nothing but the box: its shape, its place, its true size.

A multinomial logistic regression on a few measures of the box; `training/fit_posture.py` fits its
weights to generated people and says how often it is right (docs/responsiveness.md).
"""

import math

import numpy as np

from emotion_rescue.core.body import Posture
from emotion_rescue.core.body import PostureReading
from emotion_rescue.pipeline.posture_weights import BOX_WEIGHTS
from emotion_rescue.pipeline.posture_weights import DEPTH_WEIGHTS

KNOWN_POSTURES = (Posture.STANDING, Posture.SITTING, Posture.KNEELING, Posture.LYING,
                  Posture.LIMB_ONLY)
# A longer side below this says nothing: boxes are off by some pixels.
_SMALLEST_PX = 24.0
# A box that ends so close to the border of the picture may go on beyond it.
_BORDER_PX = 2.0
# Who lies is at least so many times as wide as high, also along the line of sight and cut off by
# the border: of 23 such people in filmed clips (split test) the narrowest was 1.00.
_LEAST_SHAPE = 0.9


def box_measures(xyxy: tuple[float, float, float, float], image_size_px: tuple[int, int],
                 size_m: float = math.nan) -> np.ndarray:
    """Return what the regression looks at: float64 (6,), or (8,) where the size is known.

    A constant; the logarithm of width by height and its square; that of the height as a share of
    the picture's; that of the height by how far below the middle of the picture the box ends, and
    this distance itself; then the logarithm of the height in metres and its square.

    Args:
        xyxy: left, top, right, bottom in pixels; of some width and height.
        image_size_px: width and height of the picture.
        size_m: height of the box in metres; NaN where not known.
    """
    left, top, right, bottom = xyxy
    shape = math.log((right - left) / (bottom - top))
    height = math.log((bottom - top) / image_size_px[1])
    below = bottom / image_size_px[1] - 0.5
    # A level camera sees the ground at one depth in one row, and so the true height.
    seen_height = (bottom - top) / image_size_px[1] / max(below, 0.05)
    measures = [1.0, shape, shape * shape, height, math.log(seen_height), below]
    if not math.isnan(size_m):
        metres = math.log(min(max(size_m, 0.05), 5.0))
        measures += [metres, metres * metres]
    return np.array(measures)


def posture_of(xyxy: tuple[float, float, float, float], image_size_px: tuple[int, int],
               depth_m: float = math.nan, focal_px: float = math.nan) -> PostureReading:
    """Return how likely each posture is.

    Args:
        xyxy: left, top, right, bottom in pixels; any numbers.
        image_size_px: width and height of the picture.
        depth_m: distance along the optical axis; NaN where not known.
        focal_px: focal length of the camera; NaN where not known.
    """
    left, top, right, bottom = xyxy
    if not all(map(math.isfinite, xyxy)) or right <= left or bottom <= top:
        return PostureReading(why_unknown='no box')
    if max(right - left, bottom - top) < _SMALLEST_PX:
        return PostureReading(why_unknown='too small')
    width, height = image_size_px
    if (min(left, top) < _BORDER_PX or right > width - _BORDER_PX
            or bottom > height - _BORDER_PX):
        return PostureReading(why_unknown='cut off by the border of the picture',
                              may_lie=bool(right - left >= _LEAST_SHAPE * (bottom - top)))
    size_m = (bottom - top) * depth_m / focal_px if depth_m > 0 and focal_px > 0 else math.nan
    measures = box_measures(xyxy, image_size_px, size_m)
    weights = BOX_WEIGHTS if math.isnan(size_m) else DEPTH_WEIGHTS
    scores = np.asarray(weights) @ measures
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    return PostureReading(dict(zip(KNOWN_POSTURES, chances.tolist(), strict=True)))
