from dataclasses import replace
import math

import numpy as np
import pytest

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.voice.labels import label_of
from emotion_rescue.synthesis.voice.labels import NOISE_LABEL
from emotion_rescue.synthesis.voice.speech import TONES
from emotion_rescue.synthesis.voice.vocal_behaviour import ACTS
from emotion_rescue.synthesis.voice.vocal_behaviour import VocalBehaviour

STATE = replace(sample_state(np.random.default_rng(0)), vad=(2.0, 7.0, 3.0), distress=0.9)


def test_labels_cover_the_categories():
    behaviours = [VocalBehaviour(act, tone, 1.0) for act in ACTS for tone in TONES]
    assert {label_of(STATE, b).category for b in behaviours} == set(VOICE_CATEGORIES)


@pytest.mark.parametrize('intensity', [0.1, 1.0])
def test_a_voice_is_labelled_by_the_state_however_weak_it_shows(intensity):
    label = label_of(STATE, VocalBehaviour('speech', 'fear', intensity))
    assert (label.valence, label.arousal, label.dominance) == STATE.vad
    assert label.distress == STATE.distress and label.category == 'fear'


def test_a_knock_has_distress_but_no_voice():
    label = label_of(STATE, VocalBehaviour('knock', '', 1.0))
    assert label.distress == 0.9 and math.isnan(label.valence)


def test_who_is_silent_is_not_heard():
    assert label_of(STATE, VocalBehaviour('silence', '', 1.0)) == NOISE_LABEL
    assert NOISE_LABEL.category == 'none' and NOISE_LABEL.distress == 0.0
