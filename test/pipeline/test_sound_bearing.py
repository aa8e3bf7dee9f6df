import math

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.pipeline.sound_bearing import sound_bearing
from emotion_rescue.pipeline.sound_bearing import SPEED_OF_SOUND_M_S
from emotion_rescue.synthesis.voice.microphones import microphone_array

_RATE_HZ = 16000
_PAIR = microphone_array(2)
# Not a centimetre of it is symmetric, and it is not flat.
_CROOKED = np.array([(0.1, 0.1, 0.5), (0.0, -0.15, 0.6), (-0.2, 0.05, 0.55)])


def _bursts(bearing_deg, microphones_m, seed=0, noise=0.0, length=_RATE_HZ):
    """Return (n, channels): bursts of noise from far away, with exact delays, over a murmur."""
    rng = np.random.default_rng(seed)
    loud = rng.normal(size=length) * (np.arange(length) // 1600 % 4 == 0)
    towards = np.array([math.cos(math.radians(bearing_deg)), math.sin(math.radians(bearing_deg))])
    late_s = -(microphones_m[:, :2] @ towards) / SPEED_OF_SOUND_M_S
    turns = -2j * np.pi * np.fft.rfftfreq(length, 1 / _RATE_HZ)
    spectrum = np.fft.rfft(loud)
    channels = np.stack([np.fft.irfft(spectrum * np.exp(turns * late), length)
                         for late in late_s], axis=1)
    return channels + rng.normal(0, max(noise, 1e-4), channels.shape)


@pytest.mark.parametrize('samples', [
    np.empty((0, 2)), np.zeros((1, 2)), np.zeros((_RATE_HZ, 2)), np.ones((_RATE_HZ, 2))])
def test_nothing_comes_from_nowhere(samples):
    assert sound_bearing(samples, _RATE_HZ, _PAIR) is None


def test_one_microphone_tells_no_direction():
    assert sound_bearing(_bursts(0, _PAIR[:1]), _RATE_HZ, _PAIR[:1]) is None


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('microphones_m', [_PAIR, _CROOKED, microphone_array(4)])
def test_noise_of_which_every_microphone_has_its_own_comes_from_nowhere(microphones_m, seed):
    noise = np.random.default_rng(seed).normal(size=(2 * _RATE_HZ, len(microphones_m)))
    assert sound_bearing(noise, _RATE_HZ, microphones_m) is None


def test_a_channel_that_is_dead_makes_no_direction():
    samples = _bursts(30, _PAIR)
    samples[:, 1] = np.random.default_rng(3).normal(0, 1e-4, len(samples))
    assert sound_bearing(samples, _RATE_HZ, _PAIR) is None


@pytest.mark.parametrize('bearing_deg', [-80, -45, 0, 10, 30, 85])
def test_two_microphones_tell_left_from_right_ahead(bearing_deg):
    found = sound_bearing(_bursts(bearing_deg, _PAIR), _RATE_HZ, _PAIR)
    assert math.degrees(found.bearing_rad) == pytest.approx(bearing_deg, abs=3)
    assert 0 < math.degrees(found.std_rad) < 10


def test_what_is_behind_two_microphones_is_said_to_be_ahead():
    found = sound_bearing(_bursts(150, _PAIR), _RATE_HZ, _PAIR)
    assert math.degrees(found.bearing_rad) == pytest.approx(30, abs=3)
    assert found.ahead_assumed
    assert not sound_bearing(_bursts(150, _CROOKED), _RATE_HZ, _CROOKED).ahead_assumed


@settings(deadline=None, max_examples=25)
@given(st.floats(-180, 180), st.sampled_from([3, 4]), st.integers(0, 5))
def test_three_and_more_tell_all_around(bearing_deg, count, seed):
    microphones_m = microphone_array(count)
    found = sound_bearing(_bursts(bearing_deg, microphones_m, seed, 0.1), _RATE_HZ, microphones_m)
    apart = (math.degrees(found.bearing_rad) - bearing_deg + 180) % 360 - 180
    assert abs(apart) < 4
    assert -math.pi <= found.bearing_rad <= math.pi


def test_microphones_may_stand_anywhere():
    found = sound_bearing(_bursts(-130, _CROOKED), _RATE_HZ, _CROOKED)
    assert math.degrees(found.bearing_rad) == pytest.approx(-130, abs=3)


def test_a_voice_is_found_beside_an_engine():
    """The engine goes on all the time, at every frequency; the voice comes and goes."""
    rng = np.random.default_rng(1)
    steady = rng.normal(size=_RATE_HZ)
    samples = 6 * _bursts(40, _PAIR) + np.stack([steady, np.roll(steady, -6)], axis=1)
    found = sound_bearing(samples, _RATE_HZ, _PAIR)
    assert math.degrees(found.bearing_rad) == pytest.approx(40, abs=5)
