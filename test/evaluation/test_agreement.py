import math

import numpy as np
import pytest

from emotion_rescue.evaluation.agreement import fleiss_kappa
from emotion_rescue.evaluation.agreement import mean_cohen_kappa

MEASURES = (fleiss_kappa, mean_cohen_kappa)


def table(*rows):
    return np.array(rows, bool)


@pytest.mark.parametrize('kappa', MEASURES)
def test_nothing_to_compare_has_no_agreement(kappa):
    assert math.isnan(kappa([]))
    assert math.isnan(kappa([table([1, 0, 1])]))
    assert math.isnan(kappa([table([1, 1], [1, 1])]))


@pytest.mark.parametrize('kappa', MEASURES)
@pytest.mark.parametrize(('ratings', 'expected'), [
    ([table([1, 0], [1, 0])], 1.0),
    ([table([1, 0], [0, 1])], -1.0),
    ([table([1, 1, 0, 0], [1, 0, 1, 0])], 0.0)])
def test_known_cases(kappa, ratings, expected):
    assert kappa(ratings) == pytest.approx(expected)


@pytest.mark.parametrize('kappa', MEASURES)
def test_chance_has_no_agreement(kappa):
    ratings = [np.random.default_rng(0).random((4, 20_000)) < 0.2]
    assert abs(kappa(ratings)) < 0.02


def test_cohen_is_that_of_scikit_learn():
    metrics = pytest.importorskip('sklearn.metrics')
    ratings = np.random.default_rng(0).random((2, 60)) < 0.7
    ratings[1, :40] = ratings[0, :40]
    assert mean_cohen_kappa([ratings]) == pytest.approx(metrics.cohen_kappa_score(*ratings))


def test_different_numbers_of_raters_can_be_put_together():
    assert fleiss_kappa([table([1, 0], [1, 0]), table([1, 0], [1, 0], [1, 0])]) == 1.0
