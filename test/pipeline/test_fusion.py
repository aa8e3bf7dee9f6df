import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad
from emotion_rescue.models.llava_reading import UNCALIBRATED_QUALITY
from emotion_rescue.pipeline.distress_evidence import category_log_odds
from emotion_rescue.pipeline.distress_evidence import MAX_LOG_ODDS
from emotion_rescue.pipeline.distress_evidence import vad_log_odds
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.people_book import KEPT_READINGS
from fakes import emotions
from fakes import SECOND_NS

UNKNOWN = np.full(26, np.nan, np.float32)


def look(distress, age_s=0.0, quality=1.0):
    return SightReading('a', -int(age_s * SECOND_NS), distress=distress, quality=quality)


def voice(distress, share=0.6, age_s=0.0, speech=1.0):
    stamp_ns = -int((age_s + 2.0) * SECOND_NS)
    return AttributedVoice(
        VoiceReading(stamp_ns, 2.0, '', speech, distress=distress), share)


def fuse(sight=(), heard=(), previous=None, now_s=0.0):
    return LogOddsFusion(half_life_s=8.0).fuse(sight, heard, int(now_s * SECOND_NS), previous)


@pytest.mark.parametrize('sight, heard, level', [
    ([], [], DistressLevel.UNKNOWN),
    ([look(math.nan)], [], DistressLevel.UNKNOWN),
    ([], [voice(math.nan, speech=0.0)], DistressLevel.UNKNOWN),
    ([look(0.1)], [], DistressLevel.UNKNOWN),
    ([look(0.95)], [], DistressLevel.MODERATE),
    ([look(0.1)] * 2, [], DistressLevel.NONE),
    ([look(0.4)], [], DistressLevel.MILD),
    ([look(0.7)], [], DistressLevel.MODERATE),
    ([look(0.95)] * 2, [], DistressLevel.SEVERE),
    ([look(0.95, quality=0.1)], [], DistressLevel.UNKNOWN),
    ([look(0.95, quality=0.2)] * 8, [], DistressLevel.SEVERE),
    ([look(0.95, age_s=60.0)], [], DistressLevel.UNKNOWN),
    ([look(0.95), look(0.05)], [], DistressLevel.UNKNOWN),
    ([look(0.7)], [voice(0.9)], DistressLevel.SEVERE),
    ([], [voice(0.95, share=1.0)] * 2, DistressLevel.SEVERE),
    ([], [voice(0.95, share=0.2)], DistressLevel.UNKNOWN),
], ids=['nothing', 'a look that says nothing', 'silence', 'perhaps well', 'perhaps severe', 'well',
        'mild', 'moderate', 'severe',
        'far away', 'many looks from far away', 'long ago', 'contradiction', 'sight and voice',
        'voice only', 'one voice, many people'])
def test_levels(sight, heard, level):
    assert fuse(sight, heard).level is level


@pytest.mark.parametrize('vad', [Vad(5.5, 5.5, 5.5), Vad(9.0, 2.0, 9.0), Vad(1.5, 9.0, 1.5)],
                         ids=['flat', 'well', 'terror'])
def test_looks_of_a_model_without_calibration_alone_say_nothing_sure(vad):
    looks = [SightReading('a', 0, vad=vad, quality=UNCALIBRATED_QUALITY)] * KEPT_READINGS
    estimate = fuse(looks)
    assert estimate.level is DistressLevel.UNKNOWN
    assert fuse(looks, previous=DistressEstimate(0.1, DistressLevel.NONE, 0.5)).level is (
        DistressLevel.UNKNOWN)
    assert not math.isnan(estimate.probability)


def test_no_evidence_is_unknown_not_zero():
    estimate = fuse()
    assert math.isnan(estimate.probability)
    assert (estimate.confidence, estimate.evidence) == (0.0, ())


