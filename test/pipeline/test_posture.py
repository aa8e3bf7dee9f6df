import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.body import Posture
from emotion_rescue.pipeline.posture import KNOWN_POSTURES
from emotion_rescue.pipeline.posture import posture_of
from emotion_rescue.pipeline.posture_weights import BOX_WEIGHTS
from emotion_rescue.pipeline.posture_weights import DEPTH_WEIGHTS

VGA = (640, 480)


@pytest.mark.parametrize(('box', 'why'), [
    ((0, 0, 0, 0), 'no box'), ((10, 10, 5, 40), 'no box'), ((math.nan, 0, 1, 1), 'no box'),
    ((100, 100, 110, 123), 'too small'),
    ((0, 100, 60, 300), 'cut off'), ((100, 1, 160, 300), 'cut off'),
    ((590, 100, 640, 300), 'cut off'), ((100, 300, 160, 479), 'cut off'),
    ((-50, 100, 60, 300), 'cut off')])
def test_what_the_box_does_not_show_is_unknown(box, why):
    reading = posture_of(box, VGA)
    assert reading.likeliest is Posture.UNKNOWN and why in reading.why_unknown


@pytest.mark.parametrize(('box', 'may_lie'), [
    ((0, 0, 0, 0), False), ((100, 100, 120, 110), False), ((200, 330, 400, 390), False),
    ((200, 400, 400, 480), True), ((0, 300, 90, 340), True), ((500, 400, 640, 480), True),
    ((200, 310, 370, 480), True), ((300, 150, 350, 480), False), ((0, 100, 60, 300), False),
    ((100, 0, 250, 480), False), ((200, 280, 370, 480), False)],
    ids=['no box', 'too small', 'whole', 'wide below', 'wide left', 'wide in the corner',
         'as high as wide', 'tall below', 'tall left', 'tall above and below', 'a bit too tall'])
def test_who_is_cut_off_may_lie_where_the_rest_is_about_as_wide_as_high(box, may_lie):
    assert posture_of(box, VGA).may_lie == may_lie


@pytest.mark.parametrize(('box', 'depth_m', 'posture'), [
    ((300, 150, 350, 330), math.nan, Posture.STANDING),
    ((200, 330, 400, 390), math.nan, Posture.LYING),
    ((300, 150, 350, 330), 5.0, Posture.STANDING),
    ((200, 330, 400, 390), 3.0, Posture.LYING)])
def test_clear_shapes_are_told(box, depth_m, posture):
    reading = posture_of(box, VGA, depth_m, 500.0)
    assert reading.likeliest is posture and reading.chance(posture) > 0.6


def test_a_low_box_of_the_same_shape_is_not_somebody_who_stands():
    tall = posture_of((280, 150, 370, 330), VGA, 5.0, 500.0)
    low = posture_of((280, 150, 370, 330), VGA, 2.2, 500.0)
    assert low.chance(Posture.STANDING) < 0.5 * tall.chance(Posture.STANDING)


@pytest.mark.parametrize(('weights', 'width'), [(BOX_WEIGHTS, 6), (DEPTH_WEIGHTS, 8)])
def test_every_posture_has_its_weights(weights, width):
    assert [len(row) for row in weights] == [width] * len(KNOWN_POSTURES)


ANY = st.floats(allow_nan=True, allow_infinity=True)


@given(st.tuples(ANY, ANY, ANY, ANY), ANY, ANY)
def test_any_numbers_give_chances_that_sum_to_one_or_none(box, depth_m, focal_px):
    chances = posture_of(box, VGA, depth_m, focal_px).chances
    assert not chances or sum(chances.values()) == pytest.approx(1)
