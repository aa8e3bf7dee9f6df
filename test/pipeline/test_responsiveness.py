from copy import deepcopy
import math
import threading

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from moving_pictures import Film
from moving_pictures import NS_PER_S
from moving_pictures import person
from moving_pictures import stamps
from moving_pictures import still_body
from moving_pictures import STILL_BOX
from moving_pictures import view
from moving_pictures import waver
from moving_pictures import WAVER_BOX
import numpy as np
import pytest

from emotion_rescue.core.body import Posture
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.responsiveness import ResponsivenessWatch
from emotion_rescue.pipeline.track_spans import TrackSpan

UNKNOWN, RESPONSIVE, UNRESPONSIVE = Responsiveness
# Somebody who lies: the same patches, wide and low.
LYING_BOX = (100.0, 150.0, 220.0, 182.0)
END = stamps(9.0)[-1][1]
DEADLINE_S = 10.0


def always(track_id):
    return (TrackSpan(track_id, -99 * NS_PER_S, 999 * NS_PER_S),)


A = always('a')


def lying(shift=0.0):
    return [(100 + shift, 150, 120, 32, 21)]


def watched(parts_at, box, seconds=9.0, rate_hz=5.0, camera_at=lambda t: (0.0, 0.0), **film):
    """Show a film of one person and return the watch."""
    watch, painter = ResponsivenessWatch(), Film(**film)
    for t, stamp in stamps(seconds, rate_hz):
        x, y = camera_at(t)
        shown = tuple(np.subtract(box, (x, y, x, y)))
        watch.see(view(stamp, person(shown)), painter.picture(parts_at(t), (x, y)), stamp)
    return watch


@pytest.fixture(scope='module')
def long_watched():
    """Return a watch of somebody who lies still; tests take copies."""
    return watched(lambda t: lying(), LYING_BOX)


@pytest.fixture
def who_lies(long_watched):
    copied = ResponsivenessWatch()
    copied._people = deepcopy(long_watched._people)
    copied._order = deepcopy(long_watched._order)
    return copied


def sway(t):
    return 2.0 * math.sin(2 * math.pi * 0.4 * t), 3.0 * math.sin(2 * math.pi * 0.25 * t)


def pan(t):
    return 6.0 * t, 0.0


def test_nobody_seen_is_unknown():
    watch = ResponsivenessWatch()
    assert watch.reading(A, 0).state is UNKNOWN
    assert watch.counts == {}
    watch.call(0)
    watch.forget(['a'])
    watch.clear()
    assert watch.reading(A, 0).state is UNKNOWN


CAMERAS = pytest.mark.parametrize('camera', [lambda t: (0.0, 0.0), sway, pan])


@CAMERAS
def test_who_lies_still_and_silent_is_unresponsive(camera):
    reading = watched(lambda t: lying(), LYING_BOX, camera_at=camera).reading(A, END)
    assert reading.state is UNRESPONSIVE
    assert reading.what.startswith('lies still for ')
    assert 0.3 < reading.confidence < 0.6 and reading.still_s > 7


@CAMERAS
def test_who_waves_is_responsive(camera):
    reading = watched(waver, WAVER_BOX, 4.0, camera_at=camera).reading(A, stamps(4.0)[-1][1])
    assert reading.state is RESPONSIVE and reading.confidence > 0.7


@CAMERAS
def test_who_stands_still_is_unknown(camera):
    reading = watched(lambda t: still_body(), STILL_BOX, camera_at=camera).reading(A, END)
    assert reading.state is UNKNOWN and 'still for' in reading.what


def test_who_lies_cut_off_by_the_border_is_unresponsive_after_twenty_seconds():
    watch = watched(lambda t: [(100, 210, 120, 30, 21)], (100.0, 210.0, 220.0, 240.0), 22.0)
    sooner, later = (watch.reading(A, (100 + second) * NS_PER_S) for second in (22, 24))
    assert sooner.state is UNRESPONSIVE and sooner.still_s > 20
    assert sooner.what.endswith('s, partly outside the picture')
    assert later.state is UNRESPONSIVE and 0.3 < later.confidence <= 0.5


