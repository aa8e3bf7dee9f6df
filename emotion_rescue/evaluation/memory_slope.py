"""Whether a process' memory grows: a line that single jumps do not tilt, and its interval."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
import math
from typing import Any

import numpy as np

MB = 1e6
MIN_SAMPLES = 3
_S_PER_MIN = 60.0


@dataclass(frozen=True)
class MemorySample:
    """The memory of a process at one moment.

    Attributes:
        at_s: seconds since the measurement began.
        resident_bytes: everything of it that is in memory, mapped files included.
        anonymous_bytes: what only the process itself holds.
    """

    at_s: float
    resident_bytes: int
    anonymous_bytes: int


def slope_mb_per_min(times_s: Sequence[float], amounts: Sequence[int]) -> dict[str, float]:
    """Return 'slope', 'low' and 'high' (95 %) of bytes over seconds, in MB a minute.

    The line is Theil and Sen's, the median of the slopes of all pairs. Its interval takes the
    deviations for independent; memory that comes and goes slowly makes it too narrow. All are NaN
    where there are fewer than three samples.
    """
    if len(times_s) < MIN_SAMPLES or min(times_s) == max(times_s):
        return {'slope': math.nan, 'low': math.nan, 'high': math.nan}
    from scipy.stats import theilslopes
    slope, _, low, high = theilslopes(np.asarray(amounts) / MB, np.asarray(times_s) / _S_PER_MIN)
    return {'slope': float(slope), 'low': float(low), 'high': float(high)}


def memory_figures(samples: Sequence[MemorySample], warm_up_s: float) -> dict[str, Any]:
    """Return slopes, peaks and ends of resident and anonymous memory of one process.

    Args:
        samples: in the order of time.
        warm_up_s: what came before counts for the peak alone. The halves of what is left tell
            a growth that dies away from one that goes on.
    """
    steady = [sample for sample in samples if sample.at_s >= warm_up_s]
    return {'samples': len(steady),
            'resident': _figures(samples, steady, lambda sample: sample.resident_bytes),
            'anonymous': _figures(samples, steady, lambda sample: sample.anonymous_bytes)}


def flat(figures: Mapping[str, Any], bar_mb_per_min: float) -> bool:
    """Return whether both slopes of `memory_figures` are known and below the bar."""
    return all(figures[kind]['slope_mb_per_min']['slope'] < bar_mb_per_min
               for kind in ('resident', 'anonymous'))


def _figures(samples, steady, amount):
    half = len(steady) // 2

    def slope(part):
        return slope_mb_per_min([s.at_s for s in part], [amount(s) for s in part])

    return {'slope_mb_per_min': slope(steady), 'first_half': slope(steady[:half]),
            'second_half': slope(steady[half:]),
            'begin_mb': amount(steady[0]) / MB if steady else math.nan,
            'end_mb': amount(steady[-1]) / MB if steady else math.nan,
            'peak_mb': max((amount(s) for s in samples), default=math.nan) / MB}
