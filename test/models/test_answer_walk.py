import math

import pytest

from emotion_rescue.models.answer_walk import AnswerWalk
from emotion_rescue.models.chat_reply import TopList

LEVELS = ('very low', 'low', 'somewhat low', 'somewhat high', 'very high')


def _top(token, rest=0.0, **shares):
    """Return a list of tokens with their shares; what is missing is at most `rest`."""
    return TopList(token, {name: math.log(share) for name, share in shares.items()},
                   math.log(rest) if rest else -1e4)


def test_nothing_is_known_before_anything_is_learned():
    walk = AnswerWalk(LEVELS)
    assert walk.found_share() == 0.0
    assert not walk.likelihoods().known.any()
    assert [branch.begun for branch in walk.branches()] == ['']


def test_a_value_of_several_tokens_is_the_product_of_their_shares():
    walk = AnswerWalk(LEVELS)
    walk.learn('', [_top('very', very=0.5, low=0.2, somewhat=0.3)])
    assert [branch.begun for branch in walk.branches()] == ['very', 'somewhat']
    walk.learn('very', [_top('low', low=0.9, high=0.1)])
    walk.learn('somewhat', [_top('high', low=0.25, high=0.75)])
    found = walk.likelihoods()
    assert found.known.all() and found.unknown_share() == 0.0
    assert math.e ** found.log_likelihoods == pytest.approx([0.45, 0.2, 0.075, 0.225, 0.05])
    assert walk.branches() == [] and walk.found_share() == pytest.approx(1.0)


def test_the_second_list_of_an_answer_tells_apart_the_likeliest_branch():
    walk = AnswerWalk(LEVELS)
    walk.learn('', [_top('very', very=0.5, low=0.2, somewhat=0.3), _top('low', low=0.9, high=0.1)])
    assert [branch.begun for branch in walk.branches()] == ['somewhat']


def test_a_value_that_is_not_listed_gets_its_bound_and_is_not_known():
    walk = AnswerWalk(LEVELS)
    walk.learn('', [_top('very', rest=0.01, very=0.5, low=0.4)])
    walk.learn('very', [_top('low', rest=0.02, low=0.8)])
    found = walk.likelihoods()
    assert found.known.tolist() == [True, True, False, False, False]
    assert math.e ** found.log_likelihoods == pytest.approx([0.4, 0.4, 0.01, 0.01, 0.01])
    assert found.unknown_share() == pytest.approx(0.03 / 0.83)


def test_a_branch_that_is_not_followed_is_divided_and_not_known():
    walk = AnswerWalk(LEVELS)
    walk.learn('', [_top('low', very=0.5, low=0.2, somewhat=0.3)])
    found = walk.likelihoods()
    assert found.known.tolist() == [False, True, False, False, False]
    assert math.e ** found.log_likelihoods == pytest.approx([0.25, 0.2, 0.15, 0.15, 0.25])


def test_a_token_that_begins_one_value_only_stands_for_it():
    walk = AnswerWalk(('Doubt/Confusion', 'Disapproval', 'Disconnection'))
    walk.learn('', [_top('Doub', Doub=0.25, Dis=0.7)])
    walk.learn('Dis', [_top('conn', app=0.5, conn=0.5)])
    assert math.e ** walk.likelihoods().log_likelihoods == pytest.approx([0.25, 0.35, 0.35])


def test_words_that_are_no_value_count_for_nothing():
    walk = AnswerWalk(LEVELS)
    walk.learn('', [_top('The', rest=1e-6, The=0.99, I=0.009)])
    assert walk.found_share() == 0.0
    assert not walk.likelihoods().known.any()
