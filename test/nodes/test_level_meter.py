import math

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
import numpy as np
import pytest

from emotion_rescue.nodes.level_meter import LevelMeter
from fakes import Clock


@pytest.mark.parametrize('samples', [
    None, np.zeros((0, 1)), np.full((4, 2), np.nan), np.array([[np.inf]])])
def test_nothing_has_no_level(samples):
    meter = LevelMeter()
    if samples is not None:
        meter.add(samples)
    level = meter.level
    assert all(math.isnan(value) for value in (
        level.rms_dbfs, level.peak_dbfs, level.offset, level.clipped_share))


def test_silence_is_as_quiet_as_can_be():
    meter = LevelMeter()
    meter.add(np.zeros((100, 2), np.float32))
    assert (meter.level.rms_dbfs, meter.level.peak_dbfs) == (-math.inf, -math.inf)
    assert (meter.level.offset, meter.level.clipped_share) == (0.0, 0.0)


def test_a_sine_at_half_of_full_scale():
    meter = LevelMeter()
    for part in np.array_split(0.5 * np.sin(np.arange(16000) * 2 * np.pi * 440 / 16000), 7):
        meter.add(part[:, None].astype(np.float32))
    assert meter.level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert meter.level.rms_dbfs == pytest.approx(-9.03, abs=0.01)
    assert meter.level.clipped_share == 0.0


def test_an_offset_is_told_and_is_no_sound():
    meter = LevelMeter()
    meter.add(np.full((1000, 1), -0.25, np.float32))
    assert meter.level.offset == -0.25
    assert meter.level.rms_dbfs == -math.inf
    assert meter.level.peak_dbfs == pytest.approx(-12.04, abs=0.01)


def test_clipping_is_told():
    meter = LevelMeter()
    meter.add(np.array([[1.0], [-1.0], [0.5], [0.0]], np.float32))
    assert meter.level.clipped_share == 0.5


def test_a_dead_channel_and_one_that_clips_show_among_others():
    meter = LevelMeter()
    block = np.zeros((100, 4), np.float32)
    block[::2, 1], block[1::2, 1] = 0.1, -0.1
    block[:20, 2] = 1.0
    meter.add(block)
    level = meter.level
    assert level.quietest_rms_dbfs == -math.inf
    assert level.rms_dbfs == pytest.approx(20 * math.log10(0.4))
    assert level.clipped_share == pytest.approx(0.2)
    meter.add(np.full((10, 2), (0.3, -0.4), np.float32))
    assert meter.level.offset == pytest.approx(-0.4), 'of another microphone, each its own'
    assert meter.level.rms_dbfs < -100


def test_what_was_long_ago_does_not_count():
    clock = Clock(0.0)
    meter = LevelMeter(3.0, clock)
    meter.add(np.ones((10, 1), np.float32))
    clock.now_s = 2.0
    meter.add(np.zeros((10, 1), np.float32))
    assert meter.level.peak_dbfs == 0.0
    clock.now_s = 4.0
    assert meter.level.peak_dbfs == -math.inf
    clock.now_s = 9.0
    assert math.isnan(meter.level.peak_dbfs)


@given(st_numpy.arrays(np.float32, st.tuples(st.integers(0, 20), st.integers(1, 3)),
                       elements=st.floats(width=32)))
def test_any_samples_have_a_level_or_none(samples):
    meter = LevelMeter()
    meter.add(samples)
    level = meter.level
    if np.isfinite(samples).any():
        assert level.rms_dbfs <= level.peak_dbfs + 1e-6
        assert 0.0 <= level.clipped_share <= 1.0
    else:
        assert math.isnan(level.peak_dbfs)
