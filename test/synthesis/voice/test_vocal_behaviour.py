from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.voice.vocal_behaviour import act_weights
from emotion_rescue.synthesis.voice.vocal_behaviour import ACTS
from emotion_rescue.synthesis.voice.vocal_behaviour import tone_weights
from emotion_rescue.synthesis.voice.vocal_behaviour import voice_of

STATE = sample_state(np.random.default_rng(0),
                     tuple(s for s in SITUATIONS if s.name == 'calm_bystander'))
CALM = replace(STATE, vad=(6.5, 3.5, 6.5), distress=0.05, emotions=('Peace',), pain=0.0,
               responsive=True, responsiveness='alert', entrapped=False, expressivity=0.8)
PANIC = replace(CALM, vad=(2.0, 9.0, 2.0), distress=0.95, emotions=('Fear', 'Suffering'))


def acts(state, count=300):
    rng = np.random.default_rng(0)
    return Counter(voice_of(state, rng).act for _ in range(count))


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_everybody_does_something_possible(situation):
    rng = np.random.default_rng(1)
    for _ in range(10):
        behaviour = voice_of(sample_state(rng, (situation,)), rng)
        assert behaviour.act in ACTS and 0.0 < behaviour.intensity <= 1.0
        assert bool(behaviour.tone) == (behaviour.act not in ('knock', 'silence'))


@pytest.mark.parametrize('responsiveness', ['unresponsive', 'pain'])
def test_the_unconscious_neither_speak_nor_scream(responsiveness):
    out = replace(PANIC, responsive=False, responsiveness=responsiveness)
    assert set(acts(out)) <= {'silence', 'moan'} and acts(out)['silence'] > 150


def test_sleepers_are_mostly_silent():
    assert acts(replace(CALM, responsiveness='asleep'))['silence'] > 250


def test_only_who_is_in_distress_screams_and_cries():
    assert not {'scream', 'cry', 'sob', 'moan'} & set(acts(CALM))
    assert acts(PANIC)['scream'] > 30


def test_the_trapped_knock():
    assert act_weights(replace(PANIC, entrapped=True))['knock'] > 5 * act_weights(PANIC)['knock']


def test_the_happy_laugh():
    happy = replace(CALM, vad=(9.0, 7.0, 6.0), emotions=('Happiness', 'Pleasure'))
    assert acts(happy)['laughter'] > 40


@pytest.mark.parametrize(('change', 'tone'), [
    ({'emotions': ('Fear',), 'vad': (2.0, 8.5, 2.0)}, 'fear'),
    ({'emotions': ('Pain', 'Suffering'), 'pain': 0.95, 'vad': (2.0, 5.0, 3.0)}, 'pain'),
    ({'emotions': ('Sadness',), 'vad': (2.0, 2.5, 3.0)}, 'sadness'),
    ({'emotions': ('Anger', 'Annoyance'), 'vad': (2.0, 5.0, 6.0)}, 'anger')])
def test_the_tone_of_distress_is_that_of_the_emotion(change, tone):
    weights = tone_weights(replace(PANIC, **change))
    assert max(weights, key=weights.get) == tone and 'calm' not in weights


def test_calm_people_sound_calm_and_happy_ones_joyful():
    weights = tone_weights(CALM)
    assert max(weights, key=weights.get) == 'calm'
    happy = tone_weights(replace(CALM, emotions=('Happiness', 'Excitement', 'Pleasure')))
    assert max(happy, key=happy.get) == 'joy'


def test_the_reserved_show_less():
    rng = np.random.default_rng(0)
    shown = [np.mean([voice_of(replace(PANIC, expressivity=e), rng).intensity
                      for _ in range(50)]) for e in (0.1, 0.9)]
    assert shown[0] < 0.3 < 0.6 < shown[1]
