from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
import numpy as np
import pytest

from emotion_rescue.pipeline.picture_light import why_blind

_SHAPE = (120, 160, 3)


def _noise(mean, deviation, seed=0):
    values = np.random.default_rng(seed).normal(mean, deviation, _SHAPE)
    return np.clip(values, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(('bgr', 'words'), [
    (np.zeros((1, 1, 3), np.uint8), 'too dark'), (np.zeros(_SHAPE, np.uint8), 'too dark'),
    (_noise(3, 2), 'too dark'), (np.full(_SHAPE, 255, np.uint8), 'too bright'),
    (np.full(_SHAPE, 120, np.uint8), 'one colour'), (_noise(120, 1), 'one colour')])
def test_where_nothing_shows_it_is_said_why(bgr, words):
    assert words in why_blind(bgr)


def test_a_lamp_at_night_fog_and_a_usual_picture_can_be_looked_at():
    night = np.zeros(_SHAPE, np.uint8)
    night[40:80, 60:100] = (20, 40, 60)
    assert why_blind(night) == ''
    assert why_blind(_noise(200, 6)) == ''
    assert why_blind(_noise(100, 50)) == ''


def test_one_colour_channel_is_enough_to_see_by():
    red = np.zeros(_SHAPE, np.uint8)
    red[:60, :, 2] = 90
    assert why_blind(red) == ''
    red[..., 2] = 255
    red[60:, :, 1] = 40
    assert why_blind(red) == '', 'one that is at its limit hides nothing in another'


@given(st_numpy.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
def test_any_picture_has_an_answer(bgr):
    assert why_blind(bgr) in ('', 'too dark to see anybody', 'too bright to see anybody',
                              'of one colour, as with a covered lens')
