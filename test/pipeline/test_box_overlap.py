from hypothesis import given
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.pipeline.box_overlap import box_iou

BOX = strategies.tuples(*[strategies.floats(-100, 100)] * 4)
UNIT = np.array([[0.0, 0.0, 10.0, 10.0]])


@pytest.mark.parametrize(('first', 'second'), [(0, 0), (0, 3), (3, 0)])
def test_no_boxes_have_no_overlaps(first, second):
    assert box_iou(np.zeros((first, 4)), np.zeros((second, 4))).shape == (first, second)


@pytest.mark.parametrize(('box', 'expected'), [
    ((0, 0, 10, 10), 1.0), ((5, 0, 15, 10), 1 / 3), ((0, 0, 10, 20), 0.5),
    ((10, 0, 20, 10), 0.0), ((30, 30, 40, 40), 0.0), ((5, 5, 5, 5), 0.0), ((9, 9, 1, 1), 0.0)])
def test_overlap_of_two_boxes(box, expected):
    assert box_iou(UNIT, np.array([box], float)) == pytest.approx(expected)


@given(strategies.lists(BOX, max_size=4), strategies.lists(BOX, max_size=4))
def test_overlap_is_a_share_and_symmetric(first, second):
    first, second = (np.array(boxes, float).reshape(-1, 4) for boxes in (first, second))
    overlap = box_iou(first, second)
    assert ((overlap >= 0) & (overlap <= 1 + 1e-9)).all()
    np.testing.assert_allclose(overlap, box_iou(second, first).T)
