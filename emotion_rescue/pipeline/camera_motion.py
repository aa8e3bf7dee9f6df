"""How the camera turned between two images, by what is seen outside the boxes of people.

Corners of the older image (Shi and Tomasi, 1994) are followed into the newer one (pyramids of
Lucas and Kanade; Bouguet, 2001). A similarity is found by RANSAC; where enough corners agree, a
homography is fitted to them, which is exact for a camera that turns on the spot.
"""

import cv2
import numpy as np

# Corners: how many are looked for, how few suffice, and for a homography.
_MOST_CORNERS, _FEWEST_CORNERS, _FOR_HOMOGRAPHY = 64, 10, 32
_QUALITY, _APART_PX = 0.02, 8
# What is off by more has moved by itself, or is near while the camera was shifted.
_AGREES_PX = 1.0
# Of the corners have to agree; else most of the picture moves (water, smoke, a driving robot).
_AGREEING = 0.5
_WINDOW_PX, _LEVELS = (11, 11), 3
# A homography may stretch no part by more than this, else it was fitted to noise.
_STRETCH = 1.5


def camera_motion(older: np.ndarray, newer: np.ndarray, background: np.ndarray
                  ) -> np.ndarray | None:
    """Return the homography (3, 3) that takes pixels of `older` to those of `newer`.

    Args:
        older: uint8 (height, width).
        newer: of the same shape.
        background: uint8 (height, width), 0 where there are people in `older`.

    Returns:
        None where too little stands still to tell.
    """
    # Where the corners are matters little, so that half the size does to find them.
    half = (older.shape[1] // 2, older.shape[0] // 2)
    corners = cv2.goodFeaturesToTrack(
        cv2.resize(older, half, interpolation=cv2.INTER_AREA), _MOST_CORNERS, _QUALITY,
        _APART_PX / 2, mask=cv2.resize(background, half, interpolation=cv2.INTER_NEAREST))
    if corners is None or len(corners) < _FEWEST_CORNERS:
        return None
    corners = corners * 2 + np.float32(0.5)
    found, status, _ = cv2.calcOpticalFlowPyrLK(
        older, newer, corners, None, winSize=_WINDOW_PX, maxLevel=_LEVELS)
    followed = status.ravel() == 1
    here, there = corners[followed, 0], found[followed, 0]
    if len(here) < _FEWEST_CORNERS:
        return None
    similar, agrees = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=_AGREES_PX, maxIters=200)
    if similar is None or agrees.sum() < max(_FEWEST_CORNERS, _AGREEING * len(here)):
        return None
    similar = np.vstack((similar, (0.0, 0.0, 1.0)))
    agrees = agrees.ravel() == 1
    if agrees.sum() >= _FOR_HOMOGRAPHY:
        fitted, _ = cv2.findHomography(here[agrees], there[agrees], 0)
        if fitted is not None and _near(fitted, similar, older.shape):
            return fitted
    return similar


def moved(homography: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return where `points` (n, 2) come to lie."""
    lifted = np.column_stack((points, np.ones(len(points)))) @ homography.T
    return lifted[:, :2] / lifted[:, 2:]


def _near(fitted, similar, shape):
    """Whether both take the corners of the picture to about the same places."""
    height, width = shape
    ends = np.array([(0, 0), (width, 0), (0, height), (width, height)], float)
    with np.errstate(all='ignore'):
        off = np.abs(moved(fitted, ends) - moved(similar, ends)).max()
    return bool(off < _STRETCH * 4)
