import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.resampled_errors import absolute_error
from emotion_rescue.evaluation.resampled_errors import calibration_error
from emotion_rescue.evaluation.resampled_errors import probability_bin
from emotion_rescue.evaluation.resampled_errors import root_mean_square_error

values = st.sampled_from([math.nan, 0.0, 0.05, 0.4, 0.5, 1.0])
rows = st.lists(st.tuples(values, values, st.integers(0, 3)), max_size=20)


@pytest.mark.parametrize(('truth', 'answer', 'counts', 'absolute', 'squared'), [
    ([], [], [], math.nan, math.nan),
    ([1], [3], [0], math.nan, math.nan),
    ([1, 4], [3, 4], [1, 1], 1.0, math.sqrt(2)),
    ([1, 4], [3, 4], [1, 3], 0.5, 1.0),
    # What is unknown of either counts in neither.
    ([1, math.nan, 5], [3, 4, math.nan], [1, 1, 1], 2.0, 2.0)])
def test_errors_of_numbers(truth, answer, counts, absolute, squared):
    truth, answer = np.array(truth, float), np.array(answer, float)
    counts = np.array([counts], float)
    assert absolute_error(truth, answer, counts)[0] == pytest.approx(absolute, nan_ok=True)
    assert root_mean_square_error(truth, answer, counts)[0] == pytest.approx(squared, nan_ok=True)


@given(rows)
def test_a_row_that_counts_thrice_is_three_rows(triples):
    truth, answer, counts = (np.array(column, float) for column in zip(*triples, strict=True)
                             ) if triples else np.zeros((3, 0))
    both = np.stack([np.ones(len(counts)), counts])
    repeat = counts.astype(int)
    ones = np.ones((1, repeat.sum()))
    for error in (absolute_error, root_mean_square_error, calibration_error):
        found = error(truth, answer, both)[1]
        expected = error(np.repeat(truth, repeat), np.repeat(answer, repeat), ones)[0]
        assert found == pytest.approx(expected, nan_ok=True)


def test_one_is_in_the_last_bin():
    found = probability_bin(np.array([0.0, 1 / 15 - 1e-9, 0.99, 1.0]), 15)
    assert found.tolist() == [0, 0, 14, 14]
