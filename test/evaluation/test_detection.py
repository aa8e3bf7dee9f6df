import math

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from emotion_rescue.evaluation.counted_people import CountLimits
from emotion_rescue.evaluation.counted_people import TruePeople
from emotion_rescue.evaluation.detection import average_precision
from emotion_rescue.evaluation.detection import DetectionMetrics
from emotion_rescue.evaluation.detection import iou
from emotion_rescue.evaluation.detection import match
from emotion_rescue.evaluation.detection import measure_detector
from emotion_rescue.evaluation.detection import on_somebody

_LEFT = (0, 0, 10, 20)
_RIGHT = (50, 0, 60, 20)


def _people(*boxes, ignored=()):
    return TruePeople(*(np.array(xyxy, np.float32).reshape(-1, 4) for xyxy in (boxes, ignored)))


def _found(*boxes_and_scores):
    if not boxes_and_scores:
        return Detections()
    boxes, scores = zip(*boxes_and_scores, strict=True)
    return Detections(np.array(boxes, np.float32), np.array(scores, np.float32))


@pytest.mark.parametrize(('a', 'b', 'expected'), [
    ([], [], np.zeros((0, 0))),
    ([_LEFT], [], np.zeros((1, 0))),
    ([_LEFT], [_LEFT, _RIGHT], [[1, 0]]),
    ([_LEFT], [(5, 0, 15, 20)], [[1 / 3]]),
    ([(3, 3, 3, 9)], [_LEFT], [[0]]),
])
def test_iou(a, b, expected):
    overlap = iou(np.reshape(np.array(a, float), (-1, 4)), np.reshape(np.array(b, float), (-1, 4)))
    np.testing.assert_allclose(overlap, expected)


@pytest.mark.parametrize(('found', 'truth', 'expected'), [
    ([], [], []),
    ([], [_LEFT], []),
    ([_LEFT], [], [False]),
    ([_LEFT], [_LEFT], [True]),
    # The second box on the same person is a false person.
    ([_LEFT, _LEFT], [_LEFT], [True, False]),
    ([_RIGHT, _LEFT], [_LEFT, _RIGHT], [True, True]),
    # Half beside the person: overlap 1/3.
    ([(5, 0, 15, 20)], [_LEFT], [False]),
])
def test_match(found, truth, expected):
    right = match(np.reshape(np.array(found, float), (-1, 4)),
                  np.reshape(np.array(truth, float), (-1, 4)))
    assert right.tolist() == expected


@pytest.mark.parametrize(('found', 'ignored', 'expected'), [
    ([], [], []),
    ([_LEFT], [], [False]),
    ([_LEFT], [_LEFT], [True]),
    # Several boxes may be about one person.
    ([_LEFT, _LEFT], [_RIGHT, _LEFT], [True, True]),
    # Two fifths of either: no.
    ([(6, 0, 16, 20)], [_LEFT], [False]),
    # A tenth of the person, wholly inside: about the person all the same.
    ([(0, 0, 10, 2)], [_LEFT], [True]),
    # The person is a tenth of the box, which is about something else.
    ([(0, 0, 100, 20)], [_LEFT], [False]),
])
def test_boxes_about_ignored_people(found, ignored, expected):
    about = on_somebody(np.reshape(np.array(found, float), (-1, 4)),
                        np.reshape(np.array(ignored, float), (-1, 4)))
    assert about.tolist() == expected


