import itertools
import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.auroc import auroc


@pytest.mark.parametrize(('score', 'positive'), [([], []), ([1.0, 2.0], [True, True])])
def test_without_two_sides_there_is_nothing_to_tell_apart(score, positive):
    assert math.isnan(auroc(np.array(score), np.array(positive)))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_auroc_is_the_share_of_pairs_in_order(clips):
    score, positive = np.array(clips).T
    pairs = list(itertools.product(score[positive == 1], score[positive == 0]))
    expected = np.mean([(a > b) + (a == b) / 2 for a, b in pairs]) if pairs else math.nan
    assert auroc(score, positive) == pytest.approx(expected, nan_ok=True)
