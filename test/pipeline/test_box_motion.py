import numpy as np
import pytest

from emotion_rescue.pipeline.box_motion import BoxMotion

START = np.array([(100.0, 100.0, 140.0, 200.0), (300.0, 50.0, 340.0, 150.0)])
EVERYBODY = np.arange(2)


def walked(steps, speed_px=(50.0, 0.0), seconds=0.1):
    motion = BoxMotion()
    motion.add(START)
    for step in range(1, steps + 1):
        motion.predict(seconds)
        motion.update(EVERYBODY, START + np.tile(speed_px, 2) * seconds * step)
    return motion


def test_nobody_can_be_predicted_and_dropped():
    motion = BoxMotion()
    motion.predict(0.1)
    motion.keep(np.zeros(0, bool))
    assert len(motion) == 0 and motion.xyxy().shape == (0, 4)
    assert motion.distances(START)[0].shape == (0, 2)


def test_who_is_new_stands_where_seen():
    motion = walked(0)
    np.testing.assert_allclose(motion.xyxy(), START)
    np.testing.assert_array_equal(motion.velocity, 0)


def test_velocity_is_learned_in_pixels_a_second_at_any_rate():
    for seconds in (1 / 30, 0.1, 0.2):
        motion = walked(round(2 / seconds), seconds=seconds)
        np.testing.assert_allclose(motion.velocity, [(50, 0)] * 2, atol=1)


def test_one_long_step_is_many_short_ones():
    far, near = walked(10), walked(10)
    far.predict(1.0)
    for _ in range(100):
        near.predict(0.01)
    np.testing.assert_allclose(far.xyxy(), near.xyxy())
    np.testing.assert_allclose(far.deviation, near.deviation)


def test_out_of_sight_is_ever_less_sure():
    motion = walked(10)
    deviations = [motion.deviation]
    for _ in range(3):
        motion.predict(0.3)
        deviations.append(motion.deviation)
    assert (np.diff(deviations, axis=0) > 0).all()


def test_the_own_place_fits_better_than_that_of_somebody_else():
    squared, cost = walked(5).distances(walked(5).xyxy())
    assert np.diag(squared) == pytest.approx(0)
    assert (squared.argmin(axis=1) == EVERYBODY).all()
    assert (cost.argmin(axis=0) == EVERYBODY).all()


def test_a_box_without_extent_stays_finite():
    motion = BoxMotion()
    motion.add(np.array([(5.0, 5.0, 5.0, 5.0)]))
    motion.predict(0.1)
    motion.update(np.array([0]), np.array([(6.0, 5.0, 6.0, 5.0)]))
    assert np.isfinite(motion.xyxy()).all()
    assert np.isfinite(motion.distances(START)[1]).all()
