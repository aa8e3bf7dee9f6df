import numpy as np
import pytest

from emotion_rescue.evaluation.picture_statistics import overall
from emotion_rescue.evaluation.picture_statistics import statistics


def test_a_plain_picture():
    numbers = overall(np.full((20, 30, 3), (10, 20, 30), np.uint8))
    assert (numbers['blue'], numbers['green'], numbers['red']) == (10, 20, 30)
    assert numbers['mean'] == pytest.approx(0.114 * 10 + 0.587 * 20 + 0.299 * 30, abs=0.6)
    assert numbers['contrast'] == numbers['sharpness'] == 0.0


@pytest.mark.parametrize('size', [(8, 8), (64, 64), (120, 161)])
def test_statistics_have_one_length_for_every_size(size):
    noise = np.random.default_rng(0).integers(0, 255, (*size, 3), dtype=np.uint8)
    found = statistics(noise)
    assert found.shape == (318,)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@pytest.mark.parametrize('change', [
    lambda bgr: bgr.__setitem__((slice(0, 16), slice(0, 16)), (0, 0, 200)),  # colour
    lambda bgr: bgr.__setitem__((slice(None, None, 4), slice(None)), 90),  # lines across
    lambda bgr: bgr.__setitem__(slice(None), 140),  # light
])
def test_statistics_notice(change):
    plain = np.full((64, 64, 3), 100, np.uint8)
    changed = plain.copy()
    change(changed)
    assert np.abs(statistics(changed) - statistics(plain)).max() > 0.3


def test_statistics_tell_the_direction_of_lines():
    across = np.full((64, 64, 3), 100, np.uint8)
    across[::8] = 180
    assert np.abs(statistics(across) - statistics(across.swapaxes(0, 1).copy())).max() > 1.0
