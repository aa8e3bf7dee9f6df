"""Errors of numbers and of probabilities, for many resamples of the same rows at once.

`counts` is how often each row counts, float (rounds, n): a bootstrap resample is one line of it,
and a line of ones is the data themselves. Rows of which truth or answer is unknown (NaN) are left
out. All return float (rounds,), NaN where no row is left.
"""

import numpy as np


def absolute_error(truth: np.ndarray, answer: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the mean of |truth - answer|, both float (n,)."""
    return _mean(np.abs(truth - answer), counts)


def root_mean_square_error(truth: np.ndarray, answer: np.ndarray,
                           counts: np.ndarray) -> np.ndarray:
    """Return the root of the mean of (truth - answer) squared, both float (n,)."""
    return np.sqrt(_mean((truth - answer) ** 2, counts))


def calibration_error(positive: np.ndarray, probability: np.ndarray, counts: np.ndarray,
                      bins: int = 15) -> np.ndarray:
    """Return the binary calibration error: sum over bins of share * |observed - predicted|.

    Bins of equal width over 0..1 after Guo et al. 2017, whose confidence is here the probability
    of 'yes'.

    Args:
        positive: (n,), 0, 1 or NaN.
        probability: float (n,), 0..1 or NaN.
        counts: float (rounds, n).
        bins: how many.
    """
    return share_of_gaps(*calibration_gaps(positive, probability, counts, bins))


def calibration_gaps(positive: np.ndarray, probability: np.ndarray, counts: np.ndarray,
                     bins: int = 15) -> tuple[np.ndarray, np.ndarray]:
    """Return what `calibration_error` is made of, which can be summed over labels.

    Returns:
        How many more there are in each bin than were predicted, float (rounds, bins), and of how
        many rows both are known, float (rounds,).
    """
    gap = np.asarray(positive, float) - probability
    known = ~np.isnan(gap)
    in_bin = probability_bin(probability[known], bins)[:, None] == np.arange(bins)
    drawn = counts[:, known]
    return drawn @ (gap[known, None] * in_bin), drawn.sum(axis=1)


def share_of_gaps(gaps: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return the calibration error of what `calibration_gaps` returned, or of sums of it."""
    return _quotient(np.abs(gaps).sum(axis=1), total)


def probability_bin(probability: np.ndarray, bins: int) -> np.ndarray:
    """Return which of `bins` bins of equal width each probability, 0..1, is in; 1 in the last."""
    return np.minimum((probability * bins).astype(int), bins - 1)


def _mean(error, counts):
    known = ~np.isnan(error)
    drawn = counts[:, known]
    return _quotient(drawn @ error[known], drawn.sum(axis=1))


def _quotient(part, whole):
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
