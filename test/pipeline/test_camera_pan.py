import numpy as np
import pytest

from emotion_rescue.pipeline.camera_pan import common_shift

PLACES = np.array([(100.0, 240.0), (180.0, 250.0), (330.0, 230.0), (500.0, 240.0)])
SIZES = np.full((4, 2), (40.0, 100.0))


def shift_of(seen, sizes=None, *, people=4, seconds=0.2, deviation=6.0):
    seen = np.asarray(seen, float).reshape(-1, 2)
    sizes = np.full((len(seen), 2), (40.0, 100.0)) if sizes is None else sizes
    return common_shift(PLACES[:people], SIZES[:people], np.full(people, deviation),
                        (seen, sizes), 640, seconds)


@pytest.mark.parametrize('people', [0, 1, 4])
def test_nothing_seen_tells_nothing(people):
    assert shift_of([], people=people) is None


def test_nobody_expected_tells_nothing():
    assert shift_of(PLACES, people=0) is None


def test_people_at_their_places_tell_of_no_turn():
    assert shift_of(PLACES) is None
    assert shift_of(PLACES + 3.0) is None


@pytest.mark.parametrize('people', [1, 2, 4])
@pytest.mark.parametrize('turn', [(43.0, 0.0), (-43.0, 0.0), (30.0, 25.0)])
def test_a_common_jump_is_the_camera(people, turn):
    found = shift_of(PLACES[:people] + turn, people=people)
    assert found @ np.array(turn) / (np.array(turn) @ turn) == pytest.approx(0.9, abs=0.1)


def test_a_jump_of_one_among_many_is_a_person():
    moved = PLACES.copy()
    moved[2] += (43.0, 0.0)
    assert shift_of(moved) is None


def test_one_who_leaves_does_not_hide_the_turn():
    assert shift_of(PLACES[1:] + (43.0, 0.0))[0] == pytest.approx(43.0, rel=0.1)


def test_others_of_another_size_do_not_count():
    assert shift_of(PLACES + (43.0, 0.0), np.full((4, 2), (80.0, 200.0))) is None


def test_no_camera_turns_that_fast():
    assert shift_of(PLACES[:1] + (200.0, 0.0), people=1, seconds=0.1) is None
    assert shift_of(PLACES + (40.0, 0.0), seconds=0.0) is None
