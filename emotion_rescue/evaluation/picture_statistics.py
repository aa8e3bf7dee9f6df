"""What a picture looks like in numbers: colours, textures and edges, by cell and as a whole."""

import cv2
import numpy as np

_CELLS = 4
_DIRECTIONS = 8
_BINS = (8, 3, 3)  # of hue, saturation and value


def overall(bgr: np.ndarray) -> dict[str, float]:
    """Return mean luma and colour (0..255), contrast and sharpness of a picture, uint8 BGR.

    Contrast is the standard deviation of luma, sharpness the mean magnitude of its Laplacian.
    """
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    blue, green, red = bgr.reshape(-1, 3).mean(axis=0)
    return {'mean': float(grey.mean()), 'contrast': float(grey.std()),
            'sharpness': float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean()),
            'red': float(red), 'green': float(green), 'blue': float(blue)}


def statistics(bgr: np.ndarray) -> np.ndarray:
    """Return float32 (318,) about a picture, uint8 BGR (height, width, 3), at least 8x8 px.

    For each of 4x4 cells: mean and spread of CIE L*a*b*, the histogram of edge directions after
    Dalal and Triggs ("Histograms of Oriented Gradients", CVPR 2005), and the Laplacian's
    magnitude; for the whole: a histogram of hue, saturation and value, and `overall`.
    """
    lab = cv2.cvtColor(bgr, cv2.COLOR_BGR2LAB).astype(np.float32)
    light = cv2.GaussianBlur(lab[..., 0], (3, 3), 0)
    dx, dy = (cv2.Sobel(light, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    strength = np.hypot(dx, dy)
    direction = (np.arctan2(dy, dx) % np.pi / np.pi * _DIRECTIONS).astype(int) % _DIRECTIONS
    edges = np.stack([strength * (direction == i) for i in range(_DIRECTIONS)], axis=-1)
    fine = np.abs(cv2.Laplacian(lab[..., 0], cv2.CV_32F))[..., None]
    shapes = np.log1p(_by_cell(np.concatenate([edges, fine], axis=-1), np.mean))
    hsv = cv2.cvtColor(bgr, cv2.COLOR_BGR2HSV)
    colours = cv2.calcHist([hsv], [0, 1, 2], None, _BINS, [0, 180, 0, 256, 0, 256])
    return np.concatenate([
        _by_cell(lab, np.mean), _by_cell(lab, np.std), shapes,
        np.sqrt(colours.ravel() / hsv[..., 0].size),
        list(overall(bgr).values())]).astype(np.float32)


def _by_cell(values, measure):
    """Return `measure` of each cell and channel of (height, width, channels), flat."""
    rows = np.array_split(values, _CELLS, axis=0)
    return np.array([measure(cell, axis=(0, 1)) for row in rows
                     for cell in np.array_split(row, _CELLS, axis=1)]).ravel()
