import itertools

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.synthesis.person.affect import category_probabilities
from emotion_rescue.synthesis.person.affect import centred
from emotion_rescue.synthesis.person.affect import distress
from emotion_rescue.synthesis.person.affect import felt_distress
from emotion_rescue.synthesis.person.affect import leaning
from emotion_rescue.synthesis.person.affect import RESPONSIVENESS
from emotion_rescue.synthesis.person.situations import SITUATIONS

_MIDDLE = (5.5, 5.5, 5.5)


@pytest.mark.parametrize(('vad', 'pain', 'low', 'high'), [
    (_MIDDLE, 0.0, 0.0, 0.05),
    # Pleasure at 0 degrees, excitement at 45, sleep at 270 and calm at 315 are no distress.
    ((9, 5.5, 6), 0.0, 0.0, 0.05),
    ((8.5, 8.5, 6), 0.0, 0.0, 0.05),
    ((5.5, 1.5, 4.5), 0.0, 0.0, 0.05),
    ((8, 2.5, 6), 0.0, 0.0, 0.05),
    # Distress at 135 degrees, and silent suffering at 225, where arousal is low.
    ((2.3, 8.7, 2), 0.0, 0.95, 1.0),
    ((2, 3, 1.5), 0.0, 0.5, 1.0),
    # Pain is distress in whatever mood.
    ((5.5, 5.5, 5.5), 0.9, 0.6, 1.0),
])
def test_distress_lies_where_the_circumplex_says(vad, pain, low, high):
    assert low <= felt_distress(vad, pain) <= high


def test_who_is_in_control_is_in_less_distress():
    assert felt_distress((3, 7, 7), 0.0) < felt_distress((3, 7, 2), 0.0) - 0.2


def test_distress_grows_with_pain_displeasure_and_helplessness():
    for vad in itertools.product((1, 3, 5, 8), (2, 5, 9), (2, 5, 8)):
        by_pain = [felt_distress(vad, pain) for pain in np.linspace(0, 1, 9)]
        assert np.all(np.diff(by_pain) >= 0)
        valence, arousal, dominance = vad
        assert felt_distress(vad, 0.3) <= felt_distress((max(1, valence - 1), *vad[1:]), 0.3)
        assert felt_distress(vad, 0.3) <= felt_distress((valence, arousal, dominance - 1), 0.3)


def test_impaired_consciousness_is_distress_of_its_own():
    grades = [distress(_MIDDLE, 0.0, name) for name in ('alert', 'voice', 'pain', 'unresponsive')]
    assert grades == sorted(grades)
    assert grades[0] < 0.1
    assert grades[2] > 0.5
    assert distress(_MIDDLE, 0.0, 'asleep') == grades[0]
    assert all(0 <= value <= 1 for value in RESPONSIVENESS.values())


def test_centred_is_the_scale_from_minus_1_to_1():
    np.testing.assert_allclose(centred((1.0, 5.5, 10.0)), (-1, 0, 1))


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_in_its_mean_state_a_situation_has_the_probabilities_it_names(situation):
    chances = category_probabilities(situation, situation.vad, 0.0, 0.2, 0.1)
    assert tuple(chances) == CATEGORY_NAMES
    assert all(0 < p < 1 for p in chances.values())
    for name, p in situation.emotions.items():
        assert chances[name] == pytest.approx(p)


@pytest.mark.parametrize(('category', 'of'), [('Pain', 'pain'), ('Fatigue', 'fatigue'),
                                              ('Suffering', 'distress')])
def test_labels_of_the_body_follow_the_state_alone(category, of):
    for situation in SITUATIONS[::5]:
        chances = []
        for strength in (0.0, 0.25, 0.5, 0.75, 1.0):
            latent = {'pain': 0.0, 'fatigue': 0.2, 'distress': 0.1, of: strength}
            if category == 'Suffering':
                latent['pain'] = strength
            chances.append(category_probabilities(situation, (4, 5, 4), **latent)[category])
        assert chances == sorted(chances)
        assert chances[0] < 0.05
        assert chances[-1] > 0.9


def test_a_state_further_in_an_emotions_direction_makes_it_more_likely():
    assert leaning('Happiness', (9, 6, 6), (7, 6, 6)) > 0
    assert leaning('Fear', (3, 8, 2), (5, 5, 5)) > 0
    assert leaning('Anger', (3, 8, 7), (3, 8, 2)) > 0 > leaning('Fear', (3, 8, 7), (3, 8, 2))
    assert leaning('Pain', (1, 1, 1), _MIDDLE) == 0
