import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.affect_metrics import average_precision_11_point
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.affect_metrics import mean_absolute_error
from emotion_rescue.evaluation.affect_metrics import mean_average_precision

_YES_NO = [True, False, True, True, False, False]
_SCORES = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]


@pytest.mark.parametrize(('positive', 'score', 'expected'), [
    ([], [], math.nan),
    ([False], [0.3], math.nan),
    ([True], [0.3], 1.0),
    ([True, False], [0.9, 0.1], 1.0),
    ([False, True], [0.9, 0.1], 0.5),
    # By hand: precision 1, 2/3, 3/4 where recall rises by 1/3 each.
    (_YES_NO, _SCORES, (1 + 2 / 3 + 3 / 4) / 3),
    # All tied: one threshold, precision is the prevalence.
    (_YES_NO, [0.5] * 6, 0.5),
    # Unknown scores come last, together.
    ([True, False, True], [0.2, math.nan, math.nan], 0.5 + 0.5 * 2 / 3),
])
def test_average_precision(positive, score, expected):
    found = average_precision(np.array(positive, bool), np.array(score, float))
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(('positive', 'score', 'expected'), [
    ([], [], math.nan),
    ([True], [0.3], 1.0),
    ([False, True], [0.9, 0.1], 0.5),
    # By hand: best precision 1 for recall 0 to 0.3, then 3/4 up to 1.
    (_YES_NO, _SCORES, (4 * 1 + 7 * 0.75) / 11),
])
def test_eleven_points(positive, score, expected):
    found = average_precision_11_point(np.array(positive, bool), np.array(score, float))
    assert found == pytest.approx(expected, nan_ok=True)


def _ap_by_counting(positive, score):
    """Walk down the distinct scores and count, as a slow and plain second opinion."""
    total, before = 0.0, 0.0
    for threshold in sorted(set(score), reverse=True):
        taken = [p for p, s in zip(positive, score, strict=True) if s >= threshold]
        recall = sum(taken) / sum(positive)
        total += (recall - before) * sum(taken) / len(taken)
        before = recall
    return total


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=30))
def test_average_precision_equals_counting(pairs):
    positive, score = [p for p, _ in pairs], [s / 5 for _, s in pairs]
    found = average_precision(np.array(positive), np.array(score))
    if not any(positive):
        assert math.isnan(found)
    else:
        assert found == pytest.approx(_ap_by_counting(positive, score))
        eleven = average_precision_11_point(np.array(positive), np.array(score))
        assert 0 < eleven <= 1


def test_mean_average_precision_is_over_the_categories_that_occur():
    positive = np.array([[1, 0, 0], [0, 0, 1]], bool)
    score = np.array([[0.9, 0.5, 0.8], [0.1, 0.5, 0.2]])
    assert mean_average_precision(positive, score) == pytest.approx((1 + 0.5) / 2)
    assert math.isnan(mean_average_precision(np.zeros((2, 3), bool), score))
    assert math.isnan(mean_average_precision(np.zeros((0, 3), bool), np.zeros((0, 3))))


@pytest.mark.parametrize(('truth', 'answer', 'expected'), [
    ([], [], math.nan), ([1, 2], [2, 4], 1.5), ([1, 2], [math.nan, 4], 2),
    ([1], [math.nan], math.nan)])
def test_mean_absolute_error(truth, answer, expected):
    assert mean_absolute_error(np.array(truth, float), np.array(answer, float)) == pytest.approx(
        expected, nan_ok=True)


@pytest.mark.parametrize(('positive', 'probability', 'expected'), [
    ([], [], math.nan),
    ([True], [math.nan], math.nan),
    ([True, False], [1.0, 0.0], 0.0),
    ([True, False], [0.0, 1.0], 1.0),
    # One bin: predicted 0.5, observed 0.25.
    ([True, False, False, False], [0.5] * 4, 0.25),
    # Two bins: 3 of 4 at 0.9 with 2/3 right (gap 0.7 / 3), 1 of 4 at 0.1 and wrong (gap 0.9).
    ([True, True, False, True], [0.9, 0.9, 0.9, 0.1], 0.75 * (0.9 - 2 / 3) + 0.25 * 0.9),
])
def test_expected_calibration_error(positive, probability, expected):
    found = expected_calibration_error(np.array(positive, bool), np.array(probability, float))
    assert found == pytest.approx(expected, nan_ok=True)
