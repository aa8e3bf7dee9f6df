"""Tells a turn of the camera from the motion of people: a turn moves everybody alike."""

import numpy as np

# Parts of the longer box side.
_ALIKE = 0.2
# Width and height of one person differ less than this between two images.
_SIZE_RATIO = 1.6
# The fastest turn that is looked for, in image widths a second, and the longest pause over which.
_FASTEST_WIDTHS_PER_S = 0.5
_LONGEST_S = 0.5
# People and candidate shifts looked at; bounds the work in a crowd.
_MOST_PEOPLE = 32
_MOST_SHIFTS = 64


def common_shift(expected: tuple[np.ndarray, np.ndarray], seen: tuple[np.ndarray, np.ndarray],
                 image_width_px: float, seconds: float) -> np.ndarray | None:
    """Return by how many pixels (2,) most people jumped alike beyond what was expected.

    Args:
        expected: centres (n, 2) and sizes (n, 2) of people in sight a moment ago, as they are
            expected now.
        seen: centres (m, 2) and sizes (m, 2) that were detected now.
        image_width_px: width of the image.
        seconds: since the last image.

    Returns:
        None where more than half of the people are where they were expected, or where no one
        shift explains more than half of them.
    """
    centres, sizes = (part[:_MOST_PEOPLE] for part in expected)
    if not len(centres) or not len(seen[0]):
        return None
    alike = np.maximum(_ALIKE * sizes.max(axis=1), 2.0)
    shifts = seen[0] - centres[:, None]
    # Somebody of quite another size is somebody else: infinitely far away.
    ratios = seen[1] / np.maximum(sizes[:, None], 1e-3)
    other = ((ratios > _SIZE_RATIO) | (ratios < 1 / _SIZE_RATIO)).any(axis=2)
    shifts = np.where(other[..., None], np.inf, shifts)
    lengths = np.hypot(shifts[..., 0], shifts[..., 1])
    if 2 * np.count_nonzero(lengths.min(axis=1) <= alike) > len(centres):
        return None
    furthest = _FASTEST_WIDTHS_PER_S * image_width_px * min(seconds, _LONGEST_S)
    return _best_shift(shifts, lengths, alike, furthest)


def _best_shift(shifts, lengths, alike, furthest):
    candidates = shifts[lengths <= furthest]
    if not len(candidates):
        return None
    # Shortest first: of two shifts that explain as many people, the smaller one is the likelier.
    order = np.argsort(lengths[lengths <= furthest], kind='stable')[:_MOST_SHIFTS]
    candidates = candidates[order]
    left = shifts - candidates[:, None, None]
    off = np.hypot(left[..., 0], left[..., 1]).min(axis=2)
    support = (off <= alike).sum(axis=1)
    best = int(support.argmax())
    if 2 * support[best] <= len(shifts):
        return None
    agreeing = off[best] <= alike
    nearest = np.hypot(left[best, ..., 0], left[best, ..., 1]).argmin(axis=1)
    return np.median(shifts[agreeing, nearest[agreeing]], axis=0)
