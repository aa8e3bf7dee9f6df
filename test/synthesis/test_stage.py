"""The stage with a pyramid for a person, which needs no anny; skipped where mujoco is missing."""

import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.debris import Thing
from emotion_rescue.synthesis.scenes import Camera
from emotion_rescue.synthesis.stage import Stage

pytestmark = pytest.mark.skipif(importlib.util.find_spec('mujoco') is None,
                                reason='mujoco is not installed')
_WITHOUT_EGL = """
from test_stage import pyramid
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.stage import Stage
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
    return Thing(shape='ball', centre=(0.0, distance_m, 1.0), half_size=(0.5, 0.0, 0.0),
                 turn_deg=(0.0, 0.0, 0.0), surface=3, tint_rgb=(1.0, 0.2, 0.2))


@pytest.mark.parametrize('distance_m', [2.0, 4.0])
def test_a_ball_is_where_geometry_says(stage, distance_m):
    stage.clear()
    stage.set_camera(Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=60.0))
    stage.set_thing('round0', _ball(distance_m))
    ball = stage.segment() == stage.geom_id('round0')
    rows, columns = np.nonzero(ball)
    assert columns.mean() == pytest.approx(31.5, abs=0.6)
    assert rows.mean() == pytest.approx(23.5, abs=0.6)
    half_px = 24 / np.tan(np.radians(30)) * 0.5 / np.sqrt(distance_m ** 2 - 0.25)
    assert np.ptp(rows) / 2 == pytest.approx(half_px, abs=1.2)


def test_what_is_cleared_or_left_out_is_not_seen(stage):
    stage.clear()
    stage.set_camera(Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=60.0))
    for name, distance_m in (('round0', 2.0), ('round1', 4.0)):
        stage.set_thing(name, _ball(distance_m))
    near, far = stage.geom_id('round0'), stage.geom_id('round1')
    assert set(np.unique(stage.segment())) == {-1, near, stage.geom_id('ground')}
    assert set(np.unique(stage.segment(only=frozenset((far,))))) == {-1, far}
    stage.clear()
    assert set(np.unique(stage.segment())) == {-1, stage.geom_id('ground')}


def test_the_remedy_is_named_where_egl_does_not_start():
    # No vendor's driver: what a machine without graphics libraries looks like.
    environment = {**os.environ, '__EGL_VENDOR_LIBRARY_FILENAMES': '/nonexistent',
                   'PYTHONPATH': os.pathsep.join(
                       [os.path.dirname(__file__), *filter(None, sys.path)])}
    said = subprocess.run([sys.executable, '-c', _WITHOUT_EGL], env=environment, text=True,
                          capture_output=True, timeout=120, check=True).stdout
    assert said.count('\n') == 1
    assert 'apt-get install libegl1 libgl1-mesa-dri' in said
