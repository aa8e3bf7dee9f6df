import numpy as np
import pytest

from emotion_rescue.synthesis.dataset.image_settings import SPLITS
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.site.air import WEATHERS
from emotion_rescue.synthesis.site.lights import LIGHTS
from emotion_rescue.synthesis.site.places import INDOORS
from emotion_rescue.synthesis.site.scenes import _HEAD_M
from emotion_rescue.synthesis.site.scenes import PLACES
from emotion_rescue.synthesis.site.scenes import sample_scene
from emotion_rescue.synthesis.site.stage_model import PEOPLE
from emotion_rescue.synthesis.site.stage_model import SLOTS
from emotion_rescue.synthesis.site.surface_textures import KINDS
from emotion_rescue.synthesis.site.thing_shapes import SHAPES


@pytest.fixture(scope='module')
def scenes():
    return [sample_scene(np.random.default_rng(i), range(100), place=PLACES[i % len(PLACES)])
            for i in range(120)]


def test_scenes_fit_the_stage(scenes):
    for scene in scenes:
        assert len(scene.people) <= PEOPLE
        # Each sitter needs a seat, and a slab and blocks may lie on everybody.
        assert len(scene.things) + 6 * len(scene.people) <= sum(n for n, _ in SLOTS.values())
        assert {t.surface for t in scene.things} <= set(KINDS)
        assert {t.shape for t in scene.things} <= set(SHAPES)
        assert 0.5 <= scene.camera.height_m <= 1.5


def test_every_thing_finds_a_slot(scenes):
    for scene in scenes[:30]:
        left = {size: count for size, (count, _) in SLOTS.items()}
        for thing in scene.things:
            made = SHAPES[thing.shape](thing.half_size, np.random.default_rng(thing.seed))
            fitting = [size for size, (_, triangles) in SLOTS.items()
                       if len(made.corners) <= triangles and left[size] > 0]
            assert fitting, (scene.place, thing.shape)
            left[fitting[0]] -= 1


def test_light_and_weather_belong_to_the_place(scenes):
    assert {scene.light for scene in scenes} == set(LIGHTS)
    assert {scene.weather for scene in scenes} == set(WEATHERS)
    assert not any(scene.weather in ('rain', 'fog') or scene.light == 'day'
                   for scene in scenes if scene.place in INDOORS)
    assert not any(scene.light == 'indoor' for scene in scenes if scene.place not in INDOORS)


@pytest.mark.parametrize('place', PLACES)
def test_a_scene_is_drawn_by_name(place):
    assert sample_scene(np.random.default_rng(1), range(9), place=place).place == place


def test_people_are_apart_in_reach_and_often_near(scenes):
    assert {len(scene.people) for scene in scenes} == {0, 1, 2, 3, 4}
    distances = []
    for scene in scenes:
        spots = [(p.x_m, p.y_m) for p in scene.people]
        distances += [p.y_m for p in scene.people]
        for i, spot in enumerate(spots):
            assert 1.0 < np.hypot(*spot) < 16.0
            assert all(np.hypot(*np.subtract(spot, other)) >= 0.74 for other in spots[:i])
    assert np.mean(np.array(distances) < 3) > 0.25


def test_people_keep_clear_of_trunks_and_furniture(scenes):
    tried = set()
    for scene in scenes:
        for thing in scene.things:
            # Trunks and poles lean a little; those beyond everybody are scenery.
            upright = (thing.shape in ('cylinder', 'table', 'shelf')
                       and max(map(abs, thing.turn_deg[:2])) < 20 and thing.centre[2] < 5)
            for person in scene.people if upright else ():
                away = np.hypot(person.x_m - thing.centre[0], person.y_m - thing.centre[1])
                assert away > 0.45, thing
                tried.add(thing.shape)
    assert tried == {'cylinder', 'table', 'shelf'}


def test_every_posture_has_a_height_that_the_camera_aims_at(scenes):
    names = {posture[:3] for posture in LEGS}
    assert set(_HEAD_M) == names - {'sta', 'wal', 'lim'}


def test_the_camera_looks_at_heads_that_are_near(scenes):
    seen = []
    for scene in scenes:
        near = [p for p in scene.people if p.y_m < 3 and p.state.posture == 'stand']
        for person in near:
            rise = np.degrees(np.arctan2(1.6 - scene.camera.height_m, person.y_m))
            seen.append(rise < scene.camera.pitch_deg + scene.camera.fov_vertical_deg / 2)
    assert len(seen) > 10
    assert np.mean(seen) > 0.9


def test_splits_share_no_body_and_a_scene_is_repeatable():
    seeds = {split: {p.body_seed for i in range(40)
                     for p in scene_of(0, split, i, 4 / 3).people} for split in SPLITS}
    assert not seeds['train'] & seeds['test']
    assert not seeds['train'] & seeds['val']
    assert scene_of(0, 'test', 3, 4 / 3) == scene_of(0, 'test', 3, 4 / 3)
    assert scene_of(0, 'test', 3, 4 / 3) != scene_of(1, 'test', 3, 4 / 3)
