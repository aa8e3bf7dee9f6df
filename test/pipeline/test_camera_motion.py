from moving_pictures import Film
from moving_pictures import SIZE
import numpy as np
import pytest

from emotion_rescue.pipeline.camera_motion import camera_motion
from emotion_rescue.pipeline.camera_motion import moved

EVERYTHING = np.ones(SIZE[::-1], np.uint8)
CORNERS = np.array([(0, 0), (319, 0), (0, 239), (319, 239)], float)


@pytest.mark.parametrize('image', [
    np.zeros(SIZE[::-1], np.uint8), np.full(SIZE[::-1], 255, np.uint8),
    np.repeat(np.arange(320, dtype=np.uint8)[None], 240, 0)])
def test_a_plain_picture_tells_of_no_camera(image):
    assert camera_motion(image, image, EVERYTHING) is None


def test_no_background_tells_of_no_camera():
    image = Film().picture()
    assert camera_motion(image, image, np.zeros_like(image)) is None


@pytest.mark.parametrize('pan', [(0.0, 0.0), (0.4, -0.3), (12.0, 5.0), (-20.0, 0.0)])
def test_a_pan_is_found_to_a_tenth_of_a_pixel(pan):
    film = Film()
    turn = camera_motion(film.picture(), film.picture(camera=pan), EVERYTHING)
    np.testing.assert_allclose(moved(turn, CORNERS), CORNERS - pan, atol=0.25)
    middle = np.array([(160.0, 120.0)])
    np.testing.assert_allclose(moved(turn, middle), middle - pan, atol=0.1)


def test_somebody_who_walks_through_is_not_the_camera():
    film = Film()
    older = film.picture([(100, 40, 60, 180, 5)])
    newer = film.picture([(108, 40, 60, 180, 5)], camera=(3.0, 0.0))
    middle = np.array([(160.0, 120.0)])
    turn = camera_motion(older, newer, EVERYTHING)
    np.testing.assert_allclose(moved(turn, middle), middle - (3.0, 0.0), atol=0.2)


def test_two_pictures_of_two_places_have_no_motion_between_them():
    assert camera_motion(Film(1).picture(), Film(2).picture(), EVERYTHING) is None
