from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dataset.picture_records import person_record
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.site.person_truth import HIDDEN
from emotion_rescue.synthesis.site.person_truth import OUTSIDE
from emotion_rescue.synthesis.site.person_truth import see_key_points
from emotion_rescue.synthesis.site.person_truth import VISIBLE
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.things import Thing

_WIDTH_PX, _HEIGHT_PX = 160, 120
_LEVEL = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=60.0)


def key_points(point, surface_m, person=True):
    visible = np.full((_HEIGHT_PX, _WIDTH_PX), person)
    depth = np.full((_HEIGHT_PX, _WIDTH_PX), surface_m, np.float32)
    return see_key_points(np.tile(point, (17, 1)), _LEVEL, visible, depth)


@pytest.mark.parametrize(('point', 'surface_m', 'person', 'expected'), [
    ((0, 4, 1), 3.97, True, VISIBLE),
    ((0, 4, 1), 3.5, True, HIDDEN),     # Behind another limb of the same person.
    ((0, 4, 1), 3.97, False, HIDDEN),   # Behind something else.
    ((0, 4, 1), 4.5, True, HIDDEN),     # A farther limb beside what hides the point.
    ((9, 4, 1), 3.97, True, OUTSIDE),
    ((0, -4, 1), 3.97, True, OUTSIDE)])
def test_key_points_are_visible_hidden_or_outside(point, surface_m, person, expected):
    found = key_points(point, surface_m, person)
    assert found.shape == (17, 3)
    assert (found[:, 2] == expected).all()
    if expected != OUTSIDE:
        np.testing.assert_allclose(found[:, :2], [[80, 60]] * 17, atol=1e-6)


def test_hips_lie_deeper_in_the_body_than_eyes():
    seen = key_points((0, 4, 1), 3.88)[:, 2]
    assert seen[11] == seen[12] == VISIBLE and seen[1] == seen[2] == HIDDEN


@pytest.fixture(scope='module')
def photographer():
    from emotion_rescue.synthesis.site.pictures import Photographer
    try:
        made = Photographer(_WIDTH_PX, _HEIGHT_PX, surface_seed=0)
    except MissingPackageError as error:
        pytest.skip(str(error))
    yield made
    made.close()


@pytest.fixture(scope='module')
def scene():
    """Return one person before another, and a block before both."""
    rng = np.random.default_rng(4)
    standing, lying = (next(s for s in SITUATIONS if s.name == name)
                       for name in ('calm_bystander', 'unconscious'))
    block = Thing(shape='box', centre=(0.0, 2.0, 0.2), half_size=(0.3, 0.1, 0.2),
                  turn_deg=(0.0, 0.0, 20.0), surface='concrete', tint_rgb=(0.8, 0.7, 0.6))
    return Scene(
        place='rubble', camera=Camera(1.0, 0.0, 1.0, 50.0), dust=0.1, seed=5, things=(block,),
        people=(PlacedPerson(sample_state(rng, (standing,)), 0.3, 3.0, 20.0, 7),
                PlacedPerson(sample_state(rng, (lying,)), -0.4, 4.0, -40.0, 8)))


@pytest.mark.slow
def test_labels_are_of_what_is_visible_and_pictures_repeat(photographer, scene):
    first, second = photographer.take(scene), photographer.take(scene)
    np.testing.assert_array_equal(first.rgb, second.rgb)
    np.testing.assert_array_equal(first.depth_m, second.depth_m)
    assert [p.xyxy for p in first.people] == [p.xyxy for p in second.people]
    assert len(first.people) == len(scene.people)
    assert first.rgb.std() > 5
    for person in first.people:
        slot = scene.people.index(person.placed)
        visible = np.isin(first.segments, photographer.person_geoms(slot))
        left, top, right, bottom = person.xyxy
        np.testing.assert_array_equal(person.mask, visible[top:bottom, left:right])
        assert person.mask.sum() == visible.sum()
        assert all(side.any() for side in (person.mask[0], person.mask[-1], person.mask[:, 0],
                                           person.mask[:, -1]))
        assert 0 < person.visible_fraction <= 1
        assert abs(person.depth_m - person.placed.y_m) < 1.0
        assert 0 < person.luminance < 255
        # The trunk is behind nothing here; some key points must be seen, and all are near.
        seen = person.key_points[person.key_points[:, 2] == VISIBLE]
        assert len(seen) >= 5
        assert ((seen[:, 0] > left - 3) & (seen[:, 0] < right + 3)).all()
        assert ((seen[:, 1] > top - 3) & (seen[:, 1] < bottom + 3)).all()
        assert left - 40 < person.ground_px[0] < right + 40
        if person.head_xyxy is not None:
            assert person.head_xyxy[0] >= left
            assert person.head_xyxy[3] <= bottom


@pytest.mark.slow
def test_a_place_that_is_not_before_the_camera_is_nowhere_in_the_picture(photographer, scene):
    near = replace(scene.people[0], x_m=0.0, y_m=0.35)
    upwards = replace(scene, people=(near,), things=(), camera=Camera(0.4, 45.0, 0.0, 80.0))
    person, = photographer.take(upwards).people
    assert person.ground_px is None
    assert person_record(person, 160, 120)['ground_px'] is None


@pytest.mark.slow
@pytest.mark.parametrize('pitch_deg', [-9.0, -3.0, 3.0])
def test_who_is_cut_by_the_frame_is_visible_by_the_share_of_the_area(photographer, scene,
                                                                     pitch_deg):
    standing = replace(scene, people=scene.people[:1], things=())
    areas, fractions = {}, {}
    for fov_deg in (90.0, 14.0):
        camera = Camera(1.0, pitch_deg, 0.0, fov_deg)
        picture = photographer.take(replace(standing, camera=camera))
        areas[fov_deg] = picture.people[0].mask.sum() / camera.focal_px(_HEIGHT_PX) ** 2
        fractions[fov_deg] = picture.people[0].visible_fraction
    # All of the person is in the wide picture, a part in the narrow one.
    assert fractions[90.0] > 0.9
    assert 0.1 < fractions[14.0] < 0.7
    assert fractions[14.0] == pytest.approx(areas[14.0] / areas[90.0], abs=0.06)
