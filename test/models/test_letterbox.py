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
    tensor = Letterbox((64, 32), (64, 32), dtype).fill(bgr)
    assert tensor.dtype == dtype and tensor.shape == (1, 3, 32, 64)
    np.testing.assert_allclose(tensor[0, 0], bgr[..., 2] / 255, atol=1e-3)
    np.testing.assert_allclose(tensor[0, 2], bgr[..., 0] / 255, atol=1e-3)


@settings(max_examples=60, deadline=None)
@given(width=sides, height=sides, rectangular=strategies.booleans())
def test_same_input_and_same_boxes_as_ultralytics(width, height, rectangular):
    bgr = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    make = Letterbox if not rectangular else (
        lambda image_wh, limit_wh: Letterbox.rectangular(image_wh, limit_wh, 32))
    box = make((width, height), (320, 256))
    expected = reference(bgr, (320, 256), rectangular)
    np.testing.assert_allclose(box.fill(bgr), expected, atol=1e-6)

    from ultralytics.utils.ops import scale_boxes

    boxes = np.random.default_rng(height).uniform(-20, 340, (8, 4)).astype(np.float32)
    np.testing.assert_allclose(
        box.to_image(boxes), scale_boxes(expected.shape[2:], boxes.copy(), (height, width)),
        atol=1e-2)


def test_a_second_picture_leaves_nothing_of_the_first():
    box = Letterbox((40, 30), (64, 64))
    white, black = np.full((30, 40, 3), 255, np.uint8), np.zeros((30, 40, 3), np.uint8)
    before = box.fill(black).copy()
    box.fill(white)
    np.testing.assert_array_equal(box.fill(black), before)


def test_no_boxes_stay_no_boxes():
    assert Letterbox((40, 30), (64, 64)).to_image(np.zeros((0, 4), np.float32)).shape == (0, 4)
