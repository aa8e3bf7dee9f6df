from moving_pictures import Film
import numpy as np
import pytest

from emotion_rescue.pipeline.motion_cells import CELL_PX
from emotion_rescue.pipeline.motion_cells import gradients_of
from emotion_rescue.pipeline.motion_cells import motion_cells
from emotion_rescue.pipeline.motion_cells import top_mean

SAME = np.eye(3)
NOBODY = np.zeros((60, 80), bool)


def compare(older, newer, homography=SAME, people=NOBODY):
    return motion_cells(gradients_of(older).soft, gradients_of(newer), homography, people)


@pytest.mark.parametrize('older', [np.zeros((240, 320), np.uint8),
                                   np.full((240, 320), 200, np.uint8)])
def test_a_plain_background_tells_nothing(older):
    assert compare(older, older) is None


def test_people_everywhere_leave_no_background():
    image = Film().picture()
    assert compare(image, image, people=~NOBODY) is None


def test_the_same_place_shows_no_motion_but_noise():
    film = Film(noise=2.0)
    cells = compare(film.picture(), film.picture())
    assert cells.noise_px2 < 0.15 ** 2
    assert cells.changes.shape == (240 // CELL_PX, 320 // CELL_PX)


@pytest.mark.parametrize('shift', [0.25, 0.5, 1.0])
def test_a_shift_is_measured_in_pixels_whatever_the_contrast(shift):
    for gain in (0.4, 1.0):
        film = Film(noise=0.0)
        part = [(100, 60, 80, 120, 9)]
        people = NOBODY.copy()
        people[14:46, 24:48] = True
        cells = compare(film.picture(part, gain=gain),
                        film.picture([(100 + shift, 60, 80, 120, 9)], gain=gain), people=people)
        here = np.s_[18:42, 28:42]
        gxx, _, gyy, gxt, _ = cells.products[(slice(None), *here)].sum(axis=(1, 2))
        assert -gxt / gxx == pytest.approx(shift, rel=0.2)
        along = cells.changes[here].sum() / (gxx + gyy)
        assert along == pytest.approx(shift ** 2 / 2, rel=0.6)


def test_another_exposure_is_no_motion():
    film = Film(noise=0.5)
    cells = compare(film.picture(), film.picture(gain=0.8))
    assert cells.noise_px2 < 0.3 ** 2


def test_what_the_older_picture_does_not_show_is_not_used():
    film = Film()
    turn = np.array([(1.0, 0, -40), (0, 1, 0), (0, 0, 1)])
    cells = compare(film.picture(), film.picture(camera=(40.0, 0.0)), turn)
    assert not cells.usable[:, -10:].any() and cells.usable[5:-5, 5:-15].mean() > 0.9


@pytest.mark.parametrize(('shifts', 'top'), [([3.0], 3.0), ([1.0] * 99 + [50.0], 1.0),
                                             (list(range(100)), 94.0)])
def test_one_cell_alone_does_not_count(shifts, top):
    assert top_mean(np.array(shifts)) == top
