import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.agreement import fleiss_kappa
from emotion_rescue.synthesis.dataset.annotators import annotate
from emotion_rescue.synthesis.dataset.annotators import ANNOTATORS
from emotion_rescue.synthesis.dataset.annotators import clarity
from emotion_rescue.synthesis.dataset.annotators import NEIGHBOURS
from emotion_rescue.synthesis.person.inner_states import sample_state


def record(state, visible=0.8, height=220, expressivity=None):
    return {'emotions': list(state.emotions), 'vad': list(state.vad),
            'expressivity': state.expressivity if expressivity is None else expressivity,
            'visible_fraction': visible, 'xyxy': [0, 0, 80, height]}


@pytest.fixture(scope='module')
def states():
    rng = np.random.default_rng(1)
    return [sample_state(rng) for _ in range(250)]


def ratings(states, **seen):
    """Return bool (annotators, categories) of every person."""
    tables = []
    for i, state in enumerate(states):
        answers = annotate(record(state, **seen), 'val', (0, i))
        tables.append(np.array([[name in answer.emotions for name in CATEGORY_NAMES]
                                for answer in answers]))
    return tables


def test_somebody_without_any_category_is_still_annotated():
    person = {'emotions': [], 'vad': [5, 5, 5], 'expressivity': 0.0, 'visible_fraction': 0.0,
              'xyxy': [0, 0, 1, 1]}
    for annotation in annotate(person, 'val', (0,)):
        assert annotation.emotions


@pytest.mark.parametrize('split', ANNOTATORS)
def test_answers_are_those_of_the_form(states, split):
    for i, state in enumerate(states[:60]):
        answers = annotate(record(state), split, (3, i))
        assert len(answers) == ANNOTATORS[split]
        for answer in answers:
            indices = [CATEGORY_INDEX[name] for name in answer.emotions]
            assert indices == sorted(set(indices))
            assert indices
            assert all(level in range(1, 11) for level in answer.vad)


def test_answers_depend_on_the_key_alone(states):
    person = record(states[0])
    assert annotate(person, 'val', (1, 2)) == annotate(person, 'val', (1, 2))
    assert annotate(person, 'val', (1, 2)) != annotate(person, 'val', (1, 3))


def test_annotators_agree_as_modestly_as_those_of_emotic(states):
    tables = ratings(states)
    assert 0.25 < fleiss_kappa(tables) < 0.5
    spread = np.mean([np.std([a.vad for a in annotate(record(s), 'val', (0, i))], 0, ddof=1)
                      for i, s in enumerate(states)], 0)
    assert (0.7 < spread).all()
    assert (spread < 1.9).all()
    assert spread[0] < spread[1] < spread[2]


def test_who_is_seen_better_is_agreed_on_more(states):
    clear = fleiss_kappa(ratings(states, expressivity=1.0, visible=1.0))
    blurred = fleiss_kappa(ratings(states, expressivity=0.1, visible=0.2, height=40))
    assert clear > blurred + 0.15


def test_the_union_of_annotators_is_near_the_truth(states):
    found, missed, invented = 0, 0, 0
    for state, table in zip(states, ratings(states), strict=True):
        union = {CATEGORY_NAMES[i] for i in np.flatnonzero(table.any(0))}
        truth = set(state.emotions)
        found, missed = found + len(truth & union), missed + len(truth - union)
        invented += len(union - truth)
    assert found / (found + missed) > 0.8
    assert 0 < invented


def test_levels_follow_the_truth(states):
    means = [np.mean([a.vad for a in annotate(record(s), 'val', (0, i))], 0)
             for i, s in enumerate(states)]
    for truth, mean in zip(np.array([s.vad for s in states]).T, np.array(means).T, strict=True):
        assert np.corrcoef(truth, mean)[0, 1] > 0.6


def test_clarity_grows_with_all_it_depends_on():
    assert clarity(0.0, 1.0, 500) == 0.0
    assert clarity(1.0, 1.0, 500) == pytest.approx(1.0)
    assert clarity(0.5, 0.5, 100) < min(clarity(0.9, 0.5, 100), clarity(0.5, 0.9, 100),
                                        clarity(0.5, 0.5, 200))


def test_neighbours_are_other_categories():
    assert set(NEIGHBOURS) == set(CATEGORY_NAMES)
    for name, others in NEIGHBOURS.items():
        assert set(others) <= set(CATEGORY_NAMES) - {name}
