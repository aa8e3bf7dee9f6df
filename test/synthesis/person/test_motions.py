"""Motions are smooth, repeat themselves exactly, and move what they should."""

import numpy as np
import pytest

from emotion_rescue.synthesis.person.bodies import KEY_POINTS
from emotion_rescue.synthesis.person.motions import MOTIONS
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.person.motions import movement

_WRISTS = [KEY_POINTS.index(f'{side}_wrist') for side in ('left', 'right')]


def _numbers(moved):
    parts = (moved.breath, *moved.trunk_deg, *moved.head_deg, *np.ravel(moved.upper_arms),
             *np.ravel(moved.forearms), moved.sway, moved.strides or 0.0)
    return np.array(parts)


@pytest.mark.parametrize('motion', MOTIONS)
def test_motions_are_deterministic_and_smooth(motion):
    times = np.arange(0, 3, 0.005)
    course = np.array([_numbers(movement(motion, 6.0, t, np.random.default_rng(4)))
                       for t in times])
    again = _numbers(movement(motion, 6.0, float(times[7]), np.random.default_rng(4)))
    np.testing.assert_array_equal(course[7], again)
    # 5 ms change little, and the change changes less: neither jumps nor kinks.
    assert np.abs(np.diff(course, axis=0)).max() < 0.3
    assert np.abs(np.diff(course, 2, axis=0)).max() < 0.15


def test_still_is_nothing_and_everybody_else_breathes():
    rng = np.random.default_rng
    assert movement('still', 9.0, 1.3, rng(0)) == Movement()
    for motion in MOTIONS[1:]:
        breaths = [movement(motion, 5.0, t, rng(0)).breath for t in np.arange(0, 6, 0.1)]
        assert min(breaths) < -0.9 and max(breaths) > 0.9


@pytest.mark.parametrize('arousal', [1.0, 5.0, 10.0])
def test_breaths_are_as_many_as_people_take(arousal):
    times = np.arange(0, 60, 0.1)
    for seed in range(2):
        breath = np.array([movement('breathing', arousal, t, np.random.default_rng(seed)).breath
                           for t in times])
        breaths = (np.diff(np.signbit(breath).astype(int)) == 1).sum()
        assert 11 <= breaths <= 37


@pytest.mark.slow
def test_still_does_not_move_and_breathing_barely_does(figure_maker, made_person):
    still = made_person('stand', 'relaxed')
    first = figure_maker.make(still, 0.0)
    np.testing.assert_array_equal(first.body, figure_maker.make(still, 0.0, 1.7).body)
    for posture in ('stand', 'lie_back'):
        breathing = made_person(posture, 'hold_belly', motion='breathing')
        bodies = [figure_maker.make(breathing, 0.0, t).body for t in (0.0, 0.7, 1.4, 2.1)]
        moved = np.ptp(bodies, axis=0).max(0)
        assert 0.001 < moved.max() < 0.02


@pytest.mark.slow
@pytest.mark.parametrize(('motion', 'posture', 'gesture', 'most_m'), [
    ('waving', 'stand', 'wave', 1.0), ('waving', 'lie_back', 'wave', 1.0),
    ('working', 'kneel_one', 'work', 0.5)])
def test_arms_that_act_move_more_than_the_hips(figure_maker, made_person, motion, posture,
                                               gesture, most_m):
    person = made_person(posture, gesture, motion=motion)
    points = np.array([figure_maker.make(person, 0.0, t).key_points_m
                       for t in np.arange(0, 1.2, 0.15)])
    ranges = np.ptp(points, axis=0)
    assert 0.1 < ranges[_WRISTS].max() < most_m
    assert ranges[KEY_POINTS.index('left_hip')].max() < 0.04


@pytest.mark.slow
def test_trembling_is_small_and_quick(figure_maker, made_person):
    person = made_person('sit_knees_up', 'hug_knees', motion='trembling')
    points = np.array([figure_maker.make(person, 0.0, t).key_points_m[_WRISTS]
                       for t in np.arange(0, 0.6, 0.04)])
    assert 0.002 < np.ptp(points, axis=0).max() < 0.05
    turns = np.diff(np.sign(np.diff(points, axis=0)), axis=0) != 0
    assert turns.sum(0).max() >= 4


@pytest.mark.slow
@pytest.mark.parametrize(('motion', 'posture', 'least_m_s', 'most_m_s'), [
    ('walking', 'walk', 0.5, 1.6), ('limping', 'limp', 0.1, 0.6), ('crawling', 'crawl', 0.1, 0.5)])
def test_walkers_get_ahead_where_they_face(figure_maker, made_person, motion, posture,
                                           least_m_s, most_m_s):
    person = made_person(posture, 'relaxed', motion=motion, turn_deg=90.0, body_seed=5)
    start, end = (figure_maker.make(person, 0.0, t) for t in (0.0, 2.0))
    way = (end.key_points_m - start.key_points_m)[[11, 12]].mean(0)
    # Turned by 90 degrees to the left, seen from above, from looking at the camera.
    assert least_m_s < way[0] / 2 < most_m_s
    assert abs(way[1]) < 0.15
    assert abs(end.body[:13380, 2].min()) < 0.015


@pytest.mark.slow
def test_rocking_moves_the_head_and_hands_stay_on_the_knees(figure_maker, made_person):
    person = made_person('sit_knees_up', 'hug_knees', motion='rocking')
    points = np.array([figure_maker.make(person, 0.0, t).key_points_m
                       for t in np.arange(0, 2.4, 0.3)])
    ranges = np.linalg.norm(np.ptp(points, axis=0), axis=1)
    assert ranges[KEY_POINTS.index('nose')] > 0.04
    assert ranges[_WRISTS].max() < 0.06
    assert ranges[KEY_POINTS.index('left_ankle')] < 0.01
