"""Rankings against plain counting in whole numbers, and against scikit-learn."""

from fractions import Fraction
import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.evaluation.ranking import Ranking

# Few different scores, so that ties are frequent; None is unknown.
rows = st.lists(st.tuples(st.booleans(), st.sampled_from([None, 0.0, 0.1, 0.3, 0.30001, 1.0])),
                max_size=40)
counted_rows = st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 3)),
                        max_size=30)


def _columns(pairs):
    return (np.array([yes for yes, _ in pairs], bool),
            np.array([math.nan if score is None else score for _, score in pairs], float))


def _eleven_points_by_counting(positive, score):
    """Return EMOTIC's AP in exact fractions: every level of recall tries every threshold."""
    known = [-1.0 if math.isnan(s) else s for s in score]
    people, total = sum(map(bool, positive)), Fraction(0)
    for tenths in range(11):
        best = Fraction(0)
        for threshold in known:
            claims = [yes for yes, s in zip(positive, known, strict=True) if s >= threshold]
            hits = sum(map(bool, claims))
            if 10 * hits >= tenths * people:
                best = max(best, Fraction(hits, len(claims)))
        total += best
    return float(total / 11)


def _once(score):
    return np.ones((1, len(score)))


@given(rows)
def test_eleven_points_equal_counting_in_fractions(pairs):
    positive, score = _columns(pairs)
    found = Ranking(positive, score).average_precisions(_once(score))[1][0]
    if positive.any():
        assert found == pytest.approx(_eleven_points_by_counting(positive, score), abs=1e-9)
    else:
        assert math.isnan(found)


@pytest.mark.parametrize('people', [7, 10, 30, 1000])
def test_eleven_points_of_many_people_equal_counting_in_fractions(people):
    rng = np.random.default_rng(people)
    positive = rng.random(300) < 0.3
    score = np.round(rng.random(300) + 0.3 * positive, 2)
    positive[np.flatnonzero(positive)[people:]] = False
    found = Ranking(positive, score).average_precisions(_once(score))[1][0]
    assert found == pytest.approx(_eleven_points_by_counting(positive, score), abs=1e-9)


@given(rows)
def test_plain_precision_and_auroc_equal_scikit_learn(pairs):
    metrics = pytest.importorskip('sklearn.metrics')
    positive, score = _columns(pairs)
    ranking, theirs = Ranking(positive, score), np.nan_to_num(score, nan=-1.0)
    if positive.any():
        assert ranking.average_precisions(_once(score))[0][0] == pytest.approx(
            metrics.average_precision_score(positive, theirs), abs=1e-12)
    auroc = ranking.auroc(_once(score))[0]
    if positive.any() and not positive.all():
        assert auroc == pytest.approx(metrics.roc_auc_score(positive, theirs), abs=1e-12)
    else:
        assert math.isnan(auroc)


@given(counted_rows)
def test_a_row_that_counts_thrice_is_three_rows(triples):
    positive = np.array([yes for yes, _, _ in triples], bool)
    score = np.array([s / 4 for _, s, _ in triples], float)
    counts = np.array([n for _, _, n in triples], int)
    ranking = Ranking(positive, score)
    written_out = Ranking(np.repeat(positive, counts), np.repeat(score, counts))
    ones = np.ones((1, counts.sum()))
    # Beside another resample, which must not matter.
    both = np.stack([np.ones(len(counts)), counts])
    for found, expected in zip([*ranking.average_precisions(both), ranking.auroc(both)],
                               [*written_out.average_precisions(ones), written_out.auroc(ones)],
                               strict=True):
        assert found[1] == pytest.approx(expected[0], nan_ok=True, abs=1e-12)
