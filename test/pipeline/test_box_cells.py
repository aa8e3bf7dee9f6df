from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.pipeline.box_cells import box_mask
from emotion_rescue.pipeline.box_cells import clean_boxes

ODD = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.tuples(ODD, ODD, ODD, ODD), max_size=5))
def test_what_is_no_box_becomes_an_empty_one(boxes):
    clean = clean_boxes(boxes)
    assert clean.shape == (len(boxes), 4) and np.isfinite(clean).all()
    assert (clean[:, 2:] >= clean[:, :2]).all()


@pytest.mark.parametrize(('boxes', 'cells'), [
    ([], 0), ([(0, 0, 0, 0)], 0), ([(2, 3, 4, 5)], 4), ([(-9, -9, -1, -1)], 0),
    ([(78, 58, 99, 99)], 4), ([(-1e5, -1e5, 1e5, 1e5)], 4800)])
def test_boxes_cover_the_cells_they_touch(boxes, cells):
    mask = box_mask(np.array(boxes, float).reshape(-1, 4), (60, 80), 0.0)
    assert mask.sum() == cells
