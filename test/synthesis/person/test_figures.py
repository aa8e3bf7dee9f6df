"""Figures stand, sit, kneel and lie on the ground, within joint limits; skipped without anny."""

import itertools

import numpy as np
import pytest

from emotion_rescue.synthesis.person.bodies import KEY_POINTS
from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.gestures import ARMS
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.joint_angles import JOINT_ANGLES
from emotion_rescue.synthesis.person.joint_limits import LIMITS_DEG
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.person.limb_poses import LYING
from emotion_rescue.synthesis.person.limb_poses import SUPPORTS
from emotion_rescue.synthesis.person.placed_people import PlacedPerson

pytestmark = pytest.mark.slow
_GESTURES = list(ARMS)
# Parts that must be near the ground, with the most height of their lowest point in metres.
_ON_GROUND = {
    'feet': {'foot': 0.015}, 'box': {'foot': 0.015}, 'seat': {'upper_leg': 0.05, 'foot': 0.03},
    'knees': {'lower_leg': 0.04, 'foot': 0.06},
    'trunk': {'upper_leg': 0.06, 'foot': 0.05}}


def _lowest(bodies, figure, part):
    skin = figure.body[:BODY_VERTEX_COUNT]
    return skin[bodies.mesh.vertex_part[:BODY_VERTEX_COUNT] == part, 2].min()


@pytest.mark.parametrize('posture', LEGS)
def test_bodies_are_on_the_ground_and_joints_within_limits(bodies, figure_maker, made_person,
                                                           posture):
    number = list(LEGS).index(posture)
    for i in range(3):
        gesture = _GESTURES[(number * 7 + i * 11) % len(_GESTURES)]
        figure = figure_maker.make(made_person(
            posture, gesture, body_seed=20 * number + i, vad=(2 + 3 * i, 2 + 3 * i, 8 - 3 * i),
            pain=0.4 * i, expressivity=1.0), 0.0)
        lowest = figure.body[:BODY_VERTEX_COUNT, 2].min()
        assert -0.02 < lowest < 0.015, gesture
        for part, most in _ON_GROUND[SUPPORTS[posture]].items():
            assert _lowest(bodies, figure, part) < most, (part, gesture)
        if posture in LYING - {'lie_elbows', 'lie_propped'}:
            assert _lowest(bodies, figure, 'torso') < 0.09
        for name, degrees in figure.joint_angles_deg.items():
            low, high = LIMITS_DEG.get(name.split('_', 1)[1], LIMITS_DEG.get(name, (-361, 361)))
            assert low - 2 <= degrees <= high + 2, (name, gesture)


@pytest.mark.parametrize('posture', ['sit_knees_up', 'curl_up'])
def test_hips_that_bend_far_stay_within_their_limit(figure_maker, posture):
    rng = np.random.default_rng(5)
    states = (sample_state(rng) for _ in range(5000))
    drawn = itertools.islice((s for s in states if s.posture == posture), 12)
    most = [max(figure_maker.make(PlacedPerson(state, 0.0, 4.0, 30.0, i), 0.0)
                .joint_angles_deg[f'{side}_hip_flexion'] for side in ('left', 'right'))
            for i, state in enumerate(drawn)]
    assert len(most) == 12
    assert 90 < max(most) <= LIMITS_DEG['hip_flexion'][1] + 0.5


@pytest.mark.parametrize(('gesture', 'place', 'most_m'), [
    ('hand_on_chest', 'torso', 0.06), ('hold_belly', 'torso', 0.06), ('cover_face', 'head', 0.06),
    ('shield_head', 'head', 0.07), ('hold_head', 'head', 0.07), ('hold_leg', 'upper_leg', 0.07),
    ('hug_knees', 'lower_leg', 0.12), ('hand_on_neck', 'neck', 0.09)])
def test_hands_reach_their_place_on_adults_and_children(bodies, figure_maker, made_person,
                                                        gesture, place, most_m):
    part = bodies.mesh.vertex_part[:BODY_VERTEX_COUNT]
    for seed in (1, 3, 4):
        figure = figure_maker.make(made_person('sit_knees_up', gesture, body_seed=seed), 0.0)
        skin = figure.body[:BODY_VERTEX_COUNT]
        hands, goal = skin[part == 'hand'][::8], skin[part == place]
        distance = np.linalg.norm(hands[:, None] - goal[None], axis=2).min()
        assert distance < most_m, (seed, figure.build['age'])


@pytest.mark.parametrize(('posture', 'gesture'), [
    ('stand', 'hands_on_belly'), ('stand', 'arms_crossed'), ('sit_floor', 'hold_head'),
    ('kneel', 'cover_face'), ('bend', 'work'), ('lie_back', 'hold_belly')])
def test_forearms_do_not_pass_through_the_trunk(bodies, figure_maker, made_person, posture,
                                                gesture):
    from scipy.spatial import cKDTree

    from emotion_rescue.synthesis.person.body_probes import skin_normals
    part = bodies.mesh.vertex_part[:BODY_VERTEX_COUNT]
    for seed in (3, 8):
        skin = figure_maker.make(made_person(posture, gesture, body_seed=seed), 0.0).body
        skin = skin[:BODY_VERTEX_COUNT]
        trunk = np.flatnonzero(np.isin(part, ('torso', 'hips', 'head')))
        normals = skin_normals(skin, bodies.skin_faces)[trunk]
        arms = skin[part == 'lower_arm']
        distance, nearest = cKDTree(skin[trunk]).query(arms)
        height = ((arms - skin[trunk][nearest]) * normals[nearest]).sum(1)
        inside = (height < -0.03) & (distance < 0.15)
        assert inside.mean() < 0.1