def test_one_look_is_taken_at_its_word_and_age_costs_confidence_not_probability():
    fresh, stale = fuse([look(0.9)]), fuse([look(0.9)], now_s=20.0)
    assert fresh.probability == pytest.approx(0.9)
    assert stale.probability == pytest.approx(0.9)
    assert fresh.confidence == pytest.approx(1.0 / 1.5)
    assert stale.confidence < fresh.confidence


@pytest.mark.parametrize('nothing', [voice(math.nan, speech=0.0), voice(math.nan, speech=1.0)])
def test_silence_never_lowers_distress(nothing):
    assert fuse([look(0.9)], [nothing] * 5) == fuse([look(0.9)])


def test_somebody_who_falls_silent_and_out_of_sight_never_becomes_well():
    estimate = DistressEstimate()
    levels = []
    for now_s in range(0, 120, 5):
        estimate = fuse([look(0.95)] * 2, [voice(0.9)], estimate, now_s)
        levels.append(estimate.level)
        assert estimate.probability >= 0.95 - 1e-9
    assert set(levels) == {DistressLevel.SEVERE, DistressLevel.UNKNOWN}
    assert levels[-1] is DistressLevel.UNKNOWN


def test_newer_readings_count_more():
    assert fuse([look(0.9, age_s=20.0), look(0.2)]).probability < 0.5
    assert fuse([look(0.2, age_s=20.0), look(0.9)]).probability > 0.5


def test_contradiction_costs_confidence_and_agreement_does_not():
    assert fuse([look(0.9)], [voice(0.1)]).confidence < fuse([look(0.9)]).confidence
    assert fuse([look(0.9)], [voice(0.9)]).confidence > fuse([look(0.9)]).confidence
    assert fuse([look(0.45), look(0.55)]).confidence > 0.65, 'middling, not contradictory'


@pytest.mark.parametrize('probability, before, after', [
    (0.78, DistressLevel.UNKNOWN, DistressLevel.MODERATE),
    (0.72, DistressLevel.SEVERE, DistressLevel.SEVERE),
    (0.69, DistressLevel.SEVERE, DistressLevel.MODERATE),
    (0.82, DistressLevel.MODERATE, DistressLevel.MODERATE),
    (0.86, DistressLevel.MODERATE, DistressLevel.SEVERE),
    (0.33, DistressLevel.NONE, DistressLevel.NONE),
    (0.10, DistressLevel.SEVERE, DistressLevel.NONE),
])
def test_levels_change_only_well_past_their_border(probability, before, after):
    previous = DistressEstimate(0.5, before, 0.9, lower_since_ns=-9 * SECOND_NS)
    assert fuse([look(probability)], previous=previous).level is after


def levels(sight, until_s, heard=()):
    estimate, told = DistressEstimate(), []
    for now_s in range(until_s):
        known = [one for one in sight if one.stamp_ns <= now_s * SECOND_NS]
        said = [one for one in heard if one.reading.end_ns <= now_s * SECOND_NS]
        estimate = fuse(known[-KEPT_READINGS:], said[-KEPT_READINGS:], estimate, now_s)
        told.append(estimate.level)
    return told


def test_calm_between_two_cries_is_no_relief():
    sight = [look(0.45, -t) for t in range(30)]
    cries = [voice(0.97, 1.0, -t - 2.0) for t in (5, 6, 12, 13)]
    calls = [voice(0.2, 1.0, -t - 2.0) for t in (8, 9, 10, 11)]
    heard = sorted(cries + calls, key=lambda one: one.reading.stamp_ns)
    told = levels(sight, 16, heard)[7:]
    assert set(told) == {DistressLevel.SEVERE}


def test_relief_that_looks_tell_twice_is_taken_at_once_and_worse_too():
    sight = [look(0.95, -t) for t in range(8)] + [look(0.05, -t) for t in range(8, 14)]
    told = levels(sight, 14)
    assert told[2:9] == [DistressLevel.SEVERE] * 7 and told[9] is DistressLevel.NONE
    sight = [look(0.05, -t) for t in range(8)] + [look(0.95, -t) for t in range(8, 14)]
    told = levels(sight, 14)
    assert told[2:8] == [DistressLevel.NONE] * 6 and told[9] is DistressLevel.SEVERE


