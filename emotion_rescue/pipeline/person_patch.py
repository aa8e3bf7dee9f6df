"""How one person moved between two images: the cells inside the box, against those around it.

What all cells of a person share is taken off: it may be the person, or the camera that was
shifted, by which what is near moves against what is far. What is left is arms, legs, head and
trunk against each other, and only that counts as a motion of the person's own.
"""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.pipeline.motion_cells import MotionCells
from emotion_rescue.pipeline.motion_cells import top_mean

# Cells that a patch needs, and the share of the box that they have to be.
_FEWEST_CELLS, _LEAST_SHARE = 8, 0.2
# The background beside the box, as a share of its longer side; so many cells say something.
_AROUND, _AROUND_CELLS = 0.4, 24
# Upper part of a box: arms that wave are there, or beside the trunk of who lies.
_UPPER = 0.5
# Middle part of a box, where a trunk is.
_TRUNK = (0.25, 0.75)


@dataclass(frozen=True)
class PatchMotion:
    """What of a person moved between two images, in pixels of the small image.

    Attributes:
        own_px: by how much the parts that moved most moved against the rest; 0 where no more
            than in the background.
        noise_px: what the background shows where nothing moves; a motion below it stays unseen.
        whole_px: by how much all moved alike, (right, down).
        upper_share: which part 0..1 of the motion was in the upper half of the box.
        upper_px: mean shift (right, down) of the upper half against the whole.
        trunk_px: mean shift down of the middle of the box against the background.
        spread: share 0..1 of the cells that moved more than the background does.
    """

    own_px: float
    noise_px: float
    whole_px: tuple[float, float]
    upper_share: float
    upper_px: tuple[float, float]
    trunk_px: float
    spread: float


def patch_motion(cells: MotionCells, box: tuple[float, float, float, float],
                 others: np.ndarray) -> PatchMotion | None:
    """Return how the person in `box` moved.

    Args:
        cells: the comparison of two images.
        box: left, top, right, bottom in cells.
        others: bool (rows, columns), True where somebody else is or just was.

    Returns:
        None where too little of the person can be told from others or from a plain surface.
    """
    rows, columns = cells.changes.shape
    left, top, right, bottom = _inside(box, columns, rows)
    if right - left < 1 or bottom - top < 2:
        return None
    here = np.s_[top:bottom, left:right]
    used = cells.usable[here] & ~others[here]
    if used.sum() < max(_FEWEST_CELLS, _LEAST_SHARE * used.size):
        return None
    products = cells.products[(slice(None), *here)][:, used].astype(float)
    changes = cells.changes[here][used].astype(float)
    whole = _shift(products)
    gradients = products[0] + products[2]
    left_over = changes + 2 * (whole @ products[3:]) + _square(whole, products)
    shifts = left_over / gradients
    noise = max(cells.noise_px2, _noise_around(cells, (left, top, right, bottom)))
    over = np.maximum(shifts - noise, 0.0)
    height = bottom - top
    row = np.nonzero(used)[0] / height
    upper, trunk = row < _UPPER, (row >= _TRUNK[0]) & (row < _TRUNK[1])
    trunk_px = _shift(products[:, trunk]) if trunk.sum() >= _FEWEST_CELLS / 2 else whole
    upper_px = _shift(products[:, upper]) - whole if upper.sum() >= 4 else np.zeros(2)
    return PatchMotion(
        own_px=math.sqrt(max(top_mean(shifts) - noise, 0.0)), noise_px=math.sqrt(noise),
        whole_px=(float(whole[0]), float(whole[1])),
        upper_share=float(over[upper].sum() / over.sum()) if over.sum() > 0 else 0.0,
        upper_px=(float(upper_px[0]), float(upper_px[1])), trunk_px=float(trunk_px[1]),
        spread=float((over > 0).mean()))


def _inside(box, columns, rows):
    left, top, right, bottom = box
    return (min(max(round(left), 0), columns), min(max(round(top), 0), rows),
            min(max(round(right), 0), columns), min(max(round(bottom), 0), rows))


def _shift(products):
    """Return the one shift (2,) that explains most; least squares, held back a little."""
    gxx, gxy, gyy, gxt, gyt = products.sum(axis=1)
    held = 0.02 * (gxx + gyy) + 1e-6
    return -np.linalg.solve(((gxx + held, gxy), (gxy, gyy + held)), (gxt, gyt))


def _square(shift, products):
    x, y = shift
    return x * x * products[0] + 2 * x * y * products[1] + y * y * products[2]


def _noise_around(cells, box):
    """Return what the background close to the box shows; 0 where there is too little of it."""
    left, top, right, bottom = box
    reach = max(2, round(_AROUND * max(right - left, bottom - top)))
    rows, columns = cells.changes.shape
    near = np.s_[max(top - reach, 0):min(bottom + reach, rows),
                 max(left - reach, 0):min(right + reach, columns)]
    background = cells.background[near]
    if background.sum() < _AROUND_CELLS:
        return 0.0
    products = cells.products[(0, *near)] + cells.products[(2, *near)]
    return top_mean(cells.changes[near][background] / products[background])
