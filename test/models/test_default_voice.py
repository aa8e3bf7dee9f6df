"""The shipped voice model on the demo's soundtrack: synthetic sound, as its card says."""

import math

import numpy as np
import pytest

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.synthesis.voice.noises import NOISES
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack
from emotion_rescue.synthesis.voice.soundtrack import ENGINE_S
from emotion_rescue.synthesis.voice.soundtrack import LENGTH_S
from emotion_rescue.synthesis.voice.soundtrack import SCENES

pytest.importorskip('transformers')
pytest.importorskip('silero_vad')
pytest.importorskip('soundfile')


@pytest.fixture(scope='module')
def scorer():
    scorer = Wav2Vec2VoiceScorer(weights=default_weights('voice'), device='cpu')
    scorer.load()
    yield scorer
    scorer.close()


def heard(scorer, start_s, seconds=2.0):
    samples = demo_soundtrack(LENGTH_S).samples[int(start_s * 16000):]
    return scorer.score(AudioClip(samples[:int(seconds * 16000)], 16000, 0))


def test_silence_is_unknown(scorer):
    reading = scorer.score(AudioClip(np.zeros(32000, np.float32), 16000, 0))
    assert math.isnan(reading.distress) and not reading.emotions


def test_calm_talk_sounds_less_distressed_than_screams_and_moans(scorer):
    """In what is spoken the tone is told far less surely; see the model card."""
    distress = {}
    for start_s, kind, _ in SCENES:
        distress.setdefault(kind, []).append(heard(scorer, start_s + 0.3).distress)
    calm = max(distress['speech/calm'])
    assert calm < 0.5
    for kind in ('sound/scream', 'sound/moan'):
        assert min(distress[kind]) > calm + 0.2, kind


def test_an_engine_is_nobody(scorer):
    reading = heard(scorer, ENGINE_S[0] + 1.0)
    assert math.isnan(reading.distress) and reading.speech_probability < 0.5


def test_noise_is_nobody(scorer):
    """Wind is what the model confuses most; nine noises in ten have to give no reading."""
    readings = []
    for make in NOISES.values():
        for number in range(6):
            rng = np.random.default_rng([77, number])
            sound = make(32000, rng, rng)
            sound = (0.05 * sound / sound.std()).astype(np.float32)
            readings.append(scorer.score(AudioClip(sound, 16000, 0)))
    assert np.mean([math.isnan(reading.distress) for reading in readings]) >= 0.9
