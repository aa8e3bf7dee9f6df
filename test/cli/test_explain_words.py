import math

import pytest

from emotion_rescue.cli.explain_words import evidence_words
from emotion_rescue.cli.explain_words import level_colour
from emotion_rescue.cli.explain_words import level_words
from emotion_rescue.cli.explain_words import modality_words
from emotion_rescue.cli.explain_words import percent_words
from emotion_rescue.cli.explain_words import responsiveness_words
from emotion_rescue.cli.explain_words import time_words
from emotion_rescue.cli.explain_words import weight_words
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness


@pytest.mark.parametrize('passed_s, words', [
    (0, '0:00.0'), (12.34, '0:12.3'), (59.99, '1:00.0'), (3601, '60:01.0'), (-0.01, '0:00.0'),
    (-1.5, '-0:01.5')])
def test_times(passed_s, words):
    assert time_words(10**18 + round(passed_s * 1e9), 10**18) == words


@pytest.mark.parametrize('weight, words', [
    (math.nan, 'unknown'), (0.0, 'says little (+0.00)'), (-0.1, 'says little (-0.10)'),
    (0.5, 'speaks for distress (+0.50)'), (1.5, 'speaks strongly for distress (+1.50)'),
    (-2.0, 'speaks strongly against distress (-2.00)')])
def test_weights(weight, words):
    assert weight_words(weight) == words


def test_unknown_is_said_as_unknown():
    assert percent_words(math.nan) == 'unknown' and percent_words(0.0) == '0 %'
    assert 'not well' in level_words(DistressLevel.UNKNOWN)
    assert 'not known' in responsiveness_words(Responsiveness.UNKNOWN)


def test_evidence_in_a_line():
    assert evidence_words(Evidence(Modality.VOICE_TONE, 'voice: scream (0.90)', 1.5, 0.26)) == (
        'voice: scream (0.90); speaks strongly for distress (+1.50), 0.3 s old')
    assert evidence_words(Evidence(Modality.MOTION, 'lies still', 0.0, 0.0)).startswith(
        'movement: lies still; says little')


def test_everything_has_words_and_a_colour():
    assert len({modality_words(one) for one in Modality}) == len(Modality)
    assert len({responsiveness_words(one) for one in Responsiveness}) == len(Responsiveness)
    assert len({level_colour(one) for one in DistressLevel}) == len(DistressLevel)
    assert level_colour(DistressLevel.SEVERE) == '#e12832'
