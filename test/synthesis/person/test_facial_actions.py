from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.synthesis.person.action_units import pspi
from emotion_rescue.synthesis.person.facial_actions import facial_actions
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.situations import SITUATIONS

_BYSTANDER = InnerState(
    situation=next(s for s in SITUATIONS if s.name == 'calm_bystander'), posture='stand',
    gesture='relaxed', emotions=(), vad=(5.5, 5.5, 5.5), distress=0.0, responsive=True,
    expressivity=1.0)


def _mean(action, count=60, measure=None, **state):
    """Return the mean of an action (or of a measure of all) over faces of the same state."""
    person = replace(_BYSTANDER, **state)
    faces = [facial_actions(person, np.random.default_rng(i)) for i in range(count)]
    return np.mean([measure(face) if measure else face.get(action, 0.0) for face in faces])


@pytest.mark.parametrize(('emotion', 'actions'), [
    ('Happiness', ('mouthSmileLeft', 'cheekSquintRight')),
    ('Sadness', ('browInnerUp', 'mouthFrownLeft')),
    ('Fear', ('browInnerUp', 'eyeWideRight', 'mouthStretchLeft')),
    ('Anger', ('browDownLeft', 'mouthPressRight')),
    ('Surprise', ('browOuterUpLeft', 'eyeWideLeft', 'jawOpen')),
    ('Aversion', ('noseSneerLeft', 'mouthLowerDownRight')),
    ('Embarrassment', ('mouthPressLeft', 'mouthDimpleRight')),
    ('Fatigue', ('eyeBlinkLeft',)),
])
def test_an_emotion_moves_its_action_units(emotion, actions):
    for action in actions:
        assert _mean(action, emotions=(emotion,)) > _mean(action) + 0.1


def test_simultaneous_emotions_blend():
    both = ('Happiness', 'Surprise')
    assert _mean('mouthSmileLeft', emotions=both) > 0.4
    assert _mean('browOuterUpLeft', emotions=both) > 0.4


def test_pspi_grows_with_pain_and_a_smile_is_no_pain():
    scores = [_mean('', measure=pspi, pain=pain) for pain in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert scores == sorted(scores)
    assert scores[0] < 3.5
    assert scores[-1] > 10
    # Happiness shares AU6 with pain, and nothing else.
    happy = _mean('', measure=pspi, emotions=('Happiness',))
    assert scores[0] < happy < 0.6 * scores[-1]


def test_the_reserved_show_less_of_the_same():
    shown, hidden = (_mean('mouthSmileLeft', emotions=('Happiness',), expressivity=expressivity)
                     for expressivity in (0.9, 0.1))
    assert hidden < 0.5 * shown
    assert (_mean('', measure=pspi, pain=0.9, expressivity=0.1)
            < 0.5 * _mean('', measure=pspi, pain=0.9, expressivity=0.9))


@pytest.mark.parametrize('responsiveness', ['asleep', 'pain', 'unresponsive'])
def test_who_is_not_awake_has_shut_eyes_and_shows_no_feeling(responsiveness):
    state = replace(_BYSTANDER, responsiveness=responsiveness, attention='closed', pain=0.9,
                    emotions=('Fear', 'Sadness', 'Suffering'))
    for seed in range(30):
        face = facial_actions(state, np.random.default_rng(seed))
        assert face['eyeBlinkLeft'] == face['eyeBlinkRight'] > 0.8
        assert set(face) <= {'eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFrownLeft',
                             'mouthFrownRight'}


def test_faces_of_sleep_and_unconsciousness_are_alike():
    faces = [facial_actions(
        replace(_BYSTANDER, responsiveness=name, attention='closed'), np.random.default_rng(1))
        for name in ('asleep', 'unresponsive')]
    assert faces[0] == faces[1]


@pytest.mark.parametrize(('gaze_deg', 'looks'), [
    ((0.0, 0.0), ()), ((20.0, 0.0), ('eyeLookOutLeft', 'eyeLookInRight')),
    ((-20.0, 0.0), ('eyeLookInLeft', 'eyeLookOutRight')),
    ((0.0, -20.0), ('eyeLookDownLeft', 'eyeLookDownRight')),
    ((90.0, 90.0), ('eyeLookOutLeft', 'eyeLookInRight', 'eyeLookUpLeft', 'eyeLookUpRight'))])
def test_both_eyes_turn_to_where_they_look(gaze_deg, looks):
    face = facial_actions(_BYSTANDER, np.random.default_rng(0), gaze_deg)
    turned = {name: value for name, value in face.items() if name.startswith('eyeLook')}
    assert set(turned) == set(looks)
    assert all(0 < value <= 1 for value in turned.values())


def test_attention_turns_the_eyes():
    assert _mean('eyeLookDownLeft', attention='down') > _mean('eyeLookDownLeft') + 0.2
    assert _mean('eyeBlinkLeft', attention='closed') > 0.9
    assert _mean('eyeLookUpLeft', attention='closed') == 0


def test_faces_are_within_0_and_1_repeat_and_are_never_quite_even():
    for i in range(300):
        state = sample_state(np.random.default_rng((3, i)))
        face = facial_actions(state, np.random.default_rng(i))
        assert face == facial_actions(state, np.random.default_rng(i))
        assert all(0 < value <= 1 for value in face.values())
    uneven = facial_actions(replace(_BYSTANDER, emotions=('Happiness',)), np.random.default_rng(0))
    assert uneven['mouthSmileLeft'] != uneven['mouthSmileRight']
