import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.pipeline.periodic_motion import share_of_sines

WAVING = (0.5, 3.0)


def series(rate_hz, images_hz=10.0, seconds=5.0, noise=0.0, seed=0):
    rng = np.random.default_rng(seed)
    times = np.sort(np.arange(0, seconds, 1 / images_hz)
                    + rng.uniform(-0.2, 0.2, round(seconds * images_hz)) / images_hz)
    values = np.sin(2 * math.pi * rate_hz * times) + noise * rng.standard_normal(len(times))
    return times, np.column_stack((values, 0.5 * values))


@pytest.mark.parametrize('count', [0, 1, 7])
def test_too_short_a_series_is_unknown(count):
    assert math.isnan(share_of_sines(np.arange(count) / 10.0, np.ones((count, 2)), WAVING))


@pytest.mark.parametrize('rate_hz', [0.6, 1.0, 2.5])
def test_a_periodic_motion_is_found_at_irregular_times(rate_hz):
    assert share_of_sines(*series(rate_hz), WAVING) > 0.9


def test_noise_is_not_periodic():
    rng = np.random.default_rng(1)
    shares = [share_of_sines(np.arange(40) / 10, rng.standard_normal((40, 2)), WAVING)
              for _ in range(20)]
    assert max(shares) < 0.4 and np.mean(shares) < 0.15


def test_no_motion_is_not_periodic():
    assert share_of_sines(np.arange(20) / 10, np.zeros((20, 2)), WAVING) == 0


def test_images_too_rare_for_a_rate_do_not_show_it():
    assert math.isnan(share_of_sines(*series(5.0, images_hz=5.0), (4.0, 10.0)))
    assert share_of_sines(*series(5.0, images_hz=25.0), (4.0, 10.0)) > 0.9


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(allow_nan=True, allow_infinity=True)),
                max_size=30))
def test_any_series_gives_a_share_or_nothing(pairs):
    pairs = sorted(pairs)
    times = np.array([pair[0] for pair in pairs])
    values = np.array([pair[1] for pair in pairs]).reshape(-1, 1)
    values = np.where(np.abs(values) > 1e6, np.nan, values)
    share = share_of_sines(times, values, WAVING)
    assert math.isnan(share) or 0 <= share <= 1
