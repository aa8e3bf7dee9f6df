"""How somebody looks, as far as clothes tell: colours in three bands of the box.

Shares of colours are compared by the distance of Hellinger, 0 for the same and 1 where nothing is
in common, as trackers by colour do (Comaniciu, Ramesh and Meer, 2003). The bands lie along the
longer side of the box, so that somebody who lies is cut into head, trunk and legs, too.
"""

import math

import cv2
import numpy as np

_BANDS = 3
_HUES, _GREYS = 12, 6
# Colours less saturated than this, of 255, are greys, told apart by how bright they are.
_COLOURFUL = 60.0
# Every crop is brought to this size, (short, long): the work is the same for all.
_SHORT, _LONG = 24, 48
# What is cut off on each side of the box: mostly background.
_EDGE = 0.18
_LEAST_SIDE_PX = 8.0


def appearance(bgr: np.ndarray, xyxy: tuple[float, float, float, float]) -> np.ndarray | None:
    """Return the shares of colours of somebody; takes below 1 ms.

    Args:
        bgr: uint8 (height, width, 3).
        xyxy: box of the person in pixels.

    Returns:
        float32 (3, 18), each row of sum 1, of head to foot or the reverse; None where less than
        8 pixels of the box lie in the image.
    """
    height, width = bgr.shape[:2]
    if not all(map(math.isfinite, xyxy)):
        return None
    left, right = _inner(xyxy[0], xyxy[2], width)
    top, bottom = _inner(xyxy[1], xyxy[3], height)
    if min(right - left, bottom - top) < _LEAST_SIDE_PX * (1 - 2 * _EDGE):
        return None
    crop = bgr[top:bottom, left:right]
    if crop.shape[1] > crop.shape[0]:
        crop = crop.transpose(1, 0, 2)
    hsv = cv2.cvtColor(cv2.resize(np.ascontiguousarray(crop), (_SHORT, _LONG),
                                  interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2HSV)
    return np.stack([_shares(band) for band in np.array_split(hsv, _BANDS)])


def unlike(first: np.ndarray | None, second: np.ndarray | None) -> float:
    """Return 0..1, how differently two people look; NaN where one look is not known."""
    if first is None or second is None:
        return math.nan
    common = np.sqrt(first * second).sum(axis=1)
    return float(np.sqrt(np.maximum(1.0 - common, 0.0)).mean())


def _inner(low: float, high: float, end: int) -> tuple[int, int]:
    """Return the pixels of the middle of a side that lie in the image."""
    edge = _EDGE * (high - low)
    return round(min(max(low + edge, 0), end)), round(min(max(high - edge, 0), end))


def _shares(hsv: np.ndarray) -> np.ndarray:
    """Return float32 (hues + greys,), sum 1; neighbouring bins share what lies between them."""
    hue, saturation, value = (hsv[..., k].ravel().astype(np.float32) for k in range(3))
    # What is dark has a hue by chance.
    colourful = np.clip(saturation * value / 255.0 / _COLOURFUL, 0.0, 1.0) ** 2
    shares = np.concatenate((
        _spread(hue * (_HUES / 180.0), colourful, _HUES, round_again=True),
        _spread(value * ((_GREYS - 1) / 255.0), 1.0 - colourful, _GREYS, round_again=False)))
    return (shares / shares.sum()).astype(np.float32)


def _spread(place: np.ndarray, weight: np.ndarray, bins: int, *, round_again: bool) -> np.ndarray:
    low = np.floor(place).astype(int)
    part = place - low
    high = (low + 1) % bins if round_again else np.minimum(low + 1, bins - 1)
    return (np.bincount(low % bins, weight * (1 - part), bins)
            + np.bincount(high, weight * part, bins))
