import numpy as np
import pytest

from emotion_rescue.synthesis.voice_noises import noise
from emotion_rescue.synthesis.voice_noises import NOISES
from emotion_rescue.synthesis.voice_speakers import SPLITS


@pytest.mark.parametrize('kind', NOISES)
def test_noise_is_finite_and_sounds(kind):
    sound = NOISES[kind](16000, np.random.default_rng(1), np.random.default_rng(2))
    assert sound.shape == (16000,) and np.isfinite(sound).all() and sound.std() > 0.01


def test_noise_comes_at_unit_loudness():
    sound, kind, _ = noise('val', 8000, np.random.default_rng(0))
    assert kind in NOISES and np.sqrt(np.mean(sound ** 2)) == pytest.approx(1.0)


def test_no_noise_is_in_two_splits():
    rng = np.random.default_rng(0)
    numbers = [{noise(split, 16, rng)[2] for _ in range(300)} for split in SPLITS]
    assert not numbers[0] & numbers[1] and not numbers[1] & numbers[2]
    assert not numbers[0] & numbers[2]
