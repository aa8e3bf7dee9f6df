import math

from filmed import crowd
from filmed import filmed
from filmed import said
import numpy as np
import pytest

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.distress_figures import distress_figures
from emotion_rescue.evaluation.distress_figures import gain_over
from emotion_rescue.evaluation.distress_figures import is_helpless
from emotion_rescue.evaluation.distress_figures import judged
from emotion_rescue.evaluation.distress_figures import level_confusion
from emotion_rescue.evaluation.distress_figures import modality_sets
from emotion_rescue.evaluation.distress_figures import risk_coverage
from emotion_rescue.evaluation.distress_figures import with_only
from emotion_rescue.pipeline.fusion import LogOddsFusion

SIGHT, TONE, WORDS = Modality.SIGHT, Modality.VOICE_TONE, Modality.WORDS


def judge(person):
    return judged(LogOddsFusion(half_life_s=8.0), person)


def figures(people):
    return {f.name: f for f in distress_figures(people, judge, rounds=20)}


@pytest.mark.parametrize('modalities, count', [
    ((), 0), ((SIGHT,), 1), ((SIGHT, WORDS), 3), ((SIGHT, TONE, WORDS), 7),
    ((SIGHT, TONE, WORDS, Modality.MOTION), 15)])
def test_sets_of_modalities(modalities, count):
    sets = modality_sets(modalities)
    # Of four: all, four without one, six without two, and each alone.
    assert len(sets) == (count if len(modalities) < 4 else 1 + 4 + 6 + 4)
    assert len(set(sets)) == len(sets)


def test_nobody_gives_no_figures():
    assert all(math.isnan(f.value) and f.people == 0 for f in figures([]).values())


def test_unknown_is_no_miss_and_no_answer():
    found = figures([filmed(distress=0.9), filmed(distress=0.1)])
    assert found['AUROC of distress'].value == 0.5
    assert found['recall of distress, not NONE'].value == 1.0
    assert found['recall of distress, MODERATE or graver'].value == 0.0
    assert found['judged, not UNKNOWN'].value == 0.0
    assert math.isnan(found['ECE-15'].value)


@pytest.mark.parametrize('log_odds, name, value', [
    (-3.0, 'recall of severe distress, not NONE', 0.0),
    (3.0, 'recall of severe distress, not NONE', 1.0),
    (-3.0, 'false alarms, not NONE', 0.0), (3.0, 'false alarms, not NONE', 1.0),
    (0.0, 'false alarms, MODERATE or graver', 0.0),
    (3.0, 'false alarms, MODERATE or graver', 1.0)])
def test_recall_and_false_alarms(log_odds, name, value):
    people = [filmed([said(SIGHT, log_odds)] * 2, distress=d) for d in (0.9, 0.1)]
    assert figures(people)[name].value == value


@pytest.mark.parametrize('changes, helpless', [
    ({}, False), ({'responsive': False, 'posture': 'lie_back'}, True),
    ({'responsive': False, 'posture': 'sitting'}, False),
    ({'responsive': True, 'posture': 'lie_back'}, False),
    ({'responsive': False, 'posture': 'lie_back', 'voice': 'sound/moan'}, False)])
def test_who_lies_still_and_silent(changes, helpless):
    assert is_helpless(filmed(**changes)) is helpless


def test_who_does_not_react_is_found_with_eyes_only():
    people = [filmed(responsive=False, posture='lie_back',
                     responsiveness=Responsiveness.UNRESPONSIVE, responsiveness_confidence=0.4)]
    name = 'silent, still, lying: MODERATE or graver'
    assert figures(people)[name].value == 1.0
    assert figures(with_only(people, (TONE,)))[name].value == 0.0
    assert figures(with_only(people, (SIGHT, TONE)))[name].value == 1.0


def test_all_together_tell_more_than_one_and_the_interval_holds_it():
    people = crowd(300)
    gain = gain_over(people, judge, SIGHT, rounds=100)
    together, alone = (figures(chosen)['AUROC of distress'].value
                       for chosen in (people, with_only(people, (SIGHT,))))
    assert gain.value == pytest.approx(together - alone)
    assert 0.0 < gain.interval[0] < gain.value < gain.interval[1]


def test_who_is_judged_surest_first_is_judged_best():
    people = [filmed([said(SIGHT, 3.0)], distress=0.9), filmed([said(SIGHT, 3.0, 0.2)],
                                                               distress=0.1)]
    coverage, risk = risk_coverage(people, judge)
    assert coverage.tolist() == [0.5, 1.0] and risk.tolist() == [0.0, 0.5]
    assert all(len(part) == 0 for part in risk_coverage([], judge))


def test_levels_are_counted():
    people = [filmed(distress=0.9), filmed([said(SIGHT, 3.0)] * 2, distress=0.1)]
    counts = level_confusion(people, judge)
    assert counts[1, DistressLevel.UNKNOWN] == counts[0, DistressLevel.SEVERE] == 1
    assert np.sum(counts) == 2


def test_chance_alone_makes_an_error_of_calibration_that_falls_with_the_number_of_people():
    few, many = (figures(crowd(count))['ECE-15 if all were true'] for count in (50, 1000))
    assert 0.0 < many.interval[0] < many.value < many.interval[1]
    assert many.value < few.value / 2
    assert math.isnan(figures([])['ECE-15 if all were true'].value)
