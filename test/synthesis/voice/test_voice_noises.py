import numpy as np
import pytest

from emotion_rescue.synthesis.voice.noises import noise
from emotion_rescue.synthesis.voice.noises import NOISES
from emotion_rescue.synthesis.voice.speakers import SPLITS
from emotion_rescue.synthesis.voice.unsteady_noises import UNSTEADY_NOISES

ALL = NOISES | UNSTEADY_NOISES


@pytest.mark.parametrize('kind', ALL)
def test_noise_is_finite_and_sounds(kind):
    sound = ALL[kind](16000, np.random.default_rng(1), np.random.default_rng(2))
    assert sound.shape == (16000,) and np.isfinite(sound).all() and sound.std() > 0.01


def test_noise_comes_at_unit_loudness():
    sound, kind, _ = noise('val', 8000, np.random.default_rng(0))
    assert kind in ALL and np.sqrt(np.mean(sound ** 2)) == pytest.approx(1.0)


def test_no_noise_is_in_two_splits():
    rng = np.random.default_rng(0)
    numbers = [{noise(split, 16, rng)[2] for _ in range(300)} for split in SPLITS]
    assert not numbers[0] & numbers[1] and not numbers[1] & numbers[2]
    assert not numbers[0] & numbers[2]


@pytest.mark.parametrize('kind', UNSTEADY_NOISES)
def test_unsteady_noises_come_and_go(kind):
    def unevenness(make):
        sound = make(48000, np.random.default_rng(1), np.random.default_rng(2))
        loudness = np.sqrt(np.mean(sound.reshape(-1, 800) ** 2, axis=1))
        return loudness.std() / loudness.mean()
    assert unevenness(UNSTEADY_NOISES[kind]) > 3 * unevenness(NOISES['white'])
