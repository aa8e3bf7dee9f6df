import numpy as np
import pytest

from emotion_rescue.synthesis.voice.sounds import SOUNDS
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.vocal_behaviour import ACTS

N = 2 * SAMPLE_RATE_HZ


def made(kind, seed=0, n=N):
    rng = np.random.default_rng(seed)
    return SOUNDS[kind](speaker('train', rng), 0.8, n, rng)


def power_between(sound, low_hz, high_hz):
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    return spectrum[(hz >= low_hz) & (hz < high_hz)].sum() / spectrum.sum()


def test_every_act_but_speech_and_silence_has_a_sound():
    assert set(SOUNDS) == set(ACTS) - {'speech', 'silence'}


@pytest.mark.parametrize('kind', SOUNDS)
@pytest.mark.parametrize('seed', range(5))
def test_sound_is_finite_fits_and_is_heard(kind, seed):
    sound = made(kind, seed)
    assert 0.1 * SAMPLE_RATE_HZ < len(sound) <= N
    assert np.abs(sound).max() == pytest.approx(1.0)
    assert np.sqrt(np.mean(sound ** 2)) > 0.01


@pytest.mark.parametrize('kind', SOUNDS)
def test_same_seed_same_sound(kind):
    np.testing.assert_array_equal(made(kind, 3), made(kind, 3))
    assert made(kind, 3)[:1600].tolist() != made(kind, 4)[:1600].tolist()


def test_screams_are_higher_than_moans():
    screams = np.mean([power_between(made('scream', s), 350, 8000) for s in range(8)])
    moans = np.mean([power_between(made('moan', s), 350, 8000) for s in range(8)])
    assert screams > 0.8 and screams > moans + 0.2


def test_knocks_come_in_blows():
    sound = np.abs(made('knock', 1))
    loudness = sound[:len(sound) // 160 * 160].reshape(-1, 160).mean(axis=1)
    assert loudness.max() > 10 * np.median(loudness)
