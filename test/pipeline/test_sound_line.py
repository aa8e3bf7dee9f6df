import threading

import pytest

from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.sound_line import SoundLine
from fakes import SECOND_NS
from fakes import tone

DEADLINE_S = 10.0


def clip(second):
    return tone(0.5, stamp_ns=second * SECOND_NS)


def make_line(told, score=None, most_waiting=3, lockstep=True):
    def read(sound):
        return VoiceReading(sound.stamp_ns, sound.duration_s, distress=0.5)
    return SoundLine('ears', score or read, told, most_waiting=most_waiting, lockstep=lockstep)


def stamps_s(readings):
    return [reading.stamp_ns // SECOND_NS for reading in readings]


def test_nothing_waits_at_first():
    assert make_line(print).step() is False


def test_in_lockstep_everything_is_judged_oldest_first():
    heard = []
    line = make_line(lambda reading, current: heard.append(reading))
    line.put([clip(n) for n in range(6)])
    line.work()
    assert stamps_s(heard) == list(range(6)) and line.skipped == 0


def test_live_the_oldest_is_given_up_and_counted():
    line = make_line(print, lockstep=False)
    line.put([clip(n) for n in range(5)])
    assert line.skipped == 2


def test_after_a_jump_back_what_waits_of_the_future_is_not_judged():
    heard = []
    line = make_line(lambda reading, current: heard.append((reading, current())),
                     most_waiting=9, lockstep=False)
    line.put([clip(n) for n in (2, 3, 99, 100)])
    line.renew(10 * SECOND_NS)
    line.work()
    assert stamps_s(reading for reading, _ in heard) == [2, 3]
    assert all(current for _, current in heard)


@pytest.mark.parametrize('jump', [lambda line: line.renew(0), lambda line: line.clear()])
def test_what_is_in_hand_during_a_jump_is_of_the_past(jump):
    heard = []
    line = make_line(lambda reading, current: heard.append(current()),
                     score=lambda sound: jump(line) or VoiceReading(sound.stamp_ns, 0.5))
    line.put([clip(1)])
    line.work()
    assert heard == [False]


def test_a_thread_judges_what_is_put_in_and_ends():
    heard, done = [], threading.Event()

    def told(reading, current):
        heard.append(reading)
        if len(heard) == 3:
            done.set()

    line = make_line(told, lockstep=False)
    worker = line.start()
    line.put([clip(n) for n in range(3)])
    assert done.wait(DEADLINE_S)
    assert worker.stop(DEADLINE_S) and stamps_s(heard) == [0, 1, 2]


def test_a_scorer_that_fails_is_asked_again_after_a_pause():
    def fail(sound):
        raise RuntimeError('deaf')

    line = make_line(print, score=fail)
    line.put([clip(n) for n in range(4)])
    line.work()
    assert line.health().failures + line.skipped == 4 and line.skipped > 0
