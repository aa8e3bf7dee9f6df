"""Small pictures of two people; skipped where anny, mujoco or EGL is missing."""

from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.site.debris import upon
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import sample_scene
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.things import Thing

pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def photographer():
    from emotion_rescue.synthesis.site.pictures import Photographer
    try:
        made = Photographer(160, 120, surface_seed=0)
    except MissingPackageError as error:
        pytest.skip(str(error))
    yield made
    made.close()


def _scene(posture, *, entrapped=False, weather='clear', light='overcast', seed=3):
    state = next(state for state in (
        sample_state(np.random.default_rng(i), SITUATIONS) for i in range(2000))
        if state.posture == posture)
    person = PlacedPerson(replace(state, entrapped=entrapped), 0.1, 3.0, 60.0, 7)
    ground = Thing('plane', (0.0, 0.0, 0.0), (40.0, 60.0, 0.0), surface='asphalt')
    return Scene(place='rubble', camera=Camera(1.0, -8.0, 0.0, 55.0), people=(person,),
                 things=(ground,), dust=0.1, seed=seed, light=light, weather=weather)


def test_pictures_do_not_depend_on_those_before(photographer):
    rain = sample_scene(np.random.default_rng(8), range(9), people=2, place='tunnel')
    scenes = [_scene('stand'), replace(rain, weather='smoke', light='night'), _scene('stand')]
    first, _, second = (photographer.take(scene) for scene in scenes)
    np.testing.assert_array_equal(first.rgb, second.rgb)
    np.testing.assert_array_equal(first.depth_m, second.depth_m)
    np.testing.assert_array_equal(first.segments, second.segments)


def test_without_people_the_rest_of_the_picture_is_the_same(photographer):
    scene = _scene('stand')
    full, empty = photographer.take(scene), photographer.take(scene, people=False)
    assert empty.people == ()
    # Far from the person, his shadow and the shade at his feet, nothing changes.
    column = int(np.mean(full.people[0].xyxy[::2]))
    away = np.abs(np.arange(160) - column) > 60
    assert (full.rgb[:, away] == empty.rgb[:, away]).mean() > 0.98
    behind = full.depth_m < empty.depth_m - 0.2
    person = np.isin(full.segments, photographer.person_geoms(0))
    assert (behind & person).sum() > 0.9 * person.sum()


def test_depth_belongs_to_what_is_seen(photographer):
    picture = photographer.take(_scene('stand'))
    person = np.isin(picture.segments, photographer.person_geoms(0))
    assert abs(np.median(picture.depth_m[person]) - 3.0) < 0.35
    assert np.isinf(picture.depth_m[0]).all()
    assert (picture.segments[0] == -1).all()


@pytest.mark.parametrize('posture', ['lie_back', 'lie_side', 'sit_floor'])
def test_who_is_held_down_has_something_on_the_body_that_touches_the_ground(photographer, posture):
    scene = _scene(posture, entrapped=True)
    person = scene.people[0]
    figure = photographer._figures.make(person, scene.dust)
    for seed in range(5):
        found = upon(np.random.default_rng(seed), person, figure, 'rough_concrete')
        load = found[0]
        assert load.shape in ('slab', 'box')
        away = np.linalg.norm(figure.body[:, :2] - load.centre[:2], axis=1)
        assert away.min() < 0.35
        lowest = load.centre[2] - load.half_size[0] * abs(np.sin(np.radians(load.turn_deg[1])))
        assert lowest < 0.25
        assert load.centre[2] > 0.02


def test_who_stands_has_nothing_on_top(photographer):
    scene = _scene('stand', entrapped=True)
    figure = photographer._figures.make(scene.people[0], scene.dust)
    assert upon(np.random.default_rng(0), scene.people[0], figure, 'rough_concrete') == []
