"""Where hair grows on a head and how far it stands off, in metres on the average adult at rest."""

import numpy as np

# Height of the lowest hair over depth (front is negative).
_DEPTH_M = (-0.23, -0.20, -0.165, -0.140, -0.122, -0.105, -0.09, -0.06, 0.0)
_HEIGHT_M = (0.822, 0.818, 0.806, 0.775, 0.735, 0.728, 0.705, 0.675, 0.665)
# style -> metres that hair stands off at its fullest, and how curly it is.
VOLUME_M = {'bald': (0.0, 0.0), 'buzz': (0.003, 0.0), 'receding': (0.007, 0.1),
            'short': (0.014, 0.25), 'medium': (0.021, 0.2), 'long': (0.016, 0.1),
            'bun': (0.009, 0.0), 'ponytail': (0.009, 0.0), 'afro': (0.046, 0.16)}


def height_above_hairline(points: np.ndarray, style: str) -> np.ndarray:
    """Return how far points (..., 3) of a head lie above the hairline; below it is negative."""
    depth = points[..., 1]
    height = points[..., 2] - np.interp(depth, _DEPTH_M, _HEIGHT_M)
    # The hairline is further down over the temples than it is in the middle of the forehead.
    temple = np.exp(-((np.abs(points[..., 0]) - 0.052) / 0.014) ** 2) * (depth < -0.15)
    height = height - 0.006 * temple
    if style == 'receding':
        bare = np.clip((-0.085 - depth) / 0.06, 0, 1)
        crown = np.clip((points[..., 2] - 0.80) / 0.03, 0, 1)
        height = height - 0.04 * bare - 0.03 * crown * np.clip((-0.04 - depth) / 0.05, 0, 1)
    return height


def hair_offset(points: np.ndarray, style: str, tuft: np.ndarray) -> np.ndarray:
    """Return metres that hair stands off the scalp at points (n, 3).

    Args:
        points: on the head of the average adult at rest.
        style: a key of VOLUME_M.
        tuft: noise -1..1 at the points.
    """
    volume, curl = VOLUME_M[style]
    above = height_above_hairline(points, style)
    rise = np.clip(above / (0.03 + 0.5 * volume), 0, 1)
    rise = np.sqrt(rise) if style == 'afro' else rise * (2 - rise)
    return volume * rise * (1 + curl * tuft)
