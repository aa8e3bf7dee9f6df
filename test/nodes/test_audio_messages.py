from array import array

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip

pytestmark = pytest.mark.ros

SHAPES = st.one_of(st.integers(0, 50), st.tuples(st.integers(0, 50), st.integers(2, 6)))
SAMPLES = st_numpy.arrays(np.float32, SHAPES, elements=st.floats(-1.0, 1.0, width=32))


@pytest.fixture(scope='module')
def convert():
    from emotion_rescue.nodes import audio_messages
    return audio_messages


def chunk(values, channels=1, rate_hz=16000, **fields):
    from emotion_rescue_msgs.msg import AudioChunk

    encoding = AudioChunk.S16LE if values.dtype == np.dtype('<i2') else AudioChunk.F32LE
    known = {'sample_rate_hz': rate_hz, 'channels': channels, 'encoding': encoding,
             'data': array('B', values.tobytes()), **fields}
    return AudioChunk(**known)


@given(samples=SAMPLES, rate_hz=st.sampled_from([8000, 16000, 44100, 48000]),
       stamp_ns=st.integers(0, 2**31 * 10**9 - 1))
def test_a_clip_survives_the_way_there_and_back(convert, samples, rate_hz, stamp_ns):
    message = convert.chunk_from_clip(AudioClip(samples, rate_hz, stamp_ns, 'mic'), 12345678901)
    back = convert.clip_from_chunk(message)
    assert np.array_equal(back.samples, samples)
    assert (back.sample_rate_hz, back.stamp_ns, back.frame_id) == (rate_hz, stamp_ns, 'mic')
    assert message.first_sample == 12345678901


def test_16_bit_full_scale_and_silence(convert):
    clip = convert.clip_from_chunk(chunk(np.array([-32768, 0, 16384, 32767], '<i2'), rate_hz=8000))
    assert clip.samples.tolist() == [-1.0, 0.0, 0.5, pytest.approx(32767 / 32768)]
    assert clip.sample_rate_hz == 8000


def test_channels_stay_apart(convert):
    clip = convert.clip_from_chunk(
        chunk(np.array([1.0, 0.0, -0.5, -0.5], '<f4'), channels=2, rate_hz=48000))
    assert clip.samples.tolist() == [[1.0, 0.0], [-0.5, -0.5]]


def test_two_channels_at_full_scale_do_not_overflow(convert):
    clip = convert.clip_from_chunk(chunk(np.full(4, 32767, '<i2'), channels=2))
    assert clip.mono.tolist() == pytest.approx([32767 / 32768] * 2)


def test_no_sound_at_all_is_an_empty_clip(convert):
    assert len(convert.clip_from_chunk(chunk(np.zeros(0, '<f4'))).samples) == 0


def test_samples_that_are_no_numbers_are_refused(convert):
    with pytest.raises(InputError, match='3 of 4 samples that are no finite numbers'):
        convert.clip_from_chunk(chunk(np.array([np.nan, np.inf, -np.inf, 0.25], '<f4')))


@pytest.mark.parametrize('fields, words', [
    ({'data': array('B', bytes(7))}, '7 bytes, expected a multiple of 4'),
    ({'channels': 3}, '8 bytes, expected a multiple of 12'),
    ({'channels': 0}, '0 channels'),
    ({'sample_rate_hz': 0}, '0 Hz'),
    ({'encoding': 9}, 'encoding is 9')])
def test_broken_audio_names_what_is_wrong(convert, fields, words):
    with pytest.raises(InputError, match=words):
        convert.clip_from_chunk(chunk(np.zeros(2, '<f4'), **fields))
