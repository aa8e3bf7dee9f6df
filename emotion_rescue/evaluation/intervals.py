"""Confidence intervals of any metric, by resampling those whom the data come from."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
import math

import numpy as np

# Small arrays, some 4 MB each: fast, and progress can be told between them.
_BLOCK_VALUES = 500_000


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
    return percentile_interval(results)


def resample_counts(group: np.ndarray, rounds: int = 500, seed: int = 0) -> Iterator[np.ndarray]:
    """Yield how often each value counts in the resamples of `bootstrap_interval`, in blocks.

    For metrics that take all resamples of a block at once, which is many times faster.

    Args:
        group: (n,) who each value comes from.
        rounds: number of resamples.
        seed: of the resampling; the same draws the same.

    Yields:
        float (rounds of the block, n), whole numbers.
    """
    if not len(group):
        return
    rng = np.random.default_rng(seed)
    _, number = np.unique(group, return_inverse=True)
    people = int(number.max()) + 1
    block = max(1, _BLOCK_VALUES // len(number))
    for start in range(0, rounds, block):
        drawn = [np.bincount(rng.integers(people, size=people), minlength=people)
                 for _ in range(min(block, rounds - start))]
        yield np.array(drawn, float)[:, number]


def percentile_interval(results: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile interval of a metric on resamples; NaN where none is known."""
    known = np.asarray(results, float)
    known = known[~np.isnan(known)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
