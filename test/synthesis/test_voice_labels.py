import math

import pytest

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.synthesis.voice_labels import label_at
from emotion_rescue.synthesis.voice_labels import NOISE_LABEL
from emotion_rescue.synthesis.voice_labels import REST
from emotion_rescue.synthesis.voice_labels import SOUND_LABELS
from emotion_rescue.synthesis.voice_labels import SPEECH_LABELS

ALL = [NOISE_LABEL, *SPEECH_LABELS.values(), *SOUND_LABELS.values()]


def test_labels_cover_the_categories():
    assert {label.category for label in ALL} == set(VOICE_CATEGORIES)


@pytest.mark.parametrize('label', ALL)
@pytest.mark.parametrize('intensity', [0.0, 0.5, 1.0])
def test_values_stay_on_their_scales(label, intensity):
    weak = label_at(label, intensity)
    for level in (weak.valence, weak.arousal, weak.dominance):
        assert math.isnan(level) or 1.0 <= level <= 10.0
    assert 0.0 <= weak.distress <= 1.0 and weak.category == label.category


def test_weaker_is_nearer_to_rest():
    fear = SPEECH_LABELS['fear']
    assert label_at(fear, 1.0) == fear
    assert label_at(fear, 0.0).arousal == REST.arousal
    assert REST.distress < label_at(fear, 0.5).distress < fear.distress
