"""Tells a turn of the camera from the motion of people: a turn moves everybody alike."""

import numpy as np

# Width and height of one person differ less than this between two images.
_SIZE_RATIO = 1.6
# The fastest turn that is looked for, in image widths a second, and the longest pause over which.
_FASTEST_WIDTHS_PER_S = 1.0
_LONGEST_S = 1.0
# Shares of the people that a turn has to explain, and by which it has to do better than none.
_MOST = 0.6
_BETTER = 0.25
# A shift of this many standard deviations is believed by half: smaller ones are mostly noise,
# which the filter of each person smooths better.
_HALF_BELIEVED = 3.0
# People and candidate shifts looked at; bounds the work in a crowd.
_MOST_PEOPLE = 32
_MOST_SHIFTS = 64


def common_shift(centres: np.ndarray, sizes: np.ndarray, deviations: np.ndarray,
                 seen: tuple[np.ndarray, np.ndarray], image_width_px: float,
                 seconds: float) -> np.ndarray | None:
    """Return by how many pixels (2,) people jumped alike beyond what was expected.

    Args:
        centres: (n, 2) where people in sight a moment ago are expected now.
        sizes: (n, 2) their widths and heights.
        deviations: (n,) standard deviations in pixels of each of their coordinates.
        seen: centres (m, 2) and sizes (m, 2) that were detected now.
        image_width_px: width of the image.
        seconds: since the last image.

    Returns:
        None where no one shift explains most of the people much better than none does.
    """
    furthest = _FASTEST_WIDTHS_PER_S * image_width_px * min(seconds, _LONGEST_S)
    if not len(centres) or not len(seen[0]) or furthest <= 0:
        return None
    kept = slice(_MOST_PEOPLE)
    shifts = _possible_shifts(centres[kept], sizes[kept], *seen)
    return _believed_shift(shifts, deviations[kept], furthest)


def _possible_shifts(centres, sizes, seen_centres, seen_sizes):
    """Return the way (n, m, 2) from each person to each detection that may be the same."""
    shifts = seen_centres - centres[:, None]
    # Somebody of quite another size is somebody else: infinitely far away.
    ratios = seen_sizes / np.maximum(sizes[:, None], 1e-3)
    other = ((ratios > _SIZE_RATIO) | (ratios < 1 / _SIZE_RATIO)).any(axis=2)
    shifts[other] = np.inf
    return shifts


def _believed_shift(shifts, deviations, furthest):
    lengths = np.hypot(shifts[..., 0], shifts[..., 1])
    near = lengths <= furthest
    # Shortest first: of two shifts that explain as much, the smaller one is the likelier.
    order = np.argsort(lengths[near], kind='stable')[:_MOST_SHIFTS]
    if not len(order):
        return None
    candidates = np.vstack((np.zeros(2), shifts[near][order]))
    left = shifts - candidates[:, None, None]
    off = np.hypot(left[..., 0], left[..., 1])
    partners = off.argmin(axis=2)
    fits = np.exp(-0.5 * (off.min(axis=2) / deviations)**2)
    support = fits.mean(axis=1)
    best = int(support.argmax())
    if support[best] < _MOST or support[best] < support[0] + _BETTER:
        return None
    weights = fits[best] / deviations**2
    chosen = shifts[np.arange(len(shifts)), partners[best]]
    agreeing = weights > 0
    mean = weights[agreeing] @ chosen[agreeing] / weights.sum()
    squared = mean @ mean
    return mean * squared / (squared + _HALF_BELIEVED**2 / weights.sum())
