import numpy as np
import pytest

from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.visibility import tight_box
from emotion_rescue.synthesis.site.visibility import wide_enough


@pytest.mark.parametrize(('pixels', 'expected'), [
    ([], None),
    ([(3, 5)], (5, 3, 6, 4)),
    ([(0, 0), (7, 9)], (0, 0, 10, 8)),
])
def test_tight_box(pixels, expected):
    mask = np.zeros((8, 10), bool)
    for row, column in pixels:
        mask[row, column] = True
    assert tight_box(mask) == expected


_CAMERA = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=90.0)


@pytest.mark.parametrize('points', [[], [(0, 2, 1.0)], [(2.4, 2, 2.5), (0, -2, 9.0)]])
def test_whoever_is_in_the_picture_needs_no_wider_one(points):
    assert wide_enough(_CAMERA, np.reshape(points, (-1, 3)), 640, 480) is _CAMERA


@pytest.mark.parametrize(('point', 'at_least_deg', 'at_most_deg'), [
    ((0, 2, 4.0), 112.6, 120.0), ((4.0, 2, 1.0), 126.8, 134.0), ((0, 2, 900.0), 150.0, 175.0)])
def test_whoever_is_cut_gets_a_picture_that_holds_them(point, at_least_deg, at_most_deg):
    wide = wide_enough(_CAMERA, np.array([point]), 480, 480)
    assert at_least_deg < wide.fov_vertical_deg < at_most_deg
    assert (wide.height_m, wide.pitch_deg, wide.roll_deg) == (1.0, 0.0, 0.0)
