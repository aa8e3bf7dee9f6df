"""Confidence intervals of any metric, by resampling those whom the data come from."""

from collections.abc import Callable
import math

import numpy as np


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
