import subprocess
import sys

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.models import voice_activity
from emotion_rescue.models.voice_activity import SileroVoiceActivity
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack

pytest.importorskip('onnxruntime')
pytest.importorskip('silero_vad')


@pytest.fixture(scope='module')
def activity():
    activity = SileroVoiceActivity()
    activity.load()
    yield activity
    activity.close()


@pytest.mark.parametrize('count', [0, 1, 512, 513, 32000])
def test_noise_of_any_length_is_no_speech(activity, count):
    hiss = 0.1 * np.random.default_rng(0).standard_normal(count).astype(np.float32)
    assert 0.0 <= activity.probability(hiss) < 0.5


def test_calls_do_not_remember_each_other(activity):
    hiss = 0.1 * np.random.default_rng(0).standard_normal(16000).astype(np.float32)
    first = activity.probability(hiss)
    activity.probability(np.ones(16000, np.float32))
    assert activity.probability(hiss) == first


def test_spoken_sentence_is_speech(activity):
    pytest.importorskip('soundfile')
    sentence = demo_soundtrack(3.5).samples[16000:]
    assert activity.probability(sentence) > 0.9


@settings(max_examples=10)
@given(sizes=st.lists(st.integers(0, 3000), max_size=12))
def test_a_stream_hears_what_one_piece_would(activity, sizes):
    pytest.importorskip('soundfile')
    sound = demo_soundtrack(3.5).samples[16000:]
    stream, parts, first = activity.stream(), [], 0
    for size in [*sizes, len(sound)]:
        parts.append(stream.feed(sound[first:first + size]))
        first += size
    steps = np.concatenate(parts)
    assert len(steps) == len(sound) // stream.step and steps.max() > 0.9
    np.testing.assert_array_equal(steps, activity._steps(sound)[:len(steps)])


def test_a_stream_that_begins_anew_forgets(activity):
    hiss = 0.1 * np.random.default_rng(0).standard_normal(5000).astype(np.float32)
    stream = activity.stream()
    first = stream.feed(hiss)
    stream.reset()
    np.testing.assert_array_equal(stream.feed(hiss), first)
    assert len(stream.feed(hiss[:0])) == 0


def test_no_stream_before_loading():
    with pytest.raises(RuntimeError, match='load'):
        SileroVoiceActivity().stream()


def test_missing_wheel_is_one_sentence(monkeypatch):
    monkeypatch.setattr(voice_activity, 'find_spec', lambda name: None)
    with pytest.raises(MissingPackageError, match='pip install silero-vad'):
        SileroVoiceActivity().load()


def test_loading_leaves_torch_alone():
    code = ('from emotion_rescue.models.voice_activity import SileroVoiceActivity as S; '
            'import sys; S().load(); assert "torch" not in sys.modules')
    subprocess.run([sys.executable, '-c', code], check=True, timeout=60)
