import math

import numpy as np
import pytest

from emotion_rescue.evaluation.agreement import fleiss_kappa


def table(*rows):
    return np.array(rows, bool)


def test_nothing_to_compare_has_no_agreement():
    assert math.isnan(fleiss_kappa([]))
    assert math.isnan(fleiss_kappa([table([1, 0, 1])]))
    assert math.isnan(fleiss_kappa([table([1, 1], [1, 1])]))


@pytest.mark.parametrize(('ratings', 'expected'), [
    ([table([1, 0], [1, 0])], 1.0),
    ([table([1, 0], [0, 1])], -1.0),
    ([table([1, 1, 0, 0], [1, 0, 1, 0])], 0.0)])
def test_known_cases(ratings, expected):
    assert fleiss_kappa(ratings) == pytest.approx(expected)


def test_chance_has_no_agreement():
    ratings = [np.random.default_rng(0).random((4, 20_000)) < 0.2]
    assert abs(fleiss_kappa(ratings)) < 0.02


def test_different_numbers_of_raters_can_be_put_together():
    assert fleiss_kappa([table([1, 0], [1, 0]), table([1, 0], [1, 0], [1, 0])]) == 1.0