def test_who_stands_cut_off_by_the_border_stays_unknown():
    watch = watched(lambda t: [(120, 100, 40, 140, 11)], (118.0, 98.0, 162.0, 240.0), 22.0)
    reading = watch.reading(A, stamps(22.0)[-1][1])
    assert reading.state is UNKNOWN and reading.still_s > 20
    assert not reading.posture.chances and not reading.posture.may_lie


def test_a_posture_told_before_they_moved_is_not_said_of_who_is_cut_off_since():
    def shown(seconds, box_of, parts_of):
        for _ in range(round(seconds * 5)):
            shown.t += 0.2
            stamp = round((100 + shown.t) * NS_PER_S)
            watch.see(view(stamp, person(box_of())), film.picture(parts_of()), stamp)
        return watch.reading(A, stamp)

    watch, film, shown.t = ResponsivenessWatch(), Film(), 0.0
    # Whole, and then cut off without a motion: what was told goes on.
    upright = shown(3.0, lambda: STILL_BOX, still_body)
    assert upright.posture.likeliest is Posture.STANDING
    assert shown(1.0, lambda: (118, 58, 162, 240), still_body).posture == upright.posture
    # They fall, out of the picture in part, and lie there.
    fallen = shown(2.0, lambda: (118 - 9 * (shown.t - 4), 208, 240, 240), lambda: [
        (118 + 20 * math.sin(5 * shown.t), 208, 120, 32, 21)])
    assert fallen.state is RESPONSIVE and not fallen.posture.chances
    lies = shown(22.0, lambda: (118, 208, 240, 240), lambda: [(118, 208, 120, 32, 21)])
    assert lies.state is UNRESPONSIVE and lies.posture.may_lie


def test_a_call_without_an_answer_is_said_and_makes_it_surer(who_lies):
    silent = who_lies
    before = silent.reading(A, END)
    silent.call(END - 6 * NS_PER_S)
    after = silent.reading(A, END)
    assert 'did not answer a call 6 s ago' in after.what
    assert after.confidence > before.confidence


def test_motion_after_a_call_is_an_answer():
    watch = watched(lambda t: waver(t if t > 6 else 0.0), WAVER_BOX, 8.0)
    watch.call(105 * NS_PER_S)
    reading = watch.reading(A, stamps(8.0)[-1][1])
    assert reading.state is RESPONSIVE and reading.what == 'moved 1 s after a call'


@pytest.mark.parametrize(('share', 'ago_s', 'state'), [
    (1.0, 1, RESPONSIVE), (0.6, 1, UNKNOWN), (0.1, 1, UNRESPONSIVE), (math.nan, 1, UNRESPONSIVE),
    (1.0, 5, UNRESPONSIVE)])
def test_a_voice_counts_as_far_as_it_is_theirs_and_not_the_call_itself(
        who_lies, share, ago_s, state):
    watch = who_lies
    watch.call(END - 4 * NS_PER_S)
    voices = [(END - ago_s * NS_PER_S, share)]
    assert watch.reading(A, END, voices).state is state


def test_somebody_who_passes_before_them_is_not_their_motion():
    watch, film = ResponsivenessWatch(), Film()
    for t, stamp in stamps(8.0):
        left = 20 + 20 * t
        parts = [*lying(), (left, 90, 30, 130, 33)]
        watch.see(view(stamp, person(LYING_BOX), person((left, 90, left + 30, 220), 'b')),
                  film.picture(parts), stamp)
    assert watch.reading(A, stamps(8.0)[-1][1]).state is not RESPONSIVE


def test_darkness_and_plain_walls_tell_nothing():
    for film in (Film(noise=0.0), Film(noise=3.0)):
        watch = ResponsivenessWatch()
        for _, stamp in stamps(8.0):
            watch.see(view(stamp, person(LYING_BOX)), film.picture(flat=True), stamp)
        reading = watch.reading(A, END)
        assert reading.state is UNKNOWN and 'motion unknown' in reading.what
        assert sum(watch.counts.values()) == 40


