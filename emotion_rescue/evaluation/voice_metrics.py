"""Figures of merit of hearing, written out: AUROC, macro F1, concordance, bootstrap intervals."""

from collections.abc import Callable
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


def macro_f1(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return the mean F1 over the classes that occur in `truth`; NaN for no data."""
    scores = []
    for label in np.unique(truth):
        hit = np.sum((truth == label) & (answer == label))
        scores.append(2.0 * hit / (np.sum(truth == label) + np.sum(answer == label)))
    return float(np.mean(scores)) if scores else math.nan


def concordance(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return Lin's concordance correlation coefficient (1989), -1..1; NaN below two values.

    ccc = 2 cov / (var_truth + var_answer + (mean_truth - mean_answer)^2), all with 1/n.
    """
    if len(truth) < 2:
        return math.nan
    covariance = np.mean((truth - truth.mean()) * (answer - answer.mean()))
    spread = truth.var() + answer.var() + (truth.mean() - answer.mean()) ** 2
    return float(2.0 * covariance / spread) if spread > 0 else math.nan


def bootstrap_interval(metric: Callable[..., float], *values: np.ndarray, group: np.ndarray,
                       rounds: int = 500, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % percentile interval of a metric under resampling of whole groups.

    Args:
        metric: takes arrays like `values`.
        values: arrays of the same length.
        group: (n,) who each value comes from, such as the speaker: clips of one speaker are no
            independent evidence.
        rounds: number of resamples.
        seed: of the resampling.
    """
    if not len(group):
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    _, number = np.unique(group, return_inverse=True)
    members = np.split(np.argsort(number, kind='stable'), np.cumsum(np.bincount(number))[:-1])
    results = []
    for _ in range(rounds):
        drawn = rng.integers(len(members), size=len(members))
        chosen = np.concatenate([members[i] for i in drawn])
        results.append(metric(*(value[chosen] for value in values)))
    if np.all(np.isnan(results)):
        return math.nan, math.nan
    low, high = np.nanpercentile(results, (2.5, 97.5))
    return float(low), float(high)
