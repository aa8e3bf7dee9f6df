import math

import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import SightReading


@pytest.mark.parametrize('bgr', [
    np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8),
    np.zeros((4, 4, 3), np.float32)])
def test_what_is_no_image_is_refused_with_its_shape(bgr):
    with pytest.raises(ValueError, match=r'\(\d'):
        ImageFrame(bgr, 0)


@pytest.mark.parametrize(('samples', 'rate_hz'), [
    (np.zeros((2, 2, 1), np.float32), 16000), (np.zeros(4, np.int16), 16000),
    (np.zeros(4, np.float32), 0)])
def test_what_is_no_sound_is_refused(samples, rate_hz):
    with pytest.raises(ValueError, match='sound|rate'):
        AudioClip(samples, rate_hz, 0)


def test_channels_are_mixed_to_their_mean():
    clip = AudioClip(np.array([[1.0, 0.0], [-0.5, -0.5]], np.float32), 16000, 0)
    assert clip.mono.tolist() == [0.5, -0.5] and clip.mono.dtype == np.float32
    assert (clip.channels, clip.duration_s) == (2, 2 / 16000)
    alone = AudioClip(np.ones(3, np.float32), 16000, 0)
    assert alone.mono is alone.samples and alone.channels == 1


@pytest.mark.parametrize(('count', 'rate_hz', 'end_ns'), [
    (0, 16000, 5), (16000, 16000, 1_000_000_005), (1, 44100, 5 + 1_000_000_000 // 44100)])
def test_sound_ends_where_its_samples_do(count, rate_hz, end_ns):
    clip = AudioClip(np.zeros(count, np.float32), rate_hz, 5)
    assert clip.end_ns == end_ns
    assert clip.duration_s == count / rate_hz


def test_nobody_is_a_legal_answer():
    assert len(Detections()) == 0


@pytest.mark.parametrize(('xyxy', 'score'), [
    (np.zeros((2, 3), np.float32), np.zeros(2, np.float32)),
    (np.zeros((2, 4), np.float32), np.zeros(3, np.float32))])
def test_boxes_and_scores_must_fit(xyxy, score):
    with pytest.raises(ValueError, match='shape'):
        Detections(xyxy, score)


@pytest.mark.parametrize(('xyxy', 'area_px'), [
    ((0, 0, 0, 0), 0), ((5, 5, 2, 9), 0), ((1, 2, 3, 6), 8)])
def test_area_of_a_box(xyxy, area_px):
    assert TrackedPerson('1', xyxy, 0.5).area_px == area_px


def test_what_nobody_judged_is_unknown_everywhere():
    assessment = PersonAssessment('1', in_view=True)
    assert np.isnan(assessment.emotions).all()
    assert not assessment.vad.known
    assert assessment.assessed_ns is None
    estimate = DistressEstimate()
    assert math.isnan(estimate.probability)
    assert estimate.level is DistressLevel.UNKNOWN
    assert estimate.responsiveness is Responsiveness.UNKNOWN
    assert math.isnan(SightReading('1', 0).distress)
