import numpy as np
import pytest

from emotion_rescue.synthesis.site.close_ups import close_up_camera
from emotion_rescue.synthesis.site.close_ups import sample_close_up
from emotion_rescue.synthesis.site.projection import project
from emotion_rescue.synthesis.site.scenes import PLACES


def _key_points(head, facing):
    """Return 17 points of which the first five are a face at `head` that looks along `facing`."""
    points = np.zeros((17, 3))
    points[:5] = head
    points[0] = np.add(head, 0.1 * np.array(facing))
    return points


def test_one_person_near_at_any_place():
    scenes = [sample_close_up(np.random.default_rng(seed), range(100, 200)) for seed in range(40)]
    assert {scene.place for scene in scenes} == set(PLACES)
    for scene in scenes:
        person, = scene.people
        assert 100 <= person.body_seed < 200
        assert 0.9 < person.distance_m < 3.0


@pytest.mark.parametrize(('head', 'facing'), [
    ((0.0, 1.5, 1.6), (0.0, -1.0, 0.0)), ((-0.8, 1.2, 1.0), (0.0, -1.0, 0.0)),
    ((0.5, 1.0, 0.1), (0.0, 0.0, 1.0))])
def test_the_head_is_in_the_middle_and_as_large_as_heads_of_people_near(head, facing):
    for seed in range(8):
        points = _key_points(head, facing)
        camera = close_up_camera(np.random.default_rng(seed), points, 0.0)
        found, depth_m = project(np.array([head]), camera, 160, 160)
        np.testing.assert_allclose(found, [[80, 80]], atol=40)
        assert 0.3 < 0.25 / depth_m[0] * camera.focal_px(160) / 160 < 0.8


def test_who_looks_up_is_looked_at_from_above():
    heights = {z: np.mean([close_up_camera(
        np.random.default_rng(seed), _key_points((0.0, 1.0, 0.5), (0.0, 0.0, z)), 0.0).height_m
        for seed in range(20)]) for z in (-1.0, 1.0)}
    assert heights[1.0] > 1.3 > 0.8 > heights[-1.0]
