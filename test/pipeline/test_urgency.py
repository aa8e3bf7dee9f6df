import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.urgency import SEVERE_URGENCY
from emotion_rescue.pipeline.urgency import urgency

PROBABILITIES = st.just(math.nan) | st.floats(0.0, 1.0)
NONE, MILD, MODERATE, SEVERE, UNKNOWN = (
    DistressLevel[n] for n in ('NONE', 'MILD', 'MODERATE', 'SEVERE', 'UNKNOWN'))
REACTS, NOT_KNOWN, STILL = (
    Responsiveness[n] for n in ('RESPONSIVE', 'UNKNOWN', 'UNRESPONSIVE'))


@pytest.mark.parametrize('level, probability, responsiveness, expected', [
    (UNKNOWN, math.nan, NOT_KNOWN, 0.4),
    (UNKNOWN, 0.1, NOT_KNOWN, 0.4),
    (UNKNOWN, 0.6, NOT_KNOWN, 0.6),
    (UNKNOWN, 0.95, NOT_KNOWN, 0.79),
    (NONE, 0.1, NOT_KNOWN, 0.1),
    (MODERATE, 0.7, REACTS, 0.7),
    (SEVERE, 0.9, NOT_KNOWN, 0.9),
    (SEVERE, 0.76, NOT_KNOWN, 0.8),
    (MODERATE, 0.84, NOT_KNOWN, 0.79),
    (SEVERE, math.nan, NOT_KNOWN, 0.8),
    (NONE, 0.1, STILL, 0.79),
    (UNKNOWN, math.nan, STILL, 0.79),
    (SEVERE, 0.9, STILL, 0.9)])
def test_urgency(level, probability, responsiveness, expected):
    assert urgency(level, probability, responsiveness) == pytest.approx(expected)


@given(one=PROBABILITIES, other=PROBABILITIES, one_reacts=st.sampled_from([REACTS, NOT_KNOWN]),
       other_reacts=st.sampled_from([REACTS, NOT_KNOWN]))
def test_whatever_the_probabilities_levels_keep_their_order(one, other, one_reacts, other_reacts):
    for worse, better in ((SEVERE, MODERATE), (SEVERE, UNKNOWN), (MODERATE, MILD),
                          (MILD, NONE), (UNKNOWN, NONE)):
        assert urgency(worse, one, one_reacts) > urgency(better, other, other_reacts)


@given(level=st.sampled_from(DistressLevel), probability=PROBABILITIES, other=PROBABILITIES)
def test_whoever_does_not_react_is_at_least_as_urgent_as_moderate_and_severe_stays_above(
        level, probability, other):
    still = urgency(level, probability, STILL)
    assert urgency(MODERATE, other) <= still <= 1.0
    assert (still >= SEVERE_URGENCY) == (level is SEVERE)
    assert still >= urgency(level, probability)
