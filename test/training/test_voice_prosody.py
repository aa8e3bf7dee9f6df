from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speakers import speaker_named
from emotion_rescue.synthesis.voice.speakers import SPLITS
from emotion_rescue.synthesis.voice.speech import TONES
from emotion_rescue.training.voice_network import new_voice_network
from emotion_rescue.training.voice_prosody import PROSODY
from emotion_rescue.training.voice_prosody import prosody
from emotion_rescue.training.voice_prosody import ProsodyTeacher

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')

UNKNOWN = np.full((2, len(PROSODY)), np.nan, np.float32)


@pytest.mark.parametrize('recorded', [False, True])
@pytest.mark.parametrize('split', SPLITS)
def test_speaker_is_found_by_the_name(split, recorded):
    who = speaker(split, np.random.default_rng(3), recorded=recorded)
    assert speaker_named(who.name) == who


@pytest.mark.parametrize('name', ['', 'train', 'nobody-0001', 'train-x', 'train-0001-sung'])
def test_no_speaker_has_this_name(name):
    with pytest.raises(ValueError):
        speaker_named(name)


@given(tone=st.sampled_from(sorted(TONES)), number=st.integers(0, 899))
def test_without_intensity_everybody_sounds_as_at_rest(tone, number):
    name = f'train-{number:04d}'
    np.testing.assert_allclose(prosody(name, tone, 0.0), prosody(name, 'calm', 0.7), atol=1e-6)


def test_fear_is_high_fast_and_trembling_beside_the_same_speaker_at_rest():
    rest, afraid = (dict(zip(PROSODY, prosody('train-0001', tone, 1.0), strict=True))
                    for tone in ('calm', 'fear'))
    for name in ('log2_f0', 'log2_pitch', 'log2_rate', 'log2_speed', 'tilt_db', 'tremor'):
        assert afraid[name] > rest[name], name
    assert afraid['log2_tract'] == rest['log2_tract']
    assert afraid['log2_f0'] - rest['log2_f0'] == pytest.approx(afraid['log2_pitch'])


def teacher_of(known):
    network = new_voice_network(0)
    teacher = ProsodyTeacher(network, known)
    network(torch.randn(2, 16000))
    return teacher


def test_nothing_known_teaches_nothing_and_is_no_nan():
    assert teacher_of(UNKNOWN).loss(UNKNOWN).item() == 0.0


def test_what_is_known_of_one_clip_counts_alone():
    known = np.array([prosody('train-0001', 'fear', 1.0), prosody('train-0002', 'calm', 1.0)])
    teacher = teacher_of(known)
    half = np.stack([known[0], UNKNOWN[0]])
    first, second = teacher.loss(half), teacher.loss(half[::-1].copy())
    both = (first + teacher.loss(np.stack([UNKNOWN[0], known[1]]))) / 2
    assert both.item() == pytest.approx(teacher.loss(known).item(), rel=1e-5)
    assert first.item() != pytest.approx(second.item())


def test_linear_layer_can_be_taught():
    known = np.array([prosody('train-0001', 'fear', 1.0), prosody('train-0002', 'calm', 1.0)])
    teacher = teacher_of(known)
    before = teacher.loss(known)
    before.backward()
    with torch.no_grad():
        for value in teacher.parameters():
            value -= 0.01 * value.grad
    assert teacher.loss(known).item() < before.item()
