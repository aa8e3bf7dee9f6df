import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.voice_shares import VOICE_IN_VIEW
from emotion_rescue.pipeline.voice_shares import voice_shares

_AHEAD, _LEFT, _RIGHT = (0.0, 0.2, 3.0), (-1.5, 0.0, 2.6), (1.5, 0.0, 2.6)  # left: 30 degrees


def _voice(bearing_deg=math.nan, std_deg=math.nan, ahead_assumed=False):
    return VoiceReading(0, 2.0, bearing_rad=math.radians(bearing_deg),
                        bearing_std_rad=math.radians(std_deg), ahead_assumed=ahead_assumed)


def test_nobody_in_view_has_not_spoken():
    assert voice_shares(_voice(), []) == ([], 1.0)
    assert voice_shares(_voice(10, 2), []) == ([], 1.0)


@pytest.mark.parametrize('positions_m', [[None], [_AHEAD], [_LEFT, _RIGHT], [None, _AHEAD, None]])
def test_without_a_bearing_all_in_view_are_alike(positions_m):
    shares, unseen = voice_shares(_voice(), positions_m)
    assert shares == pytest.approx([VOICE_IN_VIEW / len(positions_m)] * len(positions_m))
    assert unseen == pytest.approx(1 - VOICE_IN_VIEW)


def test_a_voice_from_the_left_is_that_of_the_person_on_the_left():
    (left, ahead, right), unseen = voice_shares(_voice(30, 3), [_LEFT, _AHEAD, _RIGHT])
    assert left > 0.6 and ahead < 0.06 and right < 0.06 and 0.05 < unseen < 0.3


def test_a_voice_from_beside_the_picture_is_nobodys_in_it():
    shares, unseen = voice_shares(_voice(-100, 5), [_LEFT, _AHEAD, _RIGHT])
    assert unseen > 0.7 and max(shares) < 0.1


def test_a_bearing_that_is_hardly_known_tells_little():
    (sure,), _ = voice_shares(_voice(0, 2), [_AHEAD])
    (unsure,), _ = voice_shares(_voice(0, 55), [_AHEAD])
    assert unsure < sure - 0.1


def test_where_ahead_is_assumed_somebody_unseen_behind_is_twice_as_likely():
    (told,), unseen = voice_shares(_voice(0, 5), [_AHEAD])
    (assumed,), behind = voice_shares(_voice(0, 5, ahead_assumed=True), [_AHEAD])
    assert behind > 1.8 * unseen and assumed < told


def test_whose_place_is_not_known_may_have_spoken_from_anywhere():
    (near, nowhere), unseen = voice_shares(_voice(0, 3), [_AHEAD, None])
    assert near > nowhere
    assert nowhere / unseen == pytest.approx(VOICE_IN_VIEW / 2 / (1 - VOICE_IN_VIEW))


@given(st.floats(-180, 180), st.floats(0.5, 60), st.lists(st.one_of(st.none(), st.tuples(
    *[st.floats(-20, 20)] * 3)), max_size=60))
def test_chances_add_up_and_somebody_unseen_is_always_possible(bearing_deg, std_deg, positions_m):
    shares, unseen = voice_shares(_voice(bearing_deg, std_deg), positions_m)
    assert sum(shares) + unseen == pytest.approx(1)
    assert unseen > 0 and all(share > 0 for share in shares)
