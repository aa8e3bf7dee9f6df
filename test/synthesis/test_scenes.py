import numpy as np
import pytest

from emotion_rescue.synthesis.camera_effects import photograph
from emotion_rescue.synthesis.scenes import Camera
from emotion_rescue.synthesis.scenes import sample_scene
from emotion_rescue.synthesis.stage_model import BOXES
from emotion_rescue.synthesis.stage_model import PEOPLE
from emotion_rescue.synthesis.stage_model import ROUNDS
from emotion_rescue.synthesis.stage_model import SURFACES
from emotion_rescue.synthesis.surface_textures import KINDS
from emotion_rescue.synthesis.surface_textures import sky
from emotion_rescue.synthesis.surface_textures import surface
from emotion_rescue.synthesis.survivor_images import scene_of
from emotion_rescue.synthesis.survivor_images import SPLITS
from emotion_rescue.synthesis.visibility import share_in_frame
from emotion_rescue.synthesis.visibility import tight_box


def _scenes(count=120):
    return [sample_scene(np.random.default_rng(i), range(100)) for i in range(count)]


def test_scenes_fit_the_stage():
    for scene in _scenes():
        assert len(scene.people) <= PEOPLE
        assert sum(t.shape == 'box' for t in scene.things) + len(scene.people) <= BOXES
        assert sum(t.shape != 'box' for t in scene.things) <= ROUNDS
        assert all(0 <= t.surface < SURFACES for t in scene.things)
        assert 0.3 <= scene.camera.height_m <= 1.6


def test_people_are_apart_and_in_reach():
    scenes = _scenes()
    assert {len(scene.people) for scene in scenes} >= {0, 1, 2, 3}
    for scene in scenes:
        spots = [(p.x_m, p.y_m) for p in scene.people]
        for i, spot in enumerate(spots):
            assert 1.0 < np.hypot(*spot) < 14.0
            assert all(np.hypot(*np.subtract(spot, other)) >= 1.0 for other in spots[:i])


def test_splits_share_no_body_and_a_scene_is_repeatable():
    seeds = {split: {p.body_seed for i in range(60)
                     for p in scene_of(0, split, i, 4 / 3)[0].people} for split in SPLITS}
    assert not seeds['train'] & seeds['test']
    assert not seeds['train'] & seeds['val']
    assert scene_of(0, 'test', 3, 4 / 3)[0] == scene_of(0, 'test', 3, 4 / 3)[0]
    assert scene_of(0, 'test', 3, 4 / 3)[0] != scene_of(1, 'test', 3, 4 / 3)[0]


@pytest.mark.parametrize('kind', KINDS)
def test_surfaces_are_textured_and_repeatable(kind):
    drawn = surface(kind, np.random.default_rng(0), 64)
    assert drawn.shape == (64, 64, 3)
    assert drawn.dtype == np.uint8
    assert drawn.std() > 2
    np.testing.assert_array_equal(drawn, surface(kind, np.random.default_rng(0), 64))


def test_the_sky_has_six_squares():
    assert sky(np.random.default_rng(0), 32).shape == (192, 32, 3)


def test_the_camera_keeps_shape_and_depends_on_the_seed_alone():
    picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3)).astype(np.uint8)
    taken = photograph(picture, np.random.default_rng(1))
    assert taken.shape == picture.shape
    assert taken.dtype == np.uint8
    np.testing.assert_array_equal(taken, photograph(picture, np.random.default_rng(1)))
    assert (taken != photograph(picture, np.random.default_rng(2))).any()


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


def test_share_in_frame():
    camera = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=90.0)
    points = np.array([(0, 2, 1.0), (0, -2, 1.0), (0, 2, 4.0), (2.5, 2, 1.0)])
    # Ahead: inside; behind, too high: outside; 51 degrees aside: inside only where it is wide.
    assert share_in_frame(points, camera, 480, 480) == pytest.approx(0.25)
    assert share_in_frame(points, camera, 640, 480) == pytest.approx(0.5)
