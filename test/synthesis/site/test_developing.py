"""Contact shade, lamp, air and tone on planes and steps whose answer is known."""

import numpy as np
import pytest

from emotion_rescue.synthesis.site.air import Air
from emotion_rescue.synthesis.site.air import sample_air
from emotion_rescue.synthesis.site.air import through_air
from emotion_rescue.synthesis.site.air import WEATHERS
from emotion_rescue.synthesis.site.camera_effects import photograph
from emotion_rescue.synthesis.site.contact_shading import contact_shading
from emotion_rescue.synthesis.site.developing import develop
from emotion_rescue.synthesis.site.lights import lamp_light
from emotion_rescue.synthesis.site.lights import LIGHTS
from emotion_rescue.synthesis.site.lights import sample_light

_HEIGHT, _WIDTH, _FOCAL = 96, 128, 100.0


def _floor(height_m=1.0):
    """Return the depth of a floor seen from `height_m`; inf above the horizon."""
    down = (np.arange(_HEIGHT) - _HEIGHT / 2 + 0.5)[:, None] / _FOCAL
    depth = np.where(down > 0, height_m / np.maximum(down, 1e-9), np.inf)
    return np.broadcast_to(depth, (_HEIGHT, _WIDTH)).astype(np.float32)


def test_a_plane_is_not_shaded_but_the_foot_of_a_wall_is():
    floor = _floor()
    np.testing.assert_allclose(contact_shading(floor, _FOCAL)[60:], 1, atol=0.02)
    walled = np.minimum(floor, 3.0)
    light = contact_shading(walled, _FOCAL)
    foot = int(_HEIGHT / 2 + _FOCAL / 3)
    assert light[foot - 2:foot + 2, 30:90].mean() < 0.93
    assert light[10:20, 30:90].mean() > 0.98


def test_what_stands_far_before_a_wall_throws_no_contact_shade():
    depth = np.full((_HEIGHT, _WIDTH), 8.0, np.float32)
    depth[:, 50:70] = 2.0
    assert contact_shading(depth, _FOCAL).min() > 0.95


@pytest.mark.parametrize(('depth_m', 'expected'), [(0.0, 1.0), (10.0, np.exp(-1.0)),
                                                   (np.inf, np.exp(-9.0))])
def test_light_falls_exponentially_in_even_air(depth_m, expected):
    air = Air(0.1, np.zeros(3, np.float32), np.ones((2, 2), np.float32))
    seen = through_air(np.ones((2, 2, 3), np.float32), np.full((2, 2), depth_m, np.float32), air,
                       1.0)
    np.testing.assert_allclose(seen, expected, rtol=1e-5)


@pytest.mark.parametrize('weather', WEATHERS)
def test_every_weather_hides_the_far_more_than_the_near(weather):
    air = sample_air(np.random.default_rng(0), weather, 32, 24)
    left = [through_air(np.ones((24, 32, 3), np.float32), np.full((24, 32), d, np.float32), air,
                        0.0).mean() for d in (2.0, 10.0)]
    assert 0.5 < left[0] <= 1
    assert left[1] < left[0]


def test_the_lamp_falls_with_distance_and_aside():
    near, far = (lamp_light(np.full((_HEIGHT, _WIDTH), d, np.float32), _FOCAL, (0, 0))
                 for d in (3.0, 9.0))
    middle = (_HEIGHT // 2, _WIDTH // 2)
    assert near[middle] > 4 * far[middle]
    assert near[middle] > 2 * near[0, 0]


@pytest.mark.parametrize('name', LIGHTS)
def test_every_light_develops(name):
    light = sample_light(np.random.default_rng(2), name)
    air = sample_air(np.random.default_rng(2), 'clear', _WIDTH, _HEIGHT)
    rgb = np.full((_HEIGHT, _WIDTH, 3), 128, np.uint8)
    sky = np.full((_HEIGHT, _WIDTH, 3), 0.7, np.float32)
    shown = develop(rgb, _floor(), sky, light, air, _FOCAL, (0, 0))
    assert shown.dtype == np.uint8
    assert 20 < shown[60:].mean() < 235
    assert light.lamp > 0 or name != 'night'


@pytest.mark.parametrize('rain', [False, True])
def test_the_camera_depends_on_its_seeds_alone_and_noise_on_the_frame(rain):
    picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3)).astype(np.uint8)
    first, second, other = (
        photograph(picture, np.random.default_rng(1), np.random.default_rng(frame), rain=rain)
        for frame in (3, 3, 4))
    assert first.shape == picture.shape
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()
    assert np.abs(first.astype(float) - other).mean() < 12