def test_time_that_jumps_back_begins_again_and_late_images_are_skipped(who_lies):
    watch = who_lies
    picture = Film().picture(lying())
    late = END - NS_PER_S // 2
    watch.see(view(late, person(LYING_BOX)), picture, late)
    assert watch.counts['images out of order'] == 1
    assert watch.reading(A, END).state is UNRESPONSIVE
    watch.see(view(0, person(LYING_BOX)), picture, 0)
    assert watch.reading(A, 0).state is UNKNOWN


def test_who_is_forgotten_begins_again_with_the_same_id(who_lies):
    watch = who_lies
    watch.forget(['a', 'nobody'])
    assert watch.reading(A, END).state is UNKNOWN
    later = END + NS_PER_S // 5
    watch.see(view(later, person(LYING_BOX)), Film().picture(lying()), later)
    assert watch.reading(A, later).still_s == 0


def test_what_was_seen_before_the_robot_drove_on_is_not_said_of_now(who_lies):
    for seed, (t, _) in enumerate(stamps(8.0)):
        stamp = END + round((0.2 + t) * NS_PER_S)
        who_lies.see(view(stamp, person(LYING_BOX)), Film(seed).picture(), stamp)
    reading = who_lies.reading(A, stamp)
    assert reading.state is UNKNOWN and 'the camera moves' in reading.what


def test_who_is_gone_is_unknown(who_lies):
    watch = who_lies
    assert watch.reading(A, END + 20 * NS_PER_S).state is UNKNOWN


def test_a_crowd_is_borne_in_bounded_memory():
    watch, film = ResponsivenessWatch(), Film()
    for i, (_, stamp) in enumerate(stamps(2.0)):
        crowd = [person((j, 20, j + 30, 90), f'{i}-{j}') for j in range(200)]
        watch.see(view(stamp, *crowd), film.picture(), stamp)
    assert len(watch._people) <= 100


ODD = st.floats(allow_nan=True, allow_infinity=True)
PICTURES = [Film().picture(lying()) for _ in range(2)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(ODD, ODD, ODD, ODD), max_size=4),
       st.lists(st.integers(-2 * NS_PER_S, 9 * NS_PER_S), min_size=1, max_size=6))
def test_any_boxes_at_any_time_give_a_reading(boxes, times):
    watch = ResponsivenessWatch()
    for i, stamp in enumerate(times):
        people = [person(box, f'{i}') for i, box in enumerate(boxes)]
        watch.see(view(stamp, *people), PICTURES[i % 2], stamp)
        for one in people:
            assert 0 <= watch.reading(always(one.person_id), stamp).confidence <= 1


@pytest.mark.parametrize('image', [
    np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4), np.float32), np.zeros(4, np.uint8)])
def test_what_is_no_image_is_counted(image):
    watch = ResponsivenessWatch()
    watch.see(view(0, person(LYING_BOX)), image, 0)
    assert watch.counts == {'no image': 1}


def test_whoever_asks_does_not_wait_for_images_to_be_compared(who_lies, monkeypatch):
    comparing, go_on = threading.Event(), threading.Event()

    def slow_step(*_):
        comparing.set()
        assert go_on.wait(DEADLINE_S)

    monkeypatch.setattr(who_lies._motion, 'step', slow_step)
    seeing = threading.Thread(target=who_lies.see, args=(
        view(END + NS_PER_S, person(LYING_BOX)), np.zeros((240, 320), np.uint8), END + NS_PER_S))
    seeing.start()
    assert comparing.wait(DEADLINE_S)
    told = []
    asking = threading.Thread(target=lambda: told.append(who_lies.reading(A, END)))
    asking.start()
    asking.join(DEADLINE_S)
    answered = list(told)
    go_on.set()
    for thread in (seeing, asking):
        thread.join(DEADLINE_S)
    assert [reading.state for reading in answered] == [UNRESPONSIVE]
