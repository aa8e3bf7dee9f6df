import math

import pytest

from emotion_rescue.pipeline.speech_spans import SpanLimits
from emotion_rescue.pipeline.speech_spans import SpeechSpans

STEP = 512


def spans(probabilities, rate_hz=16000, **limits):
    """Return the spans, with the step that ended each, and the state after the last."""
    machine = SpeechSpans(SpanLimits(**limits), STEP, rate_hz)
    found = [(i, span) for i, p in enumerate(probabilities) if (span := machine.push(p))]
    return found, machine


def test_nothing_and_silence_are_no_speech():
    assert spans([])[0] == [] and spans([0.1] * 100)[0] == []
    assert spans([])[1].close(0) is None


def test_speech_ends_after_the_pause_with_a_lead_on_either_side():
    found, _ = spans([0.0] * 20 + [0.9] * 30 + [0.0] * 20)
    (step, (begin, end)), = found
    assert begin == 20 * STEP - 4000 and end == 50 * STEP + 4000
    assert step == 50 + math.ceil(0.35 * 16000 / STEP) - 1


def test_the_sound_before_the_first_sample_does_not_exist():
    (_, (begin, _)), = spans([0.9] * 20 + [0.0] * 20)[0]
    assert begin == 0


@pytest.mark.parametrize(('middle', 'count'), [(0.4, 1), (0.3, 2)])
def test_a_voice_that_fades_does_not_end_at_once(middle, count):
    assert len(spans([0.9] * 10 + [middle] * 15 + [0.9] * 10 + [0.0] * 20)[0]) == count


def test_a_voice_that_was_never_clear_does_not_begin():
    assert spans([0.49] * 100)[0] == []


def test_a_short_pause_joins_and_two_utterances_do_not_overlap():
    assert len(spans([0.9] * 10 + [0.0] * 10 + [0.9] * 10 + [0.0] * 20)[0]) == 1
    (_, first), (_, second) = spans([0.9] * 10 + [0.0] * 11 + [0.9] * 10 + [0.0] * 20)[0]
    assert first[1] <= second[0]


@pytest.mark.parametrize(('steps', 'count'), [(1, 0), (6, 0), (7, 1)])
def test_a_click_is_no_utterance(steps, count):
    found, machine = spans([0.0] * 20 + [1.0] * steps + [0.0] * 20)
    assert len(found) == count and machine.too_short == 1 - count


def test_long_speech_goes_on_in_the_next():
    found, machine = spans([0.9] * 200, longest_s=2.0)
    assert [span for _, span in found] == [(0, 32000), (32000, 64000), (64000, 96000)]
    assert machine.close(200 * STEP) == (96000, 200 * STEP)


def test_a_cut_in_the_last_pause_leaves_no_empty_utterance():
    found, machine = spans([0.9] * 60 + [0.0] * 30, longest_s=2.0)
    assert [span for _, span in found] == [(0, 32000)] and machine.too_short == 0
    assert machine.close(90 * STEP) is None


@pytest.mark.parametrize('rate_hz', [4000, 11025, 44100, 192000])
def test_positions_do_not_drift(rate_hz):
    hour = round(3600 * 16000 / STEP)
    found, _ = spans([0.0] * hour + [0.9] * 20 + [0.0] * 20, rate_hz)
    (_, (begin, _)), = found
    assert begin / rate_hz == pytest.approx(3600 - 0.25, abs=1 / rate_hz)


def test_what_is_needed_is_a_lead_or_the_utterance_in_hand():
    machine = spans([0.0] * 100)[1]
    assert machine.needed_from == 100 * STEP - 4000
    machine.push(0.9)
    machine.push(0.9)
    assert machine.needed_from == 100 * STEP - 4000


def test_a_probability_that_is_no_number_is_no_speech():
    assert spans([math.nan] * 50)[0] == []


@pytest.mark.parametrize('wrong', [{'pause_s': 0.0}, {'lead_s': -1.0}, {'shortest_s': math.nan},
                                   {'longest_s': math.inf}, {'longest_s': 0.4}])
def test_lengths_that_cannot_be(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SpanLimits(**wrong)