@pytest.mark.parametrize(('scores', 'right', 'people', 'expected'), [
    ([], [], 0, math.nan),
    ([0.9], [False], 0, math.nan),
    ([], [], 2, 0.0),
    ([0.9], [True], 1, 1.0),
    ([0.9], [True], 2, 0.5),
    # By hand: precision 1 at the first person, 2/3 at the second.
    ([0.9, 0.8, 0.7], [True, False, True], 2, (1 + 2 / 3) / 2),
    # A later, better precision counts for the earlier person, too.
    ([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 3, 3 / 4),
])
def test_average_precision(scores, right, people, expected):
    found = average_precision(np.array(scores, float), np.array(right, bool), people)
    assert found == pytest.approx(expected, nan_ok=True)


def test_no_images_have_no_figures():
    figures = DetectionMetrics().compute()
    assert figures.images == figures.people == 0
    assert math.isnan(figures.recall.value)
    assert math.isnan(figures.false_people_per_image.low)
    plain = figures.as_json(CountLimits())
    assert plain['recall'] is None
    assert plain['recall_interval'] == [None, None]


def test_figures_by_hand():
    metrics = DetectionMetrics()
    metrics.update(_found((_LEFT, 0.9), (_RIGHT, 0.8)), _people(_LEFT))
    metrics.update(_found((_RIGHT, 0.1)), _people(_RIGHT))
    metrics.update(_found(), _people())
    metrics.update(_found((_LEFT, 0.5)), _people(_LEFT))
    figures = metrics.compute()
    assert (figures.images, figures.people) == (4, 3)
    assert figures.recall.value == pytest.approx(2 / 3)
    assert figures.precision.value == pytest.approx(2 / 3)
    assert figures.false_people_per_image.value == pytest.approx(1 / 4)
    # By score: right, false, right, right (the last one below the confidence counts here).
    assert figures.ap50.value == pytest.approx((1 + 3 / 4 + 3 / 4) / 3)
    assert figures.recall.low <= figures.recall.value <= figures.recall.high
    plain = figures.as_json(CountLimits())
    assert plain['recall'] == figures.recall.value
    assert plain['recall_interval'] == [figures.recall.low, figures.recall.high]
    assert plain['false_people_per_image'] == pytest.approx(1 / 4)
    assert 'recall: 0.667 [' in figures.as_text()


def test_who_is_ignored_is_neither_missed_nor_false():
    metrics = DetectionMetrics()
    metrics.update(_found((_LEFT, 0.9), (_RIGHT, 0.8), (_RIGHT, 0.7)),
                   _people(_LEFT, ignored=[_RIGHT]))
    metrics.update(_found(), _people(ignored=[_LEFT]))
    figures = metrics.compute()
    assert (figures.people, figures.ignored_people) == (1, 2)
    assert figures.recall.value == figures.precision.value == figures.ap50.value == 1.0
    assert figures.false_people_per_image.value == 0.0


def test_a_second_box_on_somebody_is_misplaced_and_no_false_person():
    metrics = DetectionMetrics()
    # A second box, one on the person's half, and one on nobody.
    metrics.update(_found((_LEFT, 0.9), (_LEFT, 0.8), ((0, 0, 10, 8), 0.7), (_RIGHT, 0.6)),
                   _people(_LEFT))
    metrics.update(_found(), _people())
    figures = metrics.compute()
    assert figures.recall.value == 1.0
    assert figures.precision.value == 1 / 4
    assert figures.false_people_per_image.value == 1 / 2
    assert figures.misplaced_per_image.value == 1.0


def test_a_small_box_on_nobody_is_a_false_person():
    metrics = DetectionMetrics()
    metrics.update(_found(((80, 0, 82, 4), 0.9)), _people(_LEFT, ignored=[_RIGHT]))
    assert metrics.compute().false_people_per_image.value == 1.0


def test_a_box_on_somebody_who_counts_is_right_even_inside_somebody_ignored():
    metrics = DetectionMetrics()
    metrics.update(_found((_LEFT, 0.9)), _people(_LEFT, ignored=[(0, 0, 40, 20)]))
    figures = metrics.compute()
    assert figures.recall.value == figures.precision.value == 1.0


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_figures_of_any_pictures_and_their_intervals(images):
    metrics = DetectionMetrics()
    for right, false in images:
        boxes = [(100.0 * i, 0, 100.0 * i + 10, 20) for i in range(right + false)]
        metrics.update(_found(*((box, 0.5) for box in boxes)),
                       _people(*boxes[:right]))
    figures = metrics.compute()
    people = sum(right for right, _ in images)
    assert figures.people == people
    false = sum(false for _, false in images)
    assert figures.false_people_per_image.value == pytest.approx(false / len(images))
    assert (0 <= figures.false_people_per_image.low <= figures.false_people_per_image.high
            <= max(false for _, false in images))
    if people:
        assert figures.recall.value == figures.recall.low == figures.recall.high == 1.0
        assert figures.precision.value == pytest.approx(people / (people + false))
        assert 0.0 <= figures.precision.low <= figures.precision.high <= 1.0
        if len(set(images)) == 1:
            # Pictures that are all alike leave nothing to chance.
            assert figures.precision.low == figures.precision.high


class _LeftHalfDetector:
    """Finds one person in the left half of any picture."""

    def __init__(self):
        self.calls = []

    def load(self):
        self.calls.append('load')

    def detect(self, bgr):
        height, width = bgr.shape[:2]
        return _found(((0, 0, width / 2, height), 0.7))

    def close(self):
        self.calls.append('close')


def test_a_detector_is_loaded_run_and_closed():
    detector = _LeftHalfDetector()
    picture = np.zeros((20, 40, 3), np.uint8)
    figures = measure_detector(detector, [(picture, _people((0, 0, 20, 20))),
                                          (picture, _people((20, 0, 40, 20)))])
    assert detector.calls == ['load', 'close']
    assert figures.recall.value == 0.5
    assert figures.false_people_per_image.value == 0.5
