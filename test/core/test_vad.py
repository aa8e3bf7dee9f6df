import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.vad import level_to_word
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.core.vad import UNKNOWN_VAD
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.vad import word_to_level


def test_words_run_from_very_low_to_very_high_without_repeats():
    assert LEVEL_WORDS[0] == 'very low'
    assert LEVEL_WORDS[-1] == 'very high'
    assert len(set(LEVEL_WORDS)) == 10


@pytest.mark.parametrize('level', range(1, 11))
def test_word_and_level_are_inverse(level):
    assert word_to_level(level_to_word(level)) == level


@given(st.floats(1.0, 10.0))
def test_a_word_is_within_half_a_level(level):
    assert abs(word_to_level(level_to_word(level)) - level) <= 0.5


@pytest.mark.parametrize('text', ['  Very   HIGH ', 'very high', 'VERY HIGH\n'])
def test_words_are_read_whatever_case_and_space(text):
    assert word_to_level(text) == 10


@pytest.mark.parametrize('text', ['', 'hi', 'highest', 'very', '5'])
def test_other_words_are_refused_with_the_list(text):
    with pytest.raises(ValueError, match='very low, low'):
        word_to_level(text)


@pytest.mark.parametrize('level', [math.nan, 0.99, 10.01, -math.inf])
def test_levels_outside_the_scale_are_refused(level):
    with pytest.raises(ValueError, match='1 to 10'):
        level_to_word(level)


def test_unknown_is_not_a_number():
    assert not UNKNOWN_VAD.known
    assert math.isnan(UNKNOWN_VAD.valence)
    assert Vad(1.0, 5.5, 10.0).known


@pytest.mark.parametrize(('field', 'value'), [
    ('valence', 0.0), ('arousal', 10.5), ('dominance', math.inf), ('valence_std', -0.1)])
def test_values_off_the_scale_are_refused_by_name(field, value):
    with pytest.raises(ValueError, match=field):
        Vad(**{field: value})
