"""What changed between two images of the same scene, in small cells, as a shift in pixels.

Where a surface with gradient g moves by d, its brightness changes by t = -g.d (Horn and Schunck,
1981). Summed over a cell, t^2 / g^2 is the square of the shift along the gradients: a measure in
pixels that does not depend on contrast, as a plain difference of images does. The noise of the
camera adds the same to t^2 everywhere; what the background shows besides is error of alignment.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

CELL_PX = 4
# Mean square gradient of a cell, in grey levels a pixel, below which it shows no motion.
_FLATTEST = 6.0
# A quarter of the cells of the background with the least gradients tells the camera's noise.
_FLAT_SHARE = 0.25
_FEWEST_CELLS = 40


@dataclass(frozen=True, eq=False)
class Gradients:
    """One image, softened, with its gradients.

    Attributes:
        soft: uint8 (height, width), multiples of CELL_PX.
        x, y: float32 of the same shape, grey levels a pixel.
        squares: gxx, gxy, gyy, mean of each cell, float32 (rows, columns) each.
    """

    soft: np.ndarray
    x: np.ndarray
    y: np.ndarray
    squares: tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class MotionCells:
    """Mean products in cells of CELL_PX squared pixels, each (rows, columns) float32.

    Attributes:
        products: (5, rows, columns): gxx, gxy, gyy, gxt, gyt.
        changes: t squared, without the camera's noise (may be below 0).
        usable: bool, textured and seen in both images.
        background: bool, usable and outside all people.
        noise_px2: what `changes / gradients` is in the highest part of the background, as
            `top_mean` takes it, square pixels.
    """

    products: np.ndarray
    changes: np.ndarray
    usable: np.ndarray
    background: np.ndarray
    noise_px2: float


def gradients_of(grey: np.ndarray) -> Gradients:
    """Soften `grey`, uint8 (height, width) in multiples of CELL_PX, against noise."""
    soft = cv2.GaussianBlur(grey, (5, 5), 1.0)
    x = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    y = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return Gradients(soft, x, y, tuple(
        _cells(cv2.multiply(a, b)) for a, b in ((x, x), (x, y), (y, y))))


def motion_cells(older: np.ndarray, newer: Gradients, homography: np.ndarray,
                 people: np.ndarray) -> MotionCells | None:
    """Compare two images in the pixels of the newer one.

    Args:
        older: the softened older image, uint8 (height, width).
        newer: of the same shape.
        homography: (3, 3) from pixels of `older` to those of `newer`.
        people: bool (rows, columns) of cells, True where people are or just were.

    Returns:
        None where too little of the background is usable.
    """
    height, width = newer.soft.shape
    warped = cv2.warpPerspective(older, homography, (width, height), flags=cv2.INTER_LINEAR,
                                 borderMode=cv2.BORDER_REPLICATE)
    # Cameras change their exposure: both shall be as bright as each other.
    gain = cv2.mean(newer.soft)[0] / max(cv2.mean(warped)[0], 1.0)
    t = cv2.addWeighted(newer.soft, 1.0, warped, -gain, 0.0, dtype=cv2.CV_32F)
    changes = _cells(cv2.multiply(t, t))
    products = np.stack((*newer.squares, _cells(cv2.multiply(newer.x, t)),
                         _cells(cv2.multiply(newer.y, t))))
    gradients = products[0] + products[2]
    seen = _seen(homography, height, width)
    background = seen & ~people
    if background.sum() < _FEWEST_CELLS:
        return None
    outside, steepness = changes[background], gradients[background]
    few = max(1, int(_FLAT_SHARE * len(steepness)))
    noise = float(np.median(outside[np.argpartition(steepness, few - 1)[:few]]))
    changes = changes - noise
    usable = seen & (gradients > max(_FLATTEST, noise))
    background &= usable
    if background.sum() < _FEWEST_CELLS:
        return None
    shifts = changes[background] / gradients[background]
    return MotionCells(products, changes, usable, background, max(top_mean(shifts), 1e-6))


def top_mean(shifts: np.ndarray) -> float:
    """Return the typical square shift of the tenth of cells that moved most."""
    last = len(shifts) - 1
    rank = min(int(0.95 * last + 0.5), last)
    return float(np.partition(shifts, rank)[rank])


def _cells(values):
    height, width = values.shape
    return cv2.resize(values, (width // CELL_PX, height // CELL_PX),
                      interpolation=cv2.INTER_AREA)


@lru_cache(maxsize=4)
def _middles(height, width):
    """Return the middles of all cells as (3, n), the last row ones."""
    y, x = np.mgrid[0:height // CELL_PX, 0:width // CELL_PX] * CELL_PX + (CELL_PX - 1) / 2
    return np.stack((x.ravel(), y.ravel(), np.ones(x.size)))


def _seen(homography, height, width):
    """Return which cells of the newer image the older one shows, too."""
    left, top, depth = np.linalg.inv(homography) @ _middles(height, width)
    inside = ((left > CELL_PX * depth) & (left < (width - 1 - CELL_PX) * depth)
              & (top > CELL_PX * depth) & (top < (height - 1 - CELL_PX) * depth) & (depth > 0))
    return inside.reshape(height // CELL_PX, width // CELL_PX)
