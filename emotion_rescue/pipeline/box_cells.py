"""Which cells of an image boxes of people cover, whatever numbers the boxes have."""

import numpy as np

# Boxes are off by some pixels: a little around them is theirs, too, as a share of the longer side.
_MARGIN = 0.08


def clean_boxes(boxes: np.ndarray) -> np.ndarray:
    """Return boxes float64 (n, 4), those that are none (NaN, turned round) as four zeros."""
    boxes = np.asarray(boxes, float).reshape(-1, 4)
    with np.errstate(invalid='ignore'):
        fine = (np.isfinite(boxes).all(axis=1) & (boxes[:, 2] > boxes[:, 0])
                & (boxes[:, 3] > boxes[:, 1]))
    return np.where(fine[:, None], np.clip(boxes, -1e5, 1e5), 0.0)


def box_mask(boxes: np.ndarray, shape: tuple[int, int], margin: float = _MARGIN) -> np.ndarray:
    """Return bool `shape`, True inside any of `boxes` (n, 4), in cells, and a margin."""
    mask = np.zeros(shape, bool)
    for left, top, right, bottom in boxes:
        if right <= left:
            continue
        more = margin * max(right - left, bottom - top)
        rows = slice(max(int(top - more), 0), max(int(np.ceil(bottom + more)), 0))
        columns = slice(max(int(left - more), 0), max(int(np.ceil(right + more)), 0))
        mask[rows, columns] = True
    return mask
