import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.evaluation.written_answer import longest_answer
from emotion_rescue.evaluation.written_answer import read_written_answer

WHOLE = 'valence: low\narousal: very high\ndominance: low\nemotions: Fear, Pain\ndistress: yes'
NAN = math.nan


@pytest.mark.parametrize(('text', 'vad', 'named', 'distress', 'whole'), [
    ('', (NAN, NAN, NAN), (), NAN, False),
    (WHOLE, (LEVEL_WORDS.index('low') + 1, 10, LEVEL_WORDS.index('low') + 1),
     ('Fear', 'Pain'), 1, True),
    (WHOLE.upper().replace('\n', ' \r\n\n'), (LEVEL_WORDS.index('low') + 1, 10,
     LEVEL_WORDS.index('low') + 1), ('Fear', 'Pain'), 1, True),
    ('distress: no', (NAN, NAN, NAN), (), 0, False),
    ('distress: maybe', (NAN, NAN, NAN), (), NAN, False),
    ('distress: no\ndistress: yes', (NAN, NAN, NAN), (), 0, False),
    ('emotions: Fear, , Joy, fear', (NAN, NAN, NAN), ('Fear',), NAN, False),
    ('valence: very low\nvalence', (1, NAN, NAN), (), NAN, False),
    ('valence very low', (NAN, NAN, NAN), (), NAN, False),
    ('valence: 3', (NAN, NAN, NAN), (), NAN, False),
    (WHOLE.replace('Pain', 'Bliss'), (LEVEL_WORDS.index('low') + 1, 10,
     LEVEL_WORDS.index('low') + 1), ('Fear',), 1, False)])
def test_what_an_answer_says(text, vad, named, distress, whole):
    answer = read_written_answer(text)
    np.testing.assert_array_equal(answer.vad, vad)
    assert {CATEGORY_NAMES[i] for i in np.flatnonzero(answer.emotions)} == set(named)
    assert answer.distress == distress or math.isnan(answer.distress) and math.isnan(distress)
    assert answer.whole == whole


@given(st.lists(st.sampled_from(LEVEL_WORDS), min_size=3, max_size=3),
       st.lists(st.sampled_from(CATEGORY_NAMES), min_size=1, unique=True), st.booleans(),
       st.randoms())
def test_every_answer_is_read_back_in_any_order(levels, names, distress, random):
    lines = [f'{field}: {word}' for field, word in zip(
        ('valence', 'arousal', 'dominance'), levels, strict=True)]
    lines += [f'emotions: {", ".join(names)}', f'distress: {"yes" if distress else "no"}']
    random.shuffle(lines)
    answer = read_written_answer('\n'.join(lines))
    assert answer.whole
    assert [LEVEL_WORDS[int(level) - 1] for level in answer.vad] == levels
    assert set(np.flatnonzero(answer.emotions)) == {CATEGORY_INDEX[name] for name in names}
    assert answer.distress == distress


@given(st.text())
def test_nothing_that_is_written_breaks_the_reader(text):
    answer = read_written_answer(text)
    assert answer.vad.shape == (3,) and answer.emotions.shape == (26,)
    assert not answer.whole or not np.isnan(answer.vad).any()


def test_the_longest_answer_is_a_whole_one():
    answer = read_written_answer(longest_answer())
    assert answer.whole and answer.emotions.sum() == 10
