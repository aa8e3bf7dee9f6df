"""Yes-or-no answers to many labels, against scikit-learn's figures of the same names."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.multilabel_metrics import hamming_loss
from emotion_rescue.evaluation.multilabel_metrics import precision_recall_f1
from emotion_rescue.evaluation.multilabel_metrics import subset_accuracy

metrics = pytest.importorskip('sklearn.metrics')
_LABELS = 5


@st.composite
def answers(draw):
    """Return truth and answer, bool (n, labels), and how often each row counts, int (n,)."""
    count = draw(st.integers(1, 12))
    bits = st.lists(st.booleans(), min_size=count * _LABELS, max_size=count * _LABELS)
    truth, said = (np.array(draw(bits), bool).reshape(count, _LABELS) for _ in range(2))
    counts = np.array(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)))
    return truth, said, counts


@given(answers())
def test_figures_equal_scikit_learn_on_the_rows_written_out(drawn):
    truth, said, counts = drawn
    both = np.stack([np.ones(len(counts)), counts])
    found = [figure[1] for figure in precision_recall_f1(truth, said, both)]
    loss, exact = hamming_loss(truth, said, both)[1], subset_accuracy(truth, said, both)[1]
    truth, said = np.repeat(truth, counts, axis=0), np.repeat(said, counts, axis=0)
    if not len(truth):
        assert np.isnan([loss, exact]).all() and np.isnan(found).all()
        return
    assert loss == pytest.approx(metrics.hamming_loss(truth, said))
    assert exact == pytest.approx(metrics.accuracy_score(truth, said))
    occurring = truth.any(axis=0)
    expected = metrics.precision_recall_fscore_support(
        truth, said, average=None, zero_division=0, labels=range(_LABELS))[:3]
    for one, other in zip(found, expected, strict=True):
        assert np.isnan(one[~occurring]).all()
        assert one[occurring] == pytest.approx(other[occurring])


def test_nobody_gives_nothing():
    nobody = np.zeros((0, _LABELS), bool)
    counts = np.ones((1, 0))
    assert np.isnan(hamming_loss(nobody, nobody, counts)).all()
    assert np.isnan(subset_accuracy(nobody, nobody, counts)).all()
    assert np.isnan(precision_recall_f1(nobody, nobody, counts)).all()
