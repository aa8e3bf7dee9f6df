from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.readings import Modality
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.state_change import CHANGED
from emotion_rescue.pipeline.state_change import mean_log_odds
from emotion_rescue.pipeline.state_change import of_newest_state


def looks(*log_odds, quality=1.0):
    return [(ReadingEvidence(Modality.SIGHT, value, quality, stamp_s * 10**9, 'made up'), quality)
            for stamp_s, value in enumerate(log_odds)]


@pytest.mark.parametrize(('values', 'kept'), [
    ((), 0), ((0.5,), 1), ((-1.0, 1.0), 2),
    ((-1.0, -1.0, -1.0, 1.0), 4),
    ((-1.0, -1.0, -1.0, 1.0, 0.9), 2),
    ((1.0, 0.9, 1.1, -0.5, -0.5, -0.5), 3),
    ((-1.0, -1.0, 1.0, -1.0, 1.0), 5),
    ((-1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0), 2),
    ((0.0, 0.3, 0.1, 0.5, 0.4, 0.6), 6)],
    ids=['nothing', 'one', 'one and its opposite', 'one alone may be an error', 'worse', 'better',
         'to and fro', 'there and back', 'noise'])
def test_what_is_of_the_newest_state(values, kept):
    readings = looks(*values)
    assert of_newest_state(readings) == readings[len(readings) - kept:]


def test_readings_worth_nothing_neither_tell_a_change_nor_hide_one():
    blurred = looks(2.0, 2.0, quality=0.1)
    assert of_newest_state([*looks(-1.0, -1.0), *blurred]) == [*looks(-1.0, -1.0), *blurred]
    hidden = [*looks(-1.0, -1.0), *looks(1.0), *blurred[:1], *looks(1.0)]
    assert of_newest_state(hidden) == hidden[2:]


@given(st.lists(st.floats(-4.0, 4.0), max_size=8))
def test_never_nothing_of_something_and_always_the_newest(values):
    readings = looks(*values)
    kept = of_newest_state(readings)
    assert kept == readings[len(readings) - len(kept):]
    assert len(kept) >= min(2, len(readings))


@given(st.lists(st.floats(0.0, CHANGED / 2), max_size=8), st.floats(-3.0, 3.0))
def test_small_differences_are_no_change(noise, state):
    readings = looks(*(state + one for one in noise))
    assert of_newest_state(readings) == readings


@given(st.lists(st.floats(-4.0, 4.0), min_size=1, max_size=8), st.floats(0.0, 4.0))
def test_more_distress_in_the_newest_reading_never_gives_less(values, more):
    worse = looks(*values[:-1], values[-1] + more)
    assert (mean_log_odds(of_newest_state(worse))
            >= mean_log_odds(of_newest_state(looks(*values))) - 1e-9)
