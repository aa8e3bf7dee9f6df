from dataclasses import replace

from filmed import said
from followed import followed
import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.published_levels import cause_of_change
from emotion_rescue.evaluation.published_levels import published
from emotion_rescue.pipeline.fusion import LogOddsFusion

conclude = LogOddsFusion(half_life_s=8.0).conclude


def estimate(probability, **weights):
    return DistressEstimate(probability, evidence=tuple(
        Evidence(Modality[name], 'made up', weight, 0.0) for name, weight in weights.items()))


def test_nothing_seen_nothing_told():
    assert published(conclude, followed()) == []


def test_without_readings_all_is_unknown():
    assert {one.level for one in published(conclude, followed(5))} == {DistressLevel.UNKNOWN}


def test_a_reading_counts_from_when_it_came():
    reading = said(Modality.SIGHT, 3.0, stamp_ns=2_000_000_000)
    levels = [one.level for one in published(conclude, followed(4, readings=[reading]))]
    assert levels[:2] == [DistressLevel.UNKNOWN] * 2
    assert min(levels[2:]) >= DistressLevel.MODERATE


def test_levels_hold_near_a_border():
    # 0.53 lies within the margin below MODERATE: it depends on what was before.
    low, high = (said(Modality.SIGHT, value, stamp_ns=0) for value in (0.12, 2.0))
    person = followed(1, readings=[low])
    assert published(conclude, person)[0].level is DistressLevel.MILD
    before = conclude([high], 0)
    assert conclude([low], 0, before).level is DistressLevel.MODERATE
    both = replace(followed(2), readings=(
        replace(followed(2, readings=[high]).readings[0], last=0),
        replace(followed(2, readings=[low]).readings[0], first=1)))
    assert [one.level for one in published(conclude, both)][1] is DistressLevel.MODERATE


def test_the_body_makes_it_graver():
    person = followed(1)
    moment = replace(person.moments[0], responsiveness=Responsiveness.UNRESPONSIVE,
                     confidence=0.6)
    one, = published(conclude, replace(person, moments=(moment,)))
    assert one.level is DistressLevel.MODERATE and one.evidence[0].modality is Modality.MOTION


@pytest.mark.parametrize('before, after, cause', [
    (estimate(0.5), estimate(0.5), None),
    (estimate(0.2, SIGHT=-1.0), estimate(0.2, SIGHT=-1.0), None),
    (estimate(0.2, SIGHT=-1.0), estimate(0.8, SIGHT=1.0), Modality.SIGHT),
    (estimate(0.2, SIGHT=-1.0), estimate(0.8, SIGHT=-0.5, WORDS=2.0), Modality.WORDS),
    (estimate(0.9, SIGHT=1.0, WORDS=2.0), estimate(0.6, SIGHT=0.8, WORDS=1.0), Modality.WORDS),
    (estimate(0.2, SIGHT=-1.0), estimate(0.2, MOTION=0.9, SIGHT=-1.0), Modality.MOTION),
    (estimate(0.2, MOTION=0.9, SIGHT=-1.0), estimate(0.2, SIGHT=-1.0), Modality.MOTION),
    (estimate(0.2, MOTION=0.0), estimate(0.7, VOICE_TONE=1.0, MOTION=0.0), Modality.VOICE_TONE)])
def test_cause(before, after, cause):
    assert cause_of_change(before, after) is cause
