from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from moving_pictures import Film
from moving_pictures import stamps
from moving_pictures import still_body
from moving_pictures import STILL_BOX
import numpy as np
import pytest

from emotion_rescue.pipeline.image_motion import ImageMotion

NOBODY = np.zeros((0, 4))
BODY = np.array([STILL_BOX])
PICTURES = [Film(noise=2.0).picture(still_body()) for _ in range(2)]


def named(boxes):
    return [str(number) for number in range(len(boxes))]


def steps(motion, pictures, times, boxes=BODY):
    return [motion.step(picture, boxes, named(boxes), stamp)
            for picture, (_, stamp) in zip(pictures, times, strict=False)]


def test_the_first_image_tells_nothing():
    motion = ImageMotion()
    first = motion.step(PICTURES[0], NOBODY, (), 0)
    assert first.why_unknown == 'first image' and first.fast is None
    assert motion.counts == {'first image': 1}


@pytest.mark.parametrize(('rate_hz', 'kinds'), [
    (5.0, (False, True, True)), (10.0, (True, True, True)), (25.0, (True, True, True)),
    (2.0, (False, True, True)), (1.5, (False, False, False))])
def test_what_is_compared_depends_on_the_rate(rate_hz, kinds):
    motion = ImageMotion()
    film = Film()
    last = steps(motion, (film.picture(still_body()) for _ in range(60)),
                 stamps(2.0, rate_hz))[-1]
    assert (last.step is not None, last.fast is not None, last.slow is not None) == kinds
    if last.fast:
        assert 0.1 < last.fast.seconds <= 0.5 and 0.5 < last.slow.seconds < 1.5


@pytest.mark.parametrize('pan', [0.0, 3.0])
def test_a_camera_that_turns_does_not_move_people(pan):
    film, motion = Film(), ImageMotion()
    pictures = [film.picture(still_body(), camera=(pan * i, 0.0)) for i in range(8)]
    boxes = [BODY - np.array([pan * i, 0, pan * i, 0]) for i in range(8)]
    last = [motion.step(picture, box, 'a', stamp) for picture, box, (_, stamp)
            in zip(pictures, boxes, stamps(1.6), strict=True)][-1]
    assert last.fast.cells.noise_px2 < 0.3 ** 2
    assert last.fast.camera_px == pytest.approx(pan, abs=0.2)
    assert last.slow.camera_px == pytest.approx(5 * pan, abs=0.5)


@pytest.mark.parametrize(('image', 'why'), [
    (np.zeros((8, 8), np.uint8), 'image too small'),
    (np.zeros((4000, 31), np.uint8), 'image too small'),
    (np.zeros((4000, 40, 3), np.uint8), 'image too small'),
    (np.zeros((100, 100), np.float32), 'image too small')])
def test_what_is_no_picture_is_counted_and_skipped(image, why):
    motion = ImageMotion()
    assert motion.step(image, NOBODY, (), 0) is None
    assert motion.counts == {why: 1}


def test_images_at_the_same_time_or_before_are_skipped():
    motion = ImageMotion()
    motion.step(PICTURES[0], NOBODY, (), 10**9)
    for stamp in (10**9, 10**9 - 1, 0, 10**9 + 10**7):
        assert motion.step(PICTURES[1], NOBODY, (), stamp) is None
    assert motion.counts['too soon after the image before'] == 4


def test_after_a_pause_or_another_size_it_begins_again():
    motion = ImageMotion()
    steps(motion, PICTURES, stamps(0.4))
    assert motion.step(PICTURES[0], BODY, 'a', 105 * 10**9).why_unknown == 'images too far apart'
    larger = np.repeat(np.repeat(PICTURES[0], 2, 0), 3, 1)
    assert motion.step(larger, BODY, 'a', 105_200_000_000).why_unknown == 'first image'
    assert motion.step(larger, BODY, 'a', 105_400_000_000).fast is not None


def test_a_scene_that_changes_all_at_once_is_a_camera_that_moves():
    motion = ImageMotion()
    pictures = [Film(seed).picture() for seed in range(3)]
    assert 'camera moves' in steps(motion, pictures, stamps(0.6))[-1].why_unknown


def test_somebody_before_the_whole_camera_leaves_no_background():
    motion = ImageMotion()
    whole = np.array([(0.0, 0.0, 320.0, 240.0)])
    assert steps(motion, PICTURES, stamps(0.4), whole)[-1].fast is None
    assert len(motion.counts) == 2


def test_colour_and_size_do_not_matter():
    grey, colour = ImageMotion(), ImageMotion()
    one = steps(grey, PICTURES, stamps(0.4))[-1]
    large = [np.repeat(np.repeat(p, 2, 0), 2, 1)[..., None].repeat(3, 2) for p in PICTURES]
    other = steps(colour, large, stamps(0.4), BODY * 2)[-1]
    assert other.scale == 0.5
    np.testing.assert_allclose(one.fast.cells.changes, other.fast.cells.changes, atol=2.0)


ODD = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(ODD, ODD, ODD, ODD), max_size=5))
def test_boxes_of_any_numbers_are_borne(boxes):
    motion = ImageMotion()
    odd = np.array(boxes, float).reshape(-1, 4)
    last = steps(motion, PICTURES, stamps(0.4), odd)[-1]
    assert last.people.shape == (60, 80)
