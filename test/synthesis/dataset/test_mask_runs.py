from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
from hypothesis.extra import numpy as arrays
import numpy as np
import pytest

from emotion_rescue.synthesis.dataset.mask_runs import decode_mask
from emotion_rescue.synthesis.dataset.mask_runs import encode_mask

_MASKS = arrays.arrays(bool, strategies.tuples(strategies.integers(1, 40),
                                               strategies.integers(1, 40)))


# The strings are what the COCO API gives for the same masks.
@pytest.mark.parametrize(('mask', 'text'), [
    (np.zeros((0, 0), bool), '0'),
    (np.zeros((3, 4), bool), '<'),
    (np.ones((3, 4), bool), '0<'),
    (np.array([[0, 1], [1, 1]], bool), '13'),
    (np.eye(4, dtype=bool), '01400000'),
    (np.zeros((100, 100), bool), '`h9')])
def test_known_strings(mask, text):
    assert encode_mask(mask) == text
    np.testing.assert_array_equal(decode_mask(text, *mask.shape), mask)


@settings(deadline=None)
@given(_MASKS)
def test_masks_come_back(mask):
    np.testing.assert_array_equal(decode_mask(encode_mask(mask), *mask.shape), mask)


@pytest.mark.parametrize('text', ['', '5', 'P', '0<<<<', '!!'])
def test_a_string_for_another_size_is_refused(text):
    with pytest.raises(ValueError, match='do not fill'):
        decode_mask(text, 3, 4)
