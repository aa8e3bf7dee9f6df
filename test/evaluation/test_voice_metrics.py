import math

import numpy as np
import pytest

from emotion_rescue.evaluation.voice_metrics import concordance
from emotion_rescue.evaluation.voice_metrics import macro_f1
from emotion_rescue.evaluation.voice_metrics import unweighted_recall


@pytest.mark.parametrize('metric', [macro_f1, concordance])
def test_nothing_to_measure_is_nan(metric):
    assert math.isnan(metric(np.array([]), np.array([])))


def test_macro_f1_by_hand():
    # a: precision 1/2, recall 1/1 -> 2/3; b: precision 1, recall 1/2 -> 2/3
    assert macro_f1(np.array(['a', 'b', 'b']), np.array(['a', 'a', 'b'])) == pytest.approx(2 / 3)


def test_macro_f1_counts_a_class_never_answered():
    assert macro_f1(np.array(['a', 'b']), np.array(['a', 'a'])) == pytest.approx(1 / 3)


def test_concordance_by_hand():
    truth, answer = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    # covariance 2/3, variances 2/3 each, means apart by 1
    assert concordance(truth, answer) == pytest.approx((4 / 3) / (4 / 3 + 1))
    assert concordance(truth, truth) == pytest.approx(1.0)
    assert concordance(truth, 4 - truth) == pytest.approx(-1.0)


@pytest.mark.parametrize(('truth', 'answer', 'expected'), [
    ('', '', math.nan), ('a', 'a', 1.0), ('a', 'b', 0.0), ('aaab', 'aaaa', 0.5),
    ('aaabb', 'aabba', (2 / 3 + 1 / 2) / 2), ('ab', 'ac', 0.5)])
def test_unweighted_recall(truth, answer, expected):
    result = unweighted_recall(np.array(list(truth)), np.array(list(answer)))
    assert result == pytest.approx(expected, nan_ok=True)
