from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.training.imbalance import category_weights
from emotion_rescue.training.imbalance import drawn_people
from emotion_rescue.training.imbalance import people_weights
from emotion_rescue.training.imbalance import tell_missing

PEACE, PAIN = CATEGORY_INDEX['Peace'], CATEGORY_INDEX['Pain']


def people(*counts):
    """Return 100 people: all with Peace, and the first n of them with Pain."""
    emotions = np.zeros((100, 26), bool)
    emotions[:, PEACE] = True
    emotions[:counts[0], PAIN] = True
    return emotions


def test_nobody_weighs_nothing():
    assert (category_weights(np.zeros((0, 26), bool), 4.0) == 1).all()
    assert people_weights(np.zeros((0, 26), bool), 4.0).shape == (0,)


@pytest.mark.parametrize(('count', 'weight'), [(100, 1.0), (25, 2.0), (4, 4.0), (0, 4.0)])
def test_a_category_weighs_the_inverse_root_of_its_share_up_to_the_cap(count, weight):
    weights = category_weights(people(count), cap=4.0)
    assert weights[PEACE] == 1.0
    assert weights[PAIN] == pytest.approx(weight)


def test_a_person_weighs_as_the_rarest_category():
    weights = people_weights(people(25), cap=4.0)
    assert weights[:25].tolist() == [2.0] * 25
    assert weights[25:].tolist() == [1.0] * 75


def test_without_weights_everybody_comes_once():
    drawn = drawn_people(7, None, np.random.default_rng(0))
    assert sorted(drawn.tolist()) == list(range(7))


@given(st.lists(st.floats(0.1, 8.0), min_size=1, max_size=30), st.integers(0, 2**30))
def test_everybody_comes_as_often_as_they_weigh_give_or_take_one(weights, seed):
    drawn = drawn_people(len(weights), np.array(weights), np.random.default_rng(seed))
    assert len(drawn) == len(weights)
    counts = Counter(drawn.tolist())
    for person, weight in enumerate(weights):
        assert abs(counts[person] - weight / sum(weights) * len(weights)) < 1 + 1e-6


def test_categories_that_nobody_has_are_told():
    said = []
    taught = tell_missing(people(0), said.append)
    assert taught.sum() == 1
    assert 'Pain' in said[0]
    assert 'Peace' not in said[0]
    assert not tell_missing(np.zeros((0, 26), bool), said.append).any()
    tell_missing(np.ones((1, 26), bool), said.append)
    assert len(said) == 2
