import cv2
import numpy as np
import pytest

from emotion_rescue.evaluation.counted_people import CountLimits
from emotion_rescue.evaluation.counted_people import EVERYBODY
from emotion_rescue.evaluation.counted_people import labelled_pictures
from emotion_rescue.evaluation.counted_people import true_people
from emotion_rescue.evaluation.counted_people import TruePeople

_LIMITS = CountLimits(min_height_px=80, min_visible=0.5, min_luminance=25)
_PLAIN = {'xyxy': [10, 20, 50, 100], 'visible_fraction': 0.5, 'luminance': 25.0}


@pytest.mark.parametrize(('changed', 'counts'), [
    ({}, True),
    ({'xyxy': [10, 20, 500, 99]}, False),  # wide, but 79 px tall
    ({'visible_fraction': 0.49}, False),
    ({'luminance': 24.9}, False),
])
def test_who_counts(changed, counts):
    assert _LIMITS.counts({**_PLAIN, **changed}) == counts
    assert EVERYBODY.counts({**_PLAIN, **changed})


def test_what_is_not_recorded_is_not_judged():
    assert _LIMITS.counts({'xyxy': [0, 0, 20, 90]})


@pytest.mark.parametrize(('tops', 'counted', 'ignored'), [
    ((), 0, 0), ((20,), 1, 0), ((60,), 0, 1), ((20, 60, 0), 2, 1)])
def test_people_are_sorted(tops, counted, ignored):
    truth = true_people([{**_PLAIN, 'xyxy': [10, top, 50, 100]} for top in tops], _LIMITS)
    assert truth.xyxy.shape == (counted, 4)
    assert truth.ignored_xyxy.shape == (ignored, 4)
    assert truth.xyxy.dtype == truth.ignored_xyxy.dtype == np.float32


def test_nobody_is_the_default():
    assert TruePeople().xyxy.shape == TruePeople().ignored_xyxy.shape == (0, 4)


def test_pictures_come_with_their_people(tmp_path):
    (tmp_path / 'images').mkdir()
    cv2.imwrite(str(tmp_path / 'images/000000.png'), np.full((6, 8, 3), 7, np.uint8))
    records = [{'image': 'images/000000.png', 'people': people} for people in ([], [_PLAIN])]
    (bgr, nobody), (_, one) = labelled_pictures(tmp_path, records)
    assert bgr.shape == (6, 8, 3)
    assert nobody.xyxy.shape == (0, 4)
    assert one.xyxy.tolist() == [_PLAIN['xyxy']]
