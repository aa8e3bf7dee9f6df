import math

import pytest

from emotion_rescue.core.body import BodyMotion
from emotion_rescue.core.body import Posture
from emotion_rescue.core.body import PostureReading
from emotion_rescue.core.body import UNKNOWN_MOTION
from emotion_rescue.core.body import UNKNOWN_POSTURE
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.graver_level import level_of_silence
from emotion_rescue.pipeline.responsiveness_rules import judge

S = 1_000_000_000
NOW = 100 * S
LIES, STANDS, SITS = (PostureReading({posture: 0.9, Posture.KNEELING: 0.1}) for posture in (
    Posture.LYING, Posture.STANDING, Posture.SITTING))
LIMB = PostureReading({Posture.LIMB_ONLY: 0.7, Posture.LYING: 0.3})
CUT = PostureReading(why_unknown='cut off', may_lie=True)
CUT_TALL = PostureReading(why_unknown='cut off')
UNKNOWN, RESPONSIVE, UNRESPONSIVE = Responsiveness


def still(seconds=14.0, **more):
    return BodyMotion(still=1.0, moving=0.0, waving=0.0, watched_s=seconds, still_s=seconds,
                      **more)


def moving(sure=1.0, **more):
    return BodyMotion(still=1 - sure, moving=sure, watched_s=5.0, **{'waving': 0.0, **more})


def state(motion=UNKNOWN_MOTION, posture=UNKNOWN_POSTURE, voices=(), calls=(), told_ago_s=0.0):
    return judge(motion, posture, voices, calls, told_ago_s, NOW)


CALLED = [(NOW - 6 * S, True)]


@pytest.mark.parametrize(('said', 'expected', 'what'), [
    ({}, UNKNOWN, 'motion unknown: not seen for 0 s'),
    ({'motion': still(), 'posture': LIES}, UNRESPONSIVE, 'lies still for 14 s'),
    ({'motion': still(), 'posture': LIMB}, UNRESPONSIVE, 'is still for 14 s'),
    ({'motion': still(4.0), 'posture': LIES}, UNKNOWN, 'lies still for 4 s'),
    ({'motion': still(), 'posture': SITS}, UNKNOWN, 'sits still for 14 s'),
    ({'motion': still(), 'posture': STANDS}, UNKNOWN, 'stands still for 14 s'),
    ({'motion': still(), 'posture': STANDS, 'calls': CALLED}, UNKNOWN,
     'stands still for 14 s, did not answer a call 6 s ago'),
    ({'motion': still()}, UNKNOWN, 'is still for 14 s'),
    ({'motion': still(), 'calls': CALLED}, UNRESPONSIVE,
     'is still for 14 s, did not answer a call 6 s ago'),
    ({'motion': still(), 'calls': [(NOW - 6 * S, False)]}, UNKNOWN, 'is still for 14 s'),
    ({'motion': still(), 'calls': [(NOW - 3 * S, True)]}, UNKNOWN, 'is still for 14 s'),
    ({'motion': still(19.0), 'posture': CUT}, UNKNOWN,
     'is still for 19 s, partly outside the picture'),
    ({'motion': still(20.0), 'posture': CUT}, UNRESPONSIVE,
     'is still for 20 s, partly outside the picture'),
    ({'motion': still(60.0), 'posture': CUT_TALL}, UNKNOWN, 'is still for 60 s'),
    ({'motion': still(60.0), 'posture': CUT, 'voices': [(NOW - 2 * S, 0.6)]}, UNKNOWN,
     'is still for 60 s, partly outside the picture'),
    ({'motion': still(60.0), 'posture': CUT, 'voices': [(NOW - 2 * S, 0.95)]}, RESPONSIVE,
     'spoke 2 s ago'),
    ({'motion': still(8.0), 'posture': CUT, 'calls': CALLED}, UNRESPONSIVE,
     'is still for 8 s, did not answer a call 6 s ago, partly outside the picture'),
    ({'motion': still(breathing=0.9), 'posture': LIES}, UNRESPONSIVE,
     'lies still for 14 s, breathes'),
    ({'motion': moving()}, RESPONSIVE, 'moves'),
    ({'motion': moving(waving=0.9)}, RESPONSIVE, 'waves'),
    ({'motion': moving(0.6)}, UNKNOWN, 'hardly moves'),
    ({'motion': BodyMotion(still=0.3, moving=0.0, still_s=9.0), 'posture': LIES}, UNKNOWN,
     'lies, hardly moves'),
    ({'motion': moving(trembling=0.9)}, UNKNOWN, 'trembles'),
    ({'motion': moving(), 'told_ago_s': 8.0}, RESPONSIVE, 'moved 8 s ago'),
    ({'motion': moving(), 'told_ago_s': 20.0}, UNKNOWN, 'motion unknown: not seen for 20 s'),
    ({'motion': still(), 'posture': LIES, 'told_ago_s': 8.0}, UNKNOWN,
     'motion unknown: not seen for 8 s'),
    ({'motion': still().because('smoke'), 'posture': LIES, 'told_ago_s': 8.0}, UNKNOWN,
     'motion unknown: smoke'),
    ({'motion': UNKNOWN_MOTION.because('fog'), 'posture': LIES}, UNKNOWN, 'motion unknown: fog'),
    ({'motion': moving(0.6, onset_ns=NOW - 4 * S), 'calls': CALLED}, RESPONSIVE,
     'moved 2 s after a call'),
    ({'motion': moving(0.6, onset_ns=NOW - 7 * S), 'calls': CALLED}, UNKNOWN, None),
    ({'voices': [(NOW - 2 * S, 0.95)]}, RESPONSIVE, 'spoke 2 s ago'),
    ({'motion': still(), 'posture': LIES, 'voices': [(NOW - 2 * S, 0.95)]}, RESPONSIVE,
     'spoke 2 s ago'),
    ({'motion': still(), 'posture': LIES, 'voices': [(NOW - 2 * S, 0.6)]}, UNKNOWN,
     'lies still for 14 s'),
    ({'motion': still(), 'posture': LIES, 'voices': [(NOW - 2 * S, 0.3)]}, UNRESPONSIVE,
     'lies still for 14 s'),
    ({'motion': still(), 'posture': LIES, 'voices': [(NOW - 60 * S, 0.95)]}, UNRESPONSIVE,
     'lies still for 14 s'),
])
def test_what_is_known_decides(said, expected, what):
    reading = state(**said)
    assert reading.state is expected
    assert what is None or reading.what == what
    assert (reading.confidence > 0) == (expected is not UNKNOWN)
    assert 0 <= reading.confidence <= 1


