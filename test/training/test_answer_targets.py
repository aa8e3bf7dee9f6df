import math
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.training.answer_targets import answer_targets
from emotion_rescue.training.answer_texts import written_answer


def person(*names, vad=(5.0, 5.0, 5.0), distress=0.0):
    emotions = np.zeros(26, bool)
    emotions[[CATEGORY_INDEX[name] for name in names]] = True
    return SimpleNamespace(emotions=emotions, vad=np.array(vad, np.float32), distress=distress)


def test_nobody_has_no_targets():
    assert answer_targets([]).shape == (0, 58)


def test_targets_share_between_neighbouring_levels_and_between_emotions():
    fields = split_fields(answer_targets(
        [person('Pain', 'Suffering', vad=(8.3, 10.0, 1.0), distress=0.9)]))
    for shares in fields.values():
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(fields['valence'][0], [0] * 7 + [0.7, 0.3, 0], atol=1e-6)
    assert fields['arousal'][0].tolist() == [0] * 9 + [1]
    assert fields['dominance'][0].tolist() == [1] + [0] * 9
    assert sorted(fields['emotions'][0])[-3:] == [0, 0.5, 0.5]
    np.testing.assert_allclose(fields['distress'][0], [0.1, 0.9], atol=1e-6)


@given(st.floats(1, 10, width=32))
def test_expectation_of_the_targets_is_the_truth_at_every_level(level):
    fields = split_fields(answer_targets([person(vad=(level,) * 3)]))
    np.testing.assert_allclose(fields['arousal'] @ np.arange(1, 11), level, atol=1e-5)


@pytest.mark.parametrize(('who', 'empty'), [
    (person('Fear', vad=(math.nan,) * 3), DIMENSIONS),
    (person('Fear', vad=(math.nan, 4.0, 4.0)), ('valence',)),
    (person(), ('emotions',)),
    (person('Fear', distress=math.nan), ('distress',))])
def test_what_is_not_known_teaches_nothing(who, empty):
    fields = split_fields(answer_targets([who]))
    assert {name for name, shares in fields.items() if not shares.any()} == set(empty)
    assert np.isfinite(answer_targets([who])).all()


def test_without_vad_only_emotions_and_distress_are_taught():
    fields = split_fields(answer_targets([person('Fear')], with_vad=False))
    assert {name for name, shares in fields.items() if shares.any()} == {'emotions', 'distress'}


def test_a_heavier_category_takes_a_larger_share_of_a_person():
    weights = np.ones(26)
    weights[CATEGORY_INDEX['Pain']] = 3.0
    shares = split_fields(answer_targets(
        [person('Pain', 'Peace')], category_weights=weights))['emotions'][0]
    assert shares[CATEGORY_INDEX['Pain']] == pytest.approx(0.75)
    assert shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(('who', 'with_vad', 'text'), [
    (person(distress=math.nan, vad=(math.nan,) * 3), True, ''),
    (person('Pain', 'Fear', vad=(2.2, 9.5, 1.0), distress=0.8), True,
     'valence: low\narousal: very high\ndominance: very low\nemotions: Fear, Pain\n'
     'distress: yes'),
    (person('Peace', distress=0.2), False, 'emotions: Peace\ndistress: no'),
    (person('Peace', vad=(math.nan, 4.0, math.nan)), True,
     'arousal: somewhat low\nemotions: Peace\ndistress: no')])
def test_the_written_answer_tells_what_is_known(who, with_vad, text):
    assert written_answer(who, with_vad) == text
