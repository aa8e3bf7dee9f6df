import itertools
import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.voice_metrics import auroc
from emotion_rescue.evaluation.voice_metrics import bootstrap_interval
from emotion_rescue.evaluation.voice_metrics import concordance
from emotion_rescue.evaluation.voice_metrics import macro_f1


@pytest.mark.parametrize('metric', [
    lambda: auroc(np.array([]), np.array([])), lambda: macro_f1(np.array([]), np.array([])),
    lambda: concordance(np.array([]), np.array([])),
    lambda: auroc(np.array([1.0, 2.0]), np.array([True, True]))])
def test_nothing_to_measure_is_nan(metric):
    assert math.isnan(metric())


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_auroc_is_the_share_of_pairs_in_order(clips):
    score, positive = np.array(clips).T
    pairs = list(itertools.product(score[positive == 1], score[positive == 0]))
    expected = np.mean([(a > b) + (a == b) / 2 for a, b in pairs]) if pairs else math.nan
    assert auroc(score, positive) == pytest.approx(expected, nan_ok=True)


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


def test_interval_holds_the_mean_and_narrows_with_more_groups():
    rng = np.random.default_rng(0)
    widths = []
    for count in (20, 500):
        low, high = bootstrap_interval(np.mean, rng.normal(3.0, 1.0, count),
                                       group=np.arange(count))
        assert low < 3.0 < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3


def test_copies_of_one_speaker_are_no_more_evidence():
    values = np.random.default_rng(0).normal(size=30)
    alone = bootstrap_interval(np.mean, values, group=np.arange(30))
    copied = bootstrap_interval(np.mean, np.repeat(values, 9), group=np.repeat(np.arange(30), 9))
    assert copied == pytest.approx(alone, abs=0.05)
    assert all(map(math.isnan, bootstrap_interval(np.mean, np.array([]), group=np.array([]))))
