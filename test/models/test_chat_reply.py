import math

import pytest

from emotion_rescue.core.errors import ServerError
from emotion_rescue.models.chat_reply import first_model
from emotion_rescue.models.chat_reply import text_of
from emotion_rescue.models.chat_reply import top_lists

URL = 'http://base:8000/v1'


def _entries(*pairs):
    return [{'token': token, 'logprob': log_p} for token, log_p in pairs]


def _reply(*pairs, token='low'):
    return {'choices': [{'logprobs': {'content': [
        {'token': token, 'top_logprobs': _entries(*pairs)}]}}]}


@pytest.mark.parametrize('reply', [
    None, {}, [], 'ok', {'data': None}, {'data': []}, {'data': ['a']}, {'data': [{'id': ''}]},
    {'data': [{'id': 3}]}])
def test_no_model_is_listed(reply):
    with pytest.raises(ServerError, match=f'{URL}/models lists no model'):
        first_model(reply, URL)


def test_the_first_model_counts():
    assert first_model({'data': [{'id': 'a'}, {'id': 'b'}]}, URL) == 'a'


@pytest.mark.parametrize('reply, said', [
    ({}, 'without choices'), (None, 'without choices'), ({'choices': []}, 'without choices'),
    ({'choices': [None]}, 'without choices'), ({'choices': [{}]}, 'without a text'),
    ({'choices': [{'message': {'content': None}}]}, 'without a text')])
def test_no_text(reply, said):
    with pytest.raises(ServerError, match=said):
        text_of(reply, URL)


def test_a_text_comes_without_white_space_around_it():
    assert text_of({'choices': [{'message': {'content': ' two people\n'}}]}, URL) == 'two people'


@pytest.mark.parametrize('reply, said', [
    ({}, 'without choices'),
    ({'choices': []}, 'without choices'),
    ({'choices': [{'message': {'content': 'low'}}]}, 'no logprobs'),
    ({'choices': [{'logprobs': None}]}, 'no logprobs'),
    ({'choices': [{'logprobs': {'content': []}}]}, 'no logprobs'),
    ({'choices': [{'logprobs': {'content': [{'token': 'low'}]}}]}, 'without top_logprobs'),
    (_reply(), 'without top_logprobs'),
    (_reply(('low', math.nan)), 'nan as a log-probability'),
    (_reply(('low', math.inf)), 'inf as a log-probability'),
    (_reply(('low', 0.5)), '0.5 as a log-probability'),
    (_reply(('low', '-1')), "'-1' as a log-probability"),
    (_reply(('low', True)), 'True as a log-probability'),
    (_reply(('low', None)), 'None as a log-probability'),
    (_reply((7, -1.0)), 'tokens without a text'),
    (_reply(('low', -0.1), ('high', -0.1)), 'sum to 1.81'),
])
def test_lists_that_are_of_no_use(reply, said):
    with pytest.raises(ServerError, match=said):
        top_lists(reply, URL)


def test_of_tokens_that_differ_by_white_space_the_likelier_counts():
    [top] = top_lists(_reply((' low', math.log(0.5)), ('low', math.log(0.2)),
                             ('high', math.log(0.1))), URL)
    assert top.token == 'low'
    assert {k: math.exp(v) for k, v in top.log_probabilities.items()} == pytest.approx(
        {'low': 0.5, 'high': 0.1})
    assert math.exp(top.bound) == pytest.approx(0.1)  # the least of those listed


def test_what_is_missing_is_no_likelier_than_the_rest():
    [top] = top_lists(_reply(('low', math.log(0.6)), ('high', math.log(0.39))), URL)
    assert math.exp(top.bound) == pytest.approx(0.01)


@pytest.mark.parametrize('log_p, taken', [(-math.inf, -1e4), (1e-4, 0.0), (-3, -3.0)])
def test_numbers_at_the_edge(log_p, taken):
    [top] = top_lists(_reply(('low', log_p)), URL)
    assert top.log_probabilities == {'low': taken}
