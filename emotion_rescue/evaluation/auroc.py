"""Area under the receiver operating characteristic: how well a score tells two sides apart."""

import math

import numpy as np


def auroc(score: np.ndarray, positive: np.ndarray) -> float:
    """Return the probability that a positive scores above a negative; ties count half.

    Args:
        score: float (n,).
        positive: bool (n,).

    Returns:
        0..1 by the rank sum of Mann and Whitney (1947); NaN where a side is empty.
    """
    positive = np.asarray(positive, bool)
    pairs = int(positive.sum()) * int((~positive).sum())
    if not pairs:
        return math.nan
    _, group, size = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - (size - 1) / 2.0)[group]
    lowest = positive.sum() * (positive.sum() + 1) / 2.0
    return float((rank[positive].sum() - lowest) / pairs)