def confidence(**said):
    reading = state(**said)
    assert reading.state is UNRESPONSIVE
    return reading.confidence


def test_longer_stillness_and_unanswered_calls_are_surer():
    short, long = (confidence(motion=still(t), posture=LIES) for t in (7.0, 60.0))
    called = confidence(motion=still(7.0), posture=LIES, calls=CALLED)
    twice = confidence(motion=still(7.0), posture=LIES, calls=[(NOW - 20 * S, True), *CALLED])
    assert short < long < 0.65
    assert short < called < twice < 1


def test_who_does_not_lie_is_never_surely_unresponsive():
    calls = [(NOW - ago * S, True) for ago in (50, 40, 30, 20, 10)]
    for posture in (UNKNOWN_POSTURE, SITS, CUT):
        assert confidence(motion=still(100.0), posture=posture, calls=calls) <= 0.5


def test_who_is_cut_off_is_as_grave_as_who_lies_and_less_sure():
    cut, lies = (state(motion=still(25.0), posture=posture) for posture in (CUT, LIES))
    assert cut.state is lies.state is UNRESPONSIVE
    assert level_of_silence(cut) is level_of_silence(lies) is DistressLevel.MODERATE
    assert 0.35 < cut.confidence <= lies.confidence


def test_stillness_is_passed_on_where_nothing_is_decided():
    assert state(motion=still(5.0), posture=SITS).still_s == 5.0


def test_signs_of_life_fade():
    fresh, old = (state(voices=[(NOW - ago * S, 0.95)]).confidence for ago in (1, 14))
    assert fresh > 1.5 * old


def test_nan_of_trembling_is_not_trembling():
    assert state(motion=moving(trembling=math.nan)).state is RESPONSIVE
