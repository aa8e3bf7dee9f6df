import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.voice_input import normalised


def noise(channels=None):
    shape = (8000,) if channels is None else (8000, channels)
    return (0.1 * np.random.default_rng(0).standard_normal(shape)).astype(np.float32)


@pytest.mark.parametrize('shape', [(0,), (0, 2)])
def test_no_sample(shape):
    samples = model_samples(AudioClip(np.zeros(shape, np.float32), 16000, 0))
    assert samples.shape == (0,) and is_silent(samples)


@pytest.mark.parametrize('rate_hz', [8000, 16000, 44100])
@pytest.mark.parametrize('channels', [None, 2])
@pytest.mark.parametrize('signs', [(1, 1, 1, 1), (1, -1, 1, -1)])
@pytest.mark.filterwarnings('error')
def test_absurd_samples_become_loud_ones(rate_hz, channels, signs):
    sound = noise(channels)
    sound[[10, 11, 4000, 7999]] = (np.float32(3e38) * np.array(signs, np.float32)).reshape(
        (4,) if channels is None else (4, 1))
    given = sound.copy()
    samples = model_samples(AudioClip(sound, rate_hz, 0))
    assert samples.dtype == np.float32 and len(samples) == -(-8000 * 16000 // rate_hz)
    assert np.isfinite(samples).all() and not is_silent(samples)
    assert np.isfinite(normalised(samples)).all()
    np.testing.assert_array_equal(sound, given)


@pytest.mark.parametrize('channels', [None, 2])
def test_what_a_converter_gives_is_left_as_it_is(channels):
    clip = AudioClip(1000 * noise(channels), 16000, 0)
    np.testing.assert_array_equal(model_samples(clip), clip.mono - clip.mono.mean())
