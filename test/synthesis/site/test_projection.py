import numpy as np
import pytest

from emotion_rescue.synthesis.site.projection import project
from emotion_rescue.synthesis.site.scenes import Camera

_LEVEL = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=90.0)


def test_no_points():
    xy, depth = project(np.zeros((0, 3)), _LEVEL, 640, 480)
    assert xy.shape == (0, 2) and depth.shape == (0,)


@pytest.mark.parametrize(('point', 'expected'), [
    ((0, 5, 1), (320, 240, 5)),      # Straight ahead.
    ((1, 2, 1), (440, 240, 2)),      # To the right; half the picture is 2 m high and 240 px.
    ((0, 2, 0), (320, 360, 2)),      # The ground.
    ((0, 2, 3), (320, 0, 2))])
def test_a_level_camera(point, expected):
    xy, depth = project(np.array([point]), _LEVEL, 640, 480)
    np.testing.assert_allclose((*xy[0], depth[0]), expected, atol=1e-9)


def test_what_is_behind_is_nowhere():
    xy, depth = project(np.array([[0.0, -1.0, 1.0]]), _LEVEL, 640, 480)
    assert np.isnan(xy).all() and depth[0] == pytest.approx(-1)


@pytest.mark.parametrize(('camera', 'expected'), [
    (Camera(1.0, 30.0, 0.0, 90.0), (320, 240 + 240 * np.tan(np.radians(30)))),
    (Camera(1.0, 0.0, 90.0, 90.0), (320, 240)),
    (Camera(1.0, 0.0, 0.0, 90.0, 30.0), (320 + 240 * np.tan(np.radians(30)), 240))])
def test_a_camera_that_looks_up_or_left_sees_things_lower_or_right(camera, expected):
    xy, _ = project(np.array([[0.0, 4.0, 1.0]]), camera, 640, 480)
    np.testing.assert_allclose(xy[0], expected, atol=1e-6)