def test_key_points_are_at_the_body_and_left_is_left(bodies, figure_maker, made_person):
    figure = figure_maker.make(made_person(
        'stand', 'relaxed', x_m=1.5, attention='camera'), 0.0)
    points = dict(zip(KEY_POINTS, figure.key_points_m, strict=True))
    assert figure.key_points_m.shape == (17, 3)
    skin = figure.body[:BODY_VERTEX_COUNT]
    for name, point in points.items():
        assert np.linalg.norm(skin - point, axis=1).min() < 0.12, name
        assert (skin.min(0) <= point).all() and (point <= skin.max(0)).all(), name
    # Whoever faces the camera has the left side at its right.
    for part in ('shoulder', 'hip', 'knee', 'ear'):
        assert points[f'left_{part}'][0] > points[f'right_{part}'][0]
    assert points['nose'][1] < points['left_ear'][1]
    order = ('nose', 'left_shoulder', 'left_hip', 'left_knee', 'left_ankle')
    assert (np.diff([points[name][2] for name in order]) < 0).all()


def test_joint_angles_have_names_and_say_what_is_seen(figure_maker, made_person):
    standing = figure_maker.make(made_person('stand', 'relaxed'), 0.0).joint_angles_deg
    lying = figure_maker.make(made_person('lie_back', 'relaxed'), 0.0).joint_angles_deg
    kneeling = figure_maker.make(made_person('kneel', 'wave_both'), 0.0).joint_angles_deg
    assert set(standing) == set(JOINT_ANGLES)
    assert standing['trunk_lean'] < 25 < 60 < lying['trunk_lean'] < 120
    assert kneeling['left_knee_flexion'] > 60 > 30 > standing['left_knee_flexion']
    assert min(kneeling['left_shoulder_elevation'], kneeling['right_shoulder_elevation']) > 80
    assert max(standing['left_shoulder_elevation'], standing['right_shoulder_elevation']) < 45


def test_only_who_sits_on_a_box_has_a_seat_and_sits_on_it(bodies, figure_maker, made_person):
    assert figure_maker.make(made_person('stand', 'relaxed'), 0.0).seat_height_m is None
    for seed in range(3):
        figure = figure_maker.make(made_person('sit_box', 'lap', body_seed=seed), 0.0)
        hips = figure.key_points_m[[KEY_POINTS.index(f'{s}_hip') for s in ('left', 'right')]]
        near = np.linalg.norm(figure.body[:BODY_VERTEX_COUNT, :2] - hips[:, :2].mean(0), axis=1)
        below = figure.body[:BODY_VERTEX_COUNT][near < 0.12, 2].min()
        assert figure.seat_height_m == pytest.approx(below, abs=0.03)


def test_a_person_stands_where_placed_and_is_the_same_again(figure_maker, made_person):
    person = made_person('stand', 'wave', x_m=-2.0, y_m=4.0, turn_deg=50.0, motion='breathing')
    first = figure_maker.make(person, 0.0)
    figure_maker.make(made_person('lie_side', 'relaxed', body_seed=9), 0.0)
    again = figure_maker.make(person, 0.0)
    np.testing.assert_array_equal(first.body, again.body)
    assert first.joint_angles_deg == again.joint_angles_deg
    ankles = first.key_points_m[-2:].mean(0)
    assert np.hypot(ankles[0] + 2.0, ankles[1] - 4.0) < 0.3


@pytest.mark.parametrize(('changes', 'angle', 'sign'), [
    ({'vad': (1.5, 3.0, 1.5), 'expressivity': 1.0}, 'spine_flexion', 1),
    ({'vad': (1.5, 3.0, 1.5), 'expressivity': 1.0}, 'head_pitch', 1),
    ({'vad': (8.0, 6.0, 9.0), 'expressivity': 1.0}, 'spine_flexion', -1)])
def test_feelings_change_how_a_body_is_held(figure_maker, made_person, changes, angle, sign):
    for seed in (0, 1):
        neutral = figure_maker.make(made_person('stand', 'relaxed', body_seed=seed), 0.0)
        moved = figure_maker.make(
            made_person('stand', 'relaxed', body_seed=seed, **changes), 0.0)
        difference = moved.joint_angles_deg[angle] - neutral.joint_angles_deg[angle]
        assert sign * difference > 1.5


def test_who_attends_to_the_camera_turns_the_head_to_it(figure_maker, made_person):
    for turn in (-50.0, 50.0):
        turned = figure_maker.make(made_person(
            'stand', 'relaxed', turn_deg=turn, attention='camera'), 0.0)
        nose, ears = turned.key_points_m[0], turned.key_points_m[3:5].mean(0)
        gaze = nose - ears
        to_camera = -ears[:2]
        cosine = gaze[:2] @ to_camera / np.linalg.norm(gaze[:2]) / np.linalg.norm(to_camera)
        assert cosine > np.cos(np.radians(30))
