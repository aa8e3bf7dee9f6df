import math

import pytest

from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.pipeline.distress_evidence import understood
from emotion_rescue.pipeline.distress_evidence import words_evidence


@pytest.mark.parametrize(('confidence', 'counts'), [
    (math.nan, 0.5), (0.0, 0.0), (0.5, 0.0), (0.65, 0.5), (0.8, 1.0), (1.0, 1.0)])
def test_words_count_by_how_surely_they_were_understood(confidence, counts):
    assert understood(confidence) == pytest.approx(counts)


def said(distress, confidence):
    return AttributedVoice(VoiceReading(
        0, 2.0, '', 0.9, transcript=Transcript('Help me!', 'en', confidence=confidence),
        words=WordsReading(distress=distress)), 0.6)


@pytest.mark.parametrize(('distress', 'confidence', 'quality'), [
    (0.9, 0.4, 0.0), (0.9, 0.8, 0.6), (0.1, 0.8, 0.12)],
    ids=['guessed', 'understood', 'reassuring'])
def test_quality_of_words(distress, confidence, quality):
    assert words_evidence(said(distress, confidence)).quality == pytest.approx(quality)


def test_words_that_nobody_judged_are_no_evidence():
    assert words_evidence(AttributedVoice(VoiceReading(0, 2.0, '', 0.9), 0.6)) is None
