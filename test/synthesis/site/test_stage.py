"""The stage with a pyramid for a person, which needs no anny; skipped where mujoco is missing."""

import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.stage import Stage
from emotion_rescue.synthesis.site.stage_model import SLOTS
from emotion_rescue.synthesis.site.thing_shapes import SHAPES
from emotion_rescue.synthesis.site.things import Thing

pytestmark = pytest.mark.skipif(importlib.util.find_spec('mujoco') is None,
                                reason='mujoco is not installed')
_LEVEL = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=60.0)
# What a machine without graphics libraries looks like, to mujoco and to PyOpenGL.
_NO_LIBRARY = """
import ctypes
class Without(ctypes.CDLL):
    def __init__(self, name, *args, **kwargs):
        if name and 'EGL' in str(name):
            raise OSError(f'{name}: cannot open shared object file')
        super().__init__(name, *args, **kwargs)
ctypes.CDLL = Without
"""
_WITHOUT_EGL = """
from test_stage import pyramid
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.site.stage import Stage
try:
    Stage(pyramid(), 64, 48)
except MissingPackageError as error:
    print(error)
"""


def pyramid():
    """Return a mesh of two pyramids, one of them a head."""
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], float)
    faces = np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)], np.int32)
    return SimpleNamespace(
        adult=np.concatenate([corners, corners + (0, 0, 1)]),
        faces=np.concatenate([faces, faces + 4]), layer=np.full(8, 'skin'),
        layers={'skin': np.concatenate([faces, faces + 4])},
        vertex_part=np.array(['torso'] * 4 + ['head'] * 4))


@pytest.fixture(scope='module')
def stage():
    try:
        made = Stage(pyramid(), 64, 48)
    except MissingPackageError as error:
        pytest.skip(str(error))
    yield made
    made.close()


def _ball(distance_m):
    return Thing(shape='ball', centre=(0.0, distance_m, 1.0), half_size=(0.5, 0.5, 0.5),
                 surface='concrete', tint_rgb=(1.0, 0.2, 0.2))


def _wall(distance_m):
    return Thing('box', (0.0, distance_m + 0.1, 1.0), (20.0, 0.1, 20.0))


@pytest.mark.parametrize('distance_m', [2.0, 4.0])
def test_a_ball_is_where_geometry_says(stage, distance_m):
    stage.clear()
    stage.set_camera(_LEVEL)
    name = stage.add_thing(_ball(distance_m))
    ball = stage.segment() == stage.geom_id(name)
    rows, columns = np.nonzero(ball)
    assert columns.mean() == pytest.approx(31.5, abs=0.6)
    assert rows.mean() == pytest.approx(23.5, abs=0.6)
    half_px = 24 / np.tan(np.radians(30)) * 0.5 / np.sqrt(distance_m ** 2 - 0.25)
    assert np.ptp(rows) / 2 == pytest.approx(half_px, abs=1.2)
    # The front of the ball, and nothing behind it.
    depth_m = stage.render()[1]
    assert depth_m[24, 32] == pytest.approx(distance_m - 0.5, abs=0.03)
    assert np.isfinite(depth_m[ball]).mean() > 0.9
    assert np.isinf(depth_m[0]).all()


@pytest.mark.parametrize('distance_m', [1.0, 5.0, 25.0])
def test_depth_is_in_metres_along_the_optical_axis(stage, distance_m):
    stage.clear()
    stage.set_camera(_LEVEL)
    stage.add_thing(_wall(distance_m))
    depth_m = stage.render()[1]
    wall = np.isfinite(depth_m)
    assert wall[20:28, 28:36].all()
    np.testing.assert_allclose(depth_m[wall], distance_m, rtol=2e-3)


def test_a_picture_does_not_depend_on_the_one_before(stage):
    def take(things):
        stage.clear()
        stage.set_camera(_LEVEL)
        for thing in things:
            stage.add_thing(thing)
        return *stage.render(), stage.segment()
    few = [_ball(3.0)]
    many = [_wall(6.0), *(Thing(shape, (i - 9.0, 5.0, 0.5), (0.3, 0.3, 0.3), surface='bricks',
                                seed=i) for i, shape in enumerate(SHAPES))]
    first, _, second = take(few), take(many), take(few)
    for before, after in zip(first, second, strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize('shape', SHAPES)
def test_every_shape_fits_a_slot_and_its_normals_are_unit(shape):
    made = SHAPES[shape]((0.5, 0.4, 0.3), np.random.default_rng(0))
    assert 0 < len(made.corners) <= max(triangles for _, triangles in SLOTS.values())
    assert made.corners.shape == made.normals.shape
    assert made.uv_m.shape == (*made.corners.shape[:2], 2)
    np.testing.assert_allclose(np.linalg.norm(made.normals, axis=2), 1, atol=1e-3)
    assert np.isfinite(made.corners).all()


@pytest.mark.parametrize('shape', ['box', 'block', 'stone', 'slab', 'cylinder', 'ball', 'car'])
def test_solids_are_seen_from_outside(shape):
    made = SHAPES[shape]((0.5, 0.4, 0.3), np.random.default_rng(0))
    a, b, c = made.corners.transpose(1, 0, 2)
    volume = (a * np.cross(b, c)).sum() / 6
    assert volume > 0.02
    # Faces turn the way their normals say.
    facing = (np.cross(b - a, c - a) * made.normals.mean(1)).sum(1)
    assert (facing > -1e-6).all()


def test_a_full_stage_says_so(stage):
    stage.clear()
    count = SLOTS['large'][0]
    heaps = [Thing('heap', (0.0, 9.0, 0.0), (1.0, 1.0, 0.5), seed=i) for i in range(count + 1)]
    names = [stage.add_thing(heap) for heap in heaps]
    assert len(set(names[:-1])) == count
    assert names[-1] is None
    stage.clear()


def test_what_is_cleared_or_left_out_is_not_seen(stage):
    stage.clear()
    stage.set_camera(_LEVEL)
    near, far = (stage.geom_id(stage.add_thing(_ball(d))) for d in (2.0, 4.0))
    assert set(np.unique(stage.segment())) == {-1, near}
    assert set(np.unique(stage.segment(only=frozenset((far,))))) == {-1, far}
    stage.clear()
    assert set(np.unique(stage.segment())) == {-1}


@pytest.mark.parametrize('before', ['', _NO_LIBRARY], ids=['no driver', 'no library'])
def test_the_remedy_is_named_where_egl_does_not_start(before):
    environment = {**os.environ, '__EGL_VENDOR_LIBRARY_FILENAMES': '/nonexistent',
                   'PYTHONPATH': os.pathsep.join(
                       [os.path.dirname(__file__), *filter(None, sys.path)])}
    said = subprocess.run([sys.executable, '-c', before + _WITHOUT_EGL], env=environment,
                          text=True, capture_output=True, timeout=120, check=True).stdout
    assert said.count('\n') == 1
    assert 'apt-get install libegl1 libgl1-mesa-dri' in said
