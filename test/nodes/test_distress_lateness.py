"""The sentences by which the endurance benchmark knows that lateness was said."""

import time

import pytest

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.words import Transcript
from emotion_rescue.evaluation.lateness import EXPLAINED_BY

pytest.importorskip('diagnostic_msgs', reason='ROS is not installed')

from emotion_rescue.nodes.distress_lateness import DistressLateness


def sentences(lateness):
    return [report.message for report in lateness.reports() if report.message]


def reading(**fields):
    return VoiceReading(0, 1.0, **fields)


@pytest.fixture
def lateness():
    """Return one whose sound came ten seconds ago."""
    made = DistressLateness(DistressSettings())
    made.sound(0, time.monotonic() - 10.0)
    made.sound(NS_PER_S, time.monotonic() - 10.0)
    return made


def test_before_anything_came_nothing_is_late():
    lateness = DistressLateness(DistressSettings())
    lateness.told(reading())
    assert sentences(lateness) == []


@pytest.mark.parametrize(('fields', 'topic'), [
    ({}, 'voice, tone'), ({'transcript': Transcript('help')}, 'voice, words')])
def test_late_voices(lateness, fields, topic):
    lateness.told(reading(**fields))
    (sentence,) = sentences(lateness)
    assert 'up to 10.0 s after their sound came' in sentence
    assert [t for t, words in EXPLAINED_BY.items()
            if any(start in sentence for start in words)] == [topic]


def test_judgements_count_from_their_image_and_from_their_detections_where_it_is_lost(lateness):
    now_s = time.monotonic()
    lateness.image(5, now_s - 3.0)
    lateness.judged(6, now_s)
    assert sentences(lateness) == []
    lateness.judged(5, now_s)
    (sentence,) = sentences(lateness)
    assert 'up to 3.0 s after their image came' in sentence
    assert any(start in sentence for start in EXPLAINED_BY['survivors'])


def test_in_lockstep_nothing_is_late():
    lateness = DistressLateness(DistressSettings(lockstep=True))
    lateness.judged(5, time.monotonic() - 9.0)
    assert lateness.reports() == []
