import re

from hypothesis import given
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.synthesis.text.recognition_errors import contracted
from emotion_rescue.synthesis.text.recognition_errors import hesitant
from emotion_rescue.synthesis.text.recognition_errors import misheard


@pytest.mark.parametrize(('text', 'short'), [
    ('', ''), ('Help.', 'Help.'), ('I am here.', "I'm here."), ('I cannot go.', "I can't go."),
    ('Do not move, it is hot.', "Don't move, it's hot."), ('Williams', 'Williams')])
def test_words_are_contracted_as_people_speak(text, short):
    assert contracted(text, np.random.default_rng(0), share=1.0) == short
    assert contracted(text, np.random.default_rng(0), share=0.0) == text


def test_a_filler_is_added_and_nothing_else_changes():
    rng = np.random.default_rng(0)
    for _ in range(20):
        words = hesitant('please help me', rng).split()
        rest = [word for word in words if word in ('please', 'help', 'me')]
        assert rest == ['please', 'help', 'me'] and len(words) > 3


def test_errors_are_as_frequent_as_asked_for():
    rng, text = np.random.default_rng(0), 'the stone fell on his shoulder and nobody came'
    plain = re.sub('[.,]', '', text)
    wrong = [misheard(text, rng, rate=0.3).lower() != plain for _ in range(300)]
    assert np.mean(wrong) > 0.6
    assert not any(misheard(text, rng, rate=0.0).lower() != plain for _ in range(50))


def test_words_that_sound_alike_take_each_others_place():
    rng = np.random.default_rng(0)
    heard = {misheard('see here', rng, rate=0.2).lower() for _ in range(200)}
    assert 'sea hear' in heard and 'see here' in heard


@given(strategies.text(alphabet='abcdefgh ,.!?', min_size=1).filter(str.strip),
       strategies.integers(0, 1000))
def test_something_is_always_left(text, seed):
    heard = misheard(text, np.random.default_rng(seed), rate=1.0)
    assert heard.strip()
    assert set(heard.lower()) <= set(text) | set("abcdefghijklmnopqrstuvwxyz ',")
