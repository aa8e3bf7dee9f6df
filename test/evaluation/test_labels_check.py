"""The labels of the generator as it is: they can be learned, and clothes and sites tell nothing.

Some 1,000 people to learn from and 650 to be asked about are drawn without bodies, which takes
seconds. Their poses are known by trunk, posture and gesture, which give the limbs' angles. By
chance alone an AUROC over 650 people differs from the true one by 0.023 (Hanley and McNeil,
"The meaning and use of the area under a ROC curve", 1982), so that a shortcut's 0.60 is more than
four standard errors from 0.5: what fails here leaks.
"""

from generated_people import picture_records
import numpy as np
import pytest

from emotion_rescue.evaluation import person_facts
from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.feature_table import tabulate
from emotion_rescue.evaluation.label_check import CEILING_BAR
from emotion_rescue.evaluation.label_check import SHORTCUT_BAR
from emotion_rescue.evaluation.people_set import people_of
from emotion_rescue.evaluation.shortcut_probes import judge
from emotion_rescue.evaluation.shortcut_probes import probe_facts
from emotion_rescue.evaluation.shuffled_labels import shuffled_auroc

pytest.importorskip('sklearn')
pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def sets():
    """Return people to learn from and others to be asked about."""
    return (people_of(picture_records(620, seed=1)),
            people_of(picture_records(400, seed=2, first_body=5_000_000)))


@pytest.fixture(scope='module')
def shown(sets):
    """Return the values that tell of face and pose, of both sets."""
    known, asked = sets
    values = tabulate([_shown(person) for person in known.people + asked.people]).values
    return values[:len(known)], values[len(known):]


def _shown(person):
    face = {f'face {name}': value for name, value in person['facial_actions'].items()}
    return {**face, **person['trunk'], 'posture': person['posture'],
            'gesture': person['gesture'], 'heading': person['heading_deg']}


def test_distress_can_be_learned_and_is_not_trivial(sets, shown):
    known, asked = sets
    assert 0.35 < asked.distressed.mean() < 0.6
    said = learn_probability(shown[0], known.distressed)(shown[1])
    ceiling = judge('ceiling', said, asked).auroc
    assert CEILING_BAR[0] <= ceiling.value <= CEILING_BAR[1], ceiling


def test_shuffled_labels_end_at_chance(sets, shown):
    known, asked = sets
    figure = shuffled_auroc(
        'shuffled', lambda labels, seed: learn_probability(shown[0], labels, seed),
        known.distressed, shown[1], asked, deals=3)
    assert figure.low <= 0.5 <= figure.high, figure


@pytest.mark.parametrize(('name', 'facts'), [
    ('clothes and build', person_facts.worn),
    ('scene and camera', person_facts.surroundings),
    ('debris', lambda picture, person: person['debris']),
])
def test_nothing_but_the_person_tells(sets, name, facts):
    probe = probe_facts(name, facts, *sets)
    assert probe.auroc.value <= SHORTCUT_BAR, (str(probe.auroc), probe.importances[:6])


def test_the_posture_alone_is_no_answer(sets):
    probe = probe_facts('posture', person_facts.posture, *sets)
    assert probe.auroc.value < 0.8, str(probe.auroc)


def test_every_category_occurs(sets):
    known, asked = sets
    assert np.all(known.truth.emotions.any(axis=0) | asked.truth.emotions.any(axis=0))
