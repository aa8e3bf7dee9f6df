import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.voice_categories import CATEGORY_DISTRESS
from emotion_rescue.core.voice_categories import emotic_names
from emotion_rescue.core.voice_categories import emotic_probabilities
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.core.voice_categories import VOICELESS


def test_nothing_heard_is_all_unknown():
    assert np.isnan(emotic_probabilities({})).all()


@pytest.mark.parametrize('label', VOICE_CATEGORIES)
def test_every_category_is_mapped(label):
    names = emotic_names(label)
    assert all(name in CATEGORY_INDEX for name in names)
    assert bool(names) == (label not in VOICELESS)


def test_distress_is_stated_for_everybody_who_can_be_heard():
    assert set(CATEGORY_DISTRESS) == set(VOICE_CATEGORIES) - {NOBODY_HEARD}
    assert all(0.0 <= value <= 1.0 for value in CATEGORY_DISTRESS.values())


@pytest.mark.parametrize(('label', 'names'), [
    ('', ()), ('LABEL_0', ()), ('zufrieden', ()), ('neutral', ('Peace',)),
    ('hap', ('Happiness', 'Excitement')), ('Angry', ('Anger', 'Annoyance')),
    (' fearful ', ('Fear', 'Disquietment')), ('sad', ('Sadness', 'Suffering')),
    ('disgust', ('Aversion',)), ('surprised', ('Surprise',))])
def test_labels_of_other_models(label, names):
    assert emotic_names(label) == names


def test_probabilities_add_up_where_labels_share_a_category():
    emotions = emotic_probabilities({'pain': 0.3, 'sadness': 0.5, 'none': 0.2})
    assert emotions[CATEGORY_INDEX['Suffering']] == pytest.approx(0.8)
    assert emotions[CATEGORY_INDEX['Pain']] == pytest.approx(0.3)
    assert np.isnan(emotions[CATEGORY_INDEX['Anger']])


def test_probabilities_never_exceed_one():
    assert emotic_probabilities({'pain': 0.7, 'moan': 0.7})[CATEGORY_INDEX['Pain']] == 1.0
