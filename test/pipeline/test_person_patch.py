from hypothesis import given
from hypothesis import strategies as st
from moving_pictures import Film
from moving_pictures import still_body
from moving_pictures import STILL_BOX
from moving_pictures import waver
from moving_pictures import WAVER_BOX
import numpy as np
import pytest

from emotion_rescue.pipeline.motion_cells import CELL_PX
from emotion_rescue.pipeline.motion_cells import gradients_of
from emotion_rescue.pipeline.motion_cells import motion_cells
from emotion_rescue.pipeline.person_patch import patch_motion

NOBODY = np.zeros((60, 80), bool)
FILM = Film()


def in_cells(box):
    return tuple(side / CELL_PX for side in box)


def cells_of(older, newer, box):
    people = NOBODY.copy()
    left, top, right, bottom = (int(side) for side in in_cells(box))
    people[top - 1:bottom + 2, left - 1:right + 2] = True
    return motion_cells(gradients_of(older).soft, gradients_of(newer), np.eye(3), people)


def patch(older, newer, box):
    return patch_motion(cells_of(older, newer, box), in_cells(box), NOBODY)


def test_who_stands_still_has_no_own_motion():
    found = patch(FILM.picture(still_body()), FILM.picture(still_body()), STILL_BOX)
    assert found.own_px < 0.1 and abs(found.whole_px[0]) < 0.05


def test_an_arm_that_swings_is_an_own_motion_in_the_upper_half():
    found = patch(FILM.picture(waver(0.0)), FILM.picture(waver(0.1)), WAVER_BOX)
    assert found.own_px > 0.8
    assert found.upper_share > 0.7
    slowly = patch(FILM.picture(waver(0.0)), FILM.picture(waver(0.02)), WAVER_BOX)
    assert slowly.upper_px[0] > 0.05


@pytest.mark.parametrize('shift', [(0.6, 0.0), (0.0, -0.8), (0.5, 0.5)])
def test_what_all_of_a_person_shares_may_be_the_camera_and_is_no_own_motion(shift):
    older = FILM.picture(still_body())
    newer = FILM.picture(still_body(120 + shift[0], 60 + shift[1]))
    found = patch(older, newer, (122, 62, 158, 178))
    assert found.whole_px == pytest.approx(shift, abs=0.2)
    assert found.own_px < 0.5 * max(np.hypot(*shift), 0.5)


def test_what_others_cover_is_left_out():
    cells = cells_of(FILM.picture(waver(0.0)), FILM.picture(waver(0.1)), WAVER_BOX)
    others = NOBODY.copy()
    others[:, 40:] = True
    found = patch_motion(cells, in_cells(WAVER_BOX), others)
    assert found.own_px < 0.2
    assert patch_motion(cells, in_cells(WAVER_BOX), ~NOBODY) is None


@given(st.tuples(*[st.floats(-500, 500)] * 4))
def test_any_box_gives_a_motion_or_nothing(box):
    found = patch_motion(STILL_CELLS, box, NOBODY)
    assert found is None or (found.own_px >= 0 and 0 <= found.upper_share <= 1)


STILL_CELLS = cells_of(FILM.picture(still_body()), FILM.picture(still_body()), STILL_BOX)
