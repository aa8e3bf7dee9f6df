from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.models.letterbox import Letterbox

pytest.importorskip('cv2')
sides = strategies.integers(1, 700)


def reference(bgr, input_wh, rectangular):
    """Return the input tensor that ultralytics would make."""
    pytest.importorskip('ultralytics')
    from ultralytics.data.augment import LetterBox

    boxed = LetterBox(input_wh[::-1], auto=rectangular, stride=32)(image=bgr)
    return boxed[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255


@pytest.mark.parametrize('dtype', [np.float32, np.float16])
def test_a_picture_of_the_input_size_is_only_converted(dtype):
    bgr = np.random.default_rng(0).integers(0, 256, (32, 64, 3), np.uint8)
    tensor = Letterbox((64, 32), (64, 32), dtype=dtype).fill(bgr)
    assert tensor.dtype == dtype and tensor.shape == (1, 3, 32, 64)
    np.testing.assert_allclose(tensor[0, 0], bgr[..., 2] / 255, atol=1e-3)
    np.testing.assert_allclose(tensor[0, 2], bgr[..., 0] / 255, atol=1e-3)


pictures = given(width=sides, height=sides, rectangular=strategies.booleans())
# Scaled to exactly one stride, rounded down.
thin = example(width=384, height=39, rectangular=True)


def letterbox(width, height, rectangular):
    return Letterbox((width, height), (320, 256), stride=32 if rectangular else None)


@settings(max_examples=200, deadline=None)
@pictures
@thin
def test_same_input_as_ultralytics(width, height, rectangular):
    bgr = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    expected = reference(bgr, (320, 256), rectangular)
    np.testing.assert_allclose(
        letterbox(width, height, rectangular).fill(bgr), expected, atol=1e-6)


@settings(max_examples=200, deadline=None)
@pictures
@thin
def test_same_boxes_as_ultralytics_where_its_way_back_is_its_way_there(
        width, height, rectangular):
    from ultralytics.utils.ops import scale_boxes

    box = letterbox(width, height, rectangular)
    # It takes the scale back from the input with its border, where rounding may have changed it.
    back = min(box.input_wh[0] / width, box.input_wh[1] / height)
    assume(back == min(320 / width, 256 / height))
    boxes = np.random.default_rng(height).uniform(-20, 340, (8, 4)).astype(np.float32)
    np.testing.assert_allclose(
        box.to_image(boxes), scale_boxes(box.input_wh[::-1], boxes.copy(), (height, width)),
        atol=1e-2)


@settings(max_examples=200, deadline=None)
@pictures
@thin
def test_the_way_back_is_the_way_there(width, height, rectangular):
    box = letterbox(width, height, rectangular)
    box.fill(np.full((height, width, 3), 255, np.uint8))
    rows, columns = np.nonzero(box.tensor[0, 0] == 1.0)
    whole = [[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]]
    np.testing.assert_allclose(
        box.to_image(np.array(whole, np.float32)), [[0, 0, width, height]], atol=1e-3)


def test_a_second_picture_leaves_nothing_of_the_first():
    box = Letterbox((40, 30), (64, 64))
    white, black = np.full((30, 40, 3), 255, np.uint8), np.zeros((30, 40, 3), np.uint8)
    before = box.fill(black).copy()
    box.fill(white)
    np.testing.assert_array_equal(box.fill(black), before)


def test_no_boxes_stay_no_boxes():
    assert Letterbox((40, 30), (64, 64)).to_image(np.zeros((0, 4), np.float32)).shape == (0, 4)
