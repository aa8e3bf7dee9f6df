"""Darkness in corners and under bodies, from the depth of a picture alone."""

import numpy as np

# Pixel steps at which neighbours are looked at, in a picture of half size.
_STEPS_PX = (2, 5, 11, 20)
_DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1))
_NEAREST_M, _FARTHEST_M = 0.015, 0.45


def contact_shading(depth_m: np.ndarray, focal_px: float, strength: float = 1.0) -> np.ndarray:
    """Return how much of the light from all sides reaches each pixel, float32 (h, w), 0.25..1.

    On a plane the inverse of the depth changes evenly over the picture, so that a pixel whose
    opposite neighbours are nearer than it by their mean lies in a hollow. Neighbours nearer by
    more than a hand's width of metres are something else in front, and are left out.

    Args:
        depth_m: float32 (h, w), metres along the optical axis, inf for the sky.
        focal_px: focal length in pixels.
        strength: 0 none, 1 as on an overcast day.
    """
    import cv2
    height, width = depth_m.shape
    depth = np.minimum(depth_m[::2, ::2], 200.0)
    nearness, focal = 1 / depth, focal_px / 2
    pad = _STEPS_PX[-1]
    padded = cv2.copyMakeBorder(nearness, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    rows, columns = depth.shape
    hidden = np.zeros_like(depth)
    for step in _STEPS_PX:
        reach_m = depth * (step / focal)
        inside = (reach_m > _NEAREST_M) & (reach_m < _FARTHEST_M)
        found = np.zeros_like(depth)
        for dx, dy in _DIRECTIONS:
            x, y = dx * step, dy * step
            there = padded[pad + y:pad + y + rows, pad + x:pad + x + columns]
            back = padded[pad - y:pad - y + rows, pad - x:pad - x + columns]
            # Metres by which the pair's middle is nearer than the pixel itself.
            hollow_m = (0.5 * (there + back) - nearness) * depth * depth
            slope = hollow_m / reach_m
            found += np.where((hollow_m < 2.5 * reach_m) & (slope > 0.04),
                              np.minimum(slope, 0.8), 0)
        hidden += np.where(inside, found, 0)
    light = np.exp(-0.30 * strength * cv2.blur(hidden, (3, 3)))
    return np.maximum(cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR), 0.25)
