from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest
from scipy.signal import resample_poly

from emotion_rescue.models.stream_resampling import StreamResampler

RATES_HZ = (4000, 8000, 11025, 16000, 22050, 44100, 48000, 192000)


def noise(count):
    return np.random.default_rng(0).standard_normal(count).astype(np.float32)


@pytest.mark.parametrize('rate_hz', RATES_HZ)
def test_nothing_gives_nothing(rate_hz):
    assert len(StreamResampler(rate_hz).feed(noise(0))) == 0


@pytest.mark.parametrize('rate_hz', [*RATES_HZ, 16001, 44099])
def test_the_same_as_scipy_over_the_whole_sound(rate_hz):
    sound = noise(rate_hz)
    divisor = np.gcd(rate_hz, 16000)
    expected = resample_poly(sound, 16000 // divisor, rate_hz // divisor)
    out = StreamResampler(rate_hz).feed(sound)
    assert 16000 - 45 <= len(out) <= 16000  # the filter waits for 10 samples of the lower rate
    np.testing.assert_allclose(out, expected[:len(out)], atol=1e-5)


@given(sizes=st.lists(st.integers(0, 700), max_size=20), rate_hz=st.sampled_from(RATES_HZ))
def test_chunking_changes_no_bit(sizes, rate_hz):
    sound, first, resampler, parts = noise(sum(sizes)), 0, StreamResampler(rate_hz), []
    for size in sizes:
        parts.append(resampler.feed(sound[first:first + size]))
        first += size
    whole = StreamResampler(rate_hz).feed(sound)
    np.testing.assert_array_equal(np.concatenate([*parts, noise(0)]), whole)


def test_no_drift_in_ten_minutes():
    """A click is at its own time, however long the stream has run."""
    rate_hz, resampler, heard = 44100, StreamResampler(44100), 0
    second = np.zeros(rate_hz, np.float32)
    for _ in range(600):
        heard += len(resampler.feed(second))
    second[rate_hz // 2] = 1.0
    out = resampler.feed(second)
    assert heard + int(np.argmax(out)) == 600 * 16000 + 8000