def test_evidence_says_where_from_how_much_and_how_old():
    estimate = fuse(
        [SightReading('a', -SECOND_NS, emotions(Fear=0.81), distress=0.9)], [voice(0.8, 0.3)])
    assert [e.modality for e in estimate.evidence] == [Modality.SIGHT, Modality.VOICE_TONE]
    sight, heard = estimate.evidence
    assert sight.what == 'looks: Fear (0.81), distress 0.90'
    assert heard.what == 'voice: distress 0.80 (theirs: 0.30)'
    assert (sight.age_s, heard.age_s) == (1.0, 0.0)
    total = sight.weight + heard.weight
    assert estimate.probability == pytest.approx(1.0 / (1.0 + math.exp(-total)))
    assert sight.weight == pytest.approx(math.log(9.0))


@pytest.mark.parametrize('vad, low, high', [
    (Vad(), None, None),
    (Vad(5.5, 5.5, 5.5), 0.0, 0.0),
    (Vad(2.0, 8.0, 2.5), 2.0, 3.0),
    (Vad(8.0, 6.0, 7.0), -1.5, -0.5),
    (Vad(5.5, 1.0, 5.5), 0.0, 0.0),
], ids=['unknown', 'middle', 'terror', 'joy', 'stillness is not calm'])
def test_russells_circle(vad, low, high):
    if low is None:
        assert vad_log_odds(vad) is None
    else:
        assert low - 1e-9 <= vad_log_odds(vad) <= high + 1e-9


def test_categories_lie_between_the_largest_and_the_noisy_or():
    assert category_log_odds(UNKNOWN) is None
    assert category_log_odds(emotions(0.0)) == pytest.approx(-MAX_LOG_ODDS)
    assert category_log_odds(emotions(0.0, Pain=0.6)) == pytest.approx(math.log(0.6 / 0.4))
    both = category_log_odds(emotions(0.0, Pain=0.6, Suffering=0.6))
    assert math.log(0.6 / 0.4) < both < math.log(0.84 / 0.16)
    assert category_log_odds(emotions(0.0, Happiness=1.0)) == pytest.approx(-MAX_LOG_ODDS)


def test_categories_and_vad_serve_where_the_model_has_no_distress_of_its_own():
    reading = SightReading('a', 0, emotions(0.02, Pain=0.8), Vad(2.0, 8.0, 2.5))
    estimate = fuse([reading] * 2)
    assert estimate.level is DistressLevel.SEVERE
    assert estimate.evidence[0].what == (
        'looks: Pain (0.80), valence 2.0, arousal 8.0, dominance 2.5')


probabilities = st.floats(0.0, 1.0)
looks = st.builds(look, probabilities, st.floats(0.0, 1e4), probabilities)
voices = st.builds(voice, probabilities, probabilities, st.floats(0.0, 1e4), probabilities)


@given(st.lists(looks, max_size=8), st.lists(voices, max_size=8), st.floats(0.0, 1e6))
def test_every_judgement_is_in_range(sight, heard, now_s):
    estimate = fuse(sight, heard, now_s=now_s)
    assert math.isnan(estimate.probability) or 0.0 <= estimate.probability <= 1.0
    assert 0.0 <= estimate.confidence <= 1.0
    assert math.isnan(estimate.probability) == (not estimate.evidence)


@given(st.lists(looks, min_size=1, max_size=8), probabilities)
def test_more_distress_in_a_reading_never_gives_less(sight, distress):
    worse = [*sight[:-1], SightReading('a', sight[-1].stamp_ns, quality=sight[-1].quality,
                                       distress=max(distress, sight[-1].distress))]
    before, after = fuse(sight), fuse(worse)
    if not math.isnan(before.probability):
        assert after.probability >= before.probability - 1e-9
