import math

import numpy as np
import pytest

from emotion_rescue.pipeline.body_motion import body_motion
from emotion_rescue.pipeline.moment import FAST_PER_S
from emotion_rescue.pipeline.moment import Moment

NS_PER_S = 1_000_000_000


def calm(second, **more):
    known = {'fast': 0.004, 'fast_noise': 0.01, 'slow': 0.001, 'slow_noise': 0.002,
             'upper_share': 0.5, 'arm': (0.0, 0.0), 'trunk': 0.0, 'camera_px': 0.0}
    return Moment(round(second * NS_PER_S), **{**known, **more})


def moved(second, **more):
    return calm(second, **{'fast': 2 * FAST_PER_S, **more})


def seconds(begin_s, end_s, rate_hz=5.0):
    return np.arange(begin_s, end_s, 1 / rate_hz)


@pytest.mark.parametrize('moments', [
    [], [calm(0)], [Moment(i * NS_PER_S) for i in range(20)],
    [calm(i / 5, fast_noise=0.2) for i in range(50)],
    [calm(i / 5, slow_noise=0.2) for i in range(50)]])
def test_without_sight_of_motion_all_is_unknown(moments):
    motion = body_motion(moments)
    assert not motion.known and motion.why_unknown
    assert math.isnan(motion.still)
    assert motion.watched_s == motion.still_s == 0


@pytest.mark.parametrize(('again_s', 'until_s', 'still_s'), [
    (12.0, 12.9, 11.6), (16.5, 17.9, 1.2), (16.5, 18.9, 13.0)],
    ids=['short gap', 'long gap', 'long gap, watched again'])
def test_stillness_before_a_long_gap_counts_once_they_were_watched_again(
        again_s, until_s, still_s):
    motion = body_motion([calm(t) for t in (*seconds(0, 10.9), *seconds(again_s, until_s))])
    assert motion.still_s == pytest.approx(still_s, abs=0.05)


@pytest.mark.parametrize(('moving_s', 'moved_s'), [
    ((), None), ((2.0,), None), ((2.0, 2.2), 2.2), ((1.0, 1.2, 2.0, 2.2, 4.0), 2.2)],
    ids=['never', 'one image is no motion', 'once', 'twice, and one image'])
def test_the_newest_motion_is_told(moving_s, moved_s):
    motion = body_motion([moved(t) if any(abs(t - at) < 0.01 for at in moving_s) else calm(t)
                          for t in seconds(0, 6)])
    assert motion.moved_ns == (None if moved_s is None else round(moved_s * NS_PER_S))


@pytest.mark.parametrize(('tracks', 'still_s'), [('aaaa', 3.8), ('aabb', 3.6), ('abab', 3.2)])
def test_between_two_tracks_nobody_was_watched(tracks, still_s):
    motion = body_motion([calm(t, track_id=tracks[int(t)]) for t in seconds(0, 4)])
    assert motion.still_s == motion.watched_s == pytest.approx(still_s)


def test_stillness_is_counted_in_seconds_that_were_watched():
    motion = body_motion([calm(t) for t in (*seconds(0, 4), *seconds(9, 12))])
    assert motion.still > 0.9 and motion.moving < 0.1
    assert motion.watched_s == motion.still_s == pytest.approx(3.8 + 2.8)


def test_motion_that_ends_is_followed_by_stillness():
    motion = body_motion([*map(moved, seconds(0, 3)), *map(calm, seconds(3, 10))])
    assert motion.moving > 0.9
    assert motion.still_s == pytest.approx(7.0, abs=0.3)


def test_one_moment_alone_is_no_motion():
    motion = body_motion([*map(calm, seconds(0, 4)), moved(4), *map(calm, seconds(4.2, 8))])
    assert motion.moving < 0.1 and motion.still_s > 7 and motion.onset_ns is None


def test_motion_shows_through_noise_that_would_hide_stillness():
    motion = body_motion([moved(t, fast_noise=0.2) for t in seconds(0, 3)])
    assert motion.moving > 0.9 and motion.still_s == 0


@pytest.mark.parametrize(('fast', 'slow', 'still'), [
    (0.008, 0.006, True), (0.03, 0.002, False), (0.004, 0.014, False)])
def test_small_motions_are_neither_stillness_nor_moving(fast, slow, still):
    motion = body_motion([calm(t, fast=fast, slow=slow) for t in seconds(0, 8)])
    assert (motion.still > 0.9) == still and motion.moving < 0.1


def test_a_motion_long_ago_does_not_make_a_small_one_sure():
    motion = body_motion([*map(moved, seconds(0, 3)), *map(calm, seconds(3, 25)),
                          moved(25), moved(25.2), calm(25.4)])
    assert motion.moving < 0.3


def test_the_newest_motion_begins_after_a_pause():
    motion = body_motion([*map(moved, seconds(0, 2)), *map(calm, seconds(2, 6)),
                          *map(moved, seconds(6, 7)), calm(7.0)])
    assert motion.onset_ns == 6 * NS_PER_S


def arm_at(second, rate_hz=1.0):
    return 0.05 * math.cos(2 * math.pi * rate_hz * second), 0.0


@pytest.mark.parametrize(('rate_hz', 'upper', 'waves'), [
    (1.0, 0.95, True), (2.0, 0.95, True), (1.0, 0.2, False), (0.2, 0.95, False)])
def test_to_and_fro_in_the_upper_part_is_waving(rate_hz, upper, waves):
    motion = body_motion([moved(t, arm=arm_at(t, rate_hz), upper_share=upper)
                          for t in seconds(0, 5, 10.0)])
    assert (motion.waving > 0.5) == waves


def test_nobody_who_is_still_waves():
    assert body_motion([calm(t, arm=arm_at(t)) for t in seconds(0, 5)]).waving == 0


def shaking(second, rate_hz):
    return calm(second, shake=(0.01 * math.sin(2 * math.pi * rate_hz * second), 0.0))


@pytest.mark.parametrize(('rate_hz', 'trembles'), [(6.0, True), (8.0, True), (1.0, False)])
def test_trembling_shows_at_a_high_rate_of_images(rate_hz, trembles):
    motion = body_motion([shaking(t, rate_hz) for t in seconds(0, 4, 25.0)])
    assert (motion.trembling > 0.5) == trembles


def test_trembling_is_unknown_where_images_are_too_rare():
    assert math.isnan(body_motion([shaking(t, 6.0) for t in seconds(0, 5, 5.0)]).trembling)


def breath(second, rate_hz=0.3, **more):
    return calm(second, trunk=0.001 * math.cos(2 * math.pi * rate_hz * second), **more)


def test_breathing_takes_six_seconds_and_a_camera_that_stands():
    assert body_motion([breath(t) for t in seconds(0, 12)]).breathing > 0.9
    assert math.isnan(body_motion([breath(t) for t in seconds(0, 5)]).breathing)
    assert math.isnan(body_motion([breath(t, camera_px=2.0) for t in seconds(0, 12)]).breathing)


def test_no_breath_seen_does_not_mean_none():
    rng = np.random.default_rng(0)
    motion = body_motion([calm(t, trunk=0.001 * rng.standard_normal()) for t in seconds(0, 12)])
    assert math.isnan(motion.breathing)
