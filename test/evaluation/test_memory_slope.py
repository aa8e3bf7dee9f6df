import math

import numpy as np
import pytest

from emotion_rescue.evaluation.memory_slope import flat
from emotion_rescue.evaluation.memory_slope import MB
from emotion_rescue.evaluation.memory_slope import memory_figures
from emotion_rescue.evaluation.memory_slope import MemorySample
from emotion_rescue.evaluation.memory_slope import slope_mb_per_min


def samples(amount_mb, count=61, every_s=10.0):
    """Return samples whose resident memory is twice the anonymous one, from MB over minutes."""
    times_s = [number * every_s for number in range(count)]
    return [MemorySample(at_s, round(2 * amount_mb(at_s / 60) * MB),
                         round(amount_mb(at_s / 60) * MB)) for at_s in times_s]


@pytest.mark.parametrize('times_s', [[], [1.0], [1.0, 2.0], [5.0, 5.0, 5.0]])
def test_of_too_little_nothing_is_known(times_s):
    found = slope_mb_per_min(times_s, [7] * len(times_s))
    assert all(math.isnan(found[name]) for name in ('slope', 'low', 'high'))


def test_a_leak_is_told_through_noise_and_single_jumps():
    rng = np.random.default_rng(0)
    times_s = np.arange(0, 480, 2.0)
    amounts = (1.5 * times_s / 60 + rng.normal(0, 0.5, len(times_s))) * MB
    amounts[100] += 300 * MB
    found = slope_mb_per_min(times_s, amounts)
    assert found['slope'] == pytest.approx(1.5, abs=0.05)
    assert found['low'] < 1.5 < found['high'] < 1.6


def test_no_samples_are_not_flat():
    figures = memory_figures([], 0.0)
    assert figures['samples'] == 0
    assert math.isnan(figures['anonymous']['peak_mb'])
    assert not flat(figures, 1.0)


def test_the_warm_up_counts_for_the_peak_alone():
    figures = memory_figures(samples(lambda minute: 100 + 50 * (minute < 2)), 120.0)
    anonymous = figures['anonymous']
    assert figures['samples'] == 49
    assert anonymous['slope_mb_per_min']['slope'] == 0.0
    assert (anonymous['peak_mb'], anonymous['begin_mb'], anonymous['end_mb']) == (150, 100, 100)
    assert figures['resident']['peak_mb'] == 300
    assert flat(figures, 1.0)


def test_halves_tell_growth_that_dies_away_from_growth_that_goes_on():
    dies = memory_figures(samples(lambda minute: min(minute, 5)), 0.0)['anonymous']
    assert dies['first_half']['slope'] == pytest.approx(1.0)
    assert dies['second_half']['slope'] == 0.0
    goes_on = memory_figures(samples(lambda minute: 2 * minute), 0.0)
    assert goes_on['anonymous']['second_half']['slope'] == pytest.approx(2.0)
    assert not flat(goes_on, 1.0)


def test_resident_memory_alone_may_miss_the_bar():
    figures = memory_figures(samples(lambda minute: 0.6 * minute), 0.0)
    assert figures['anonymous']['slope_mb_per_min']['slope'] < 1.0
    assert not flat(figures, 1.0)
