import threading

import pytest

from emotion_rescue.nodes.arrivals import Arrivals
from fakes import Clock

pytest.importorskip('diagnostic_msgs', reason='ROS is not installed')

from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.late_messages import LateMessages
from emotion_rescue.nodes.late_messages import WINDOW_S


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def late(clock):
    return LateMessages('detections', 'their image', 1.0, clock)


def test_nothing_is_said_before_and_of_what_comes_in_time(late, clock):
    assert late.report().level is Level.OK
    late.note(clock.now_s - 1.0)
    assert (late.report().level, late.report().message) == (Level.OK, '')
    assert late.report().values == {'detections late': 0}


def test_the_latest_is_told_until_it_is_long_ago(late, clock):
    for took_s in (1.5, 3.25, 1.1, 0.1):
        late.note(clock.now_s - took_s)
    report = late.report()
    assert report.level is Level.WARN
    assert report.message == ('detections are late: up to 3.2 s after their image came, more '
                              'than 1 s')
    clock.now_s += WINDOW_S + 0.1
    report = late.report()
    assert (report.level, report.message) == (Level.OK, '')
    assert report.values == {'detections late': 3}


def test_arrivals():
    arrivals = Arrivals(most=3)
    assert arrivals.at(1) is arrivals.reaching(1) is None
    for stamp_ns in (10, 20, 30, 40):
        arrivals.note(stamp_ns, stamp_ns / 10)
    assert [arrivals.at(stamp_ns) for stamp_ns in (10, 20, 25, 40)] == [None, 2.0, None, 4.0]
    # What was before the oldest is forgotten, so whatever it was completed by is not known.
    assert [arrivals.reaching(ns) for ns in (15, 20, 21, 40, 41)] == [None, 2.0, 3.0, 4.0, None]


def test_a_stamp_that_came_again_counts_with_the_last_time():
    arrivals = Arrivals()
    arrivals.note(10, 1.0)
    arrivals.note(10, 2.0)
    assert arrivals.at(10) == 2.0


def test_arrivals_are_noted_and_asked_for_at_once():
    arrivals, failed = Arrivals(most=50), []

    def ask():
        try:
            for number in range(3000):
                arrivals.at(number)
                arrivals.reaching(number)
        except RuntimeError as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    for number in range(3000):
        arrivals.note(number, 0.0)
    asking.join()
    assert not failed
