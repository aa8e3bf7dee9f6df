"""Figures of merit of affect from sight, written out: AP, mAP, VAD error, calibration error."""

import math

import numpy as np

_ELEVEN = np.linspace(0.0, 1.0, 11)


def precision_recall(positive: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return precision and recall at every distinct score, highest first; ties count together.

    Args:
        positive: bool (n,), with at least one True.
        score: float (n,); NaN, an unknown score, ranks below all others.
    """
    score = np.where(np.isnan(score), -np.inf, score)
    order = np.argsort(-score, kind='stable')
    hits = np.cumsum(np.asarray(positive, bool)[order])
    last_of_ties = np.append(score[order][1:] != score[order][:-1], True)
    taken = np.flatnonzero(last_of_ties)
    return hits[taken] / (taken + 1), hits[taken] / hits[-1]


def average_precision(positive: np.ndarray, score: np.ndarray) -> float:
    """Return the area under precision over recall, not interpolated; NaN without positives.

    AP = sum over thresholds of (recall - recall before) * precision.
    """
    if not np.any(positive):
        return math.nan
    precision, recall = precision_recall(positive, score)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def average_precision_11_point(positive: np.ndarray, score: np.ndarray) -> float:
    """Return EMOTIC's official AP: mean of the best precision at recall >= 0, 0.1 ... 1.

    NaN without positives. Kosti et al., TPAMI 2019, and the PASCAL VOC 2007 protocol before.
    """
    if not np.any(positive):
        return math.nan
    precision, recall = precision_recall(positive, score)
    return float(np.mean([precision[recall >= r - 1e-9].max() for r in _ELEVEN]))


def mean_average_precision(positive: np.ndarray, score: np.ndarray, ap=average_precision) -> float:
    """Return the mean AP over the categories that occur; NaN where none does.

    Args:
        positive: bool (n, categories).
        score: float (n, categories).
        ap: how to measure one category.
    """
    present = np.flatnonzero(np.any(positive, axis=0)) if len(positive) else ()
    values = [ap(positive[:, c], score[:, c]) for c in present]
    return float(np.mean(values)) if values else math.nan


def mean_absolute_error(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return the mean of |truth - answer| over known answers; NaN where there are none."""
    known = ~np.isnan(answer)
    return float(np.mean(np.abs(truth - answer)[known])) if known.any() else math.nan


def expected_calibration_error(positive: np.ndarray, probability: np.ndarray,
                               bins: int = 15) -> float:
    """Return the binary calibration error: sum over bins of share * |observed - predicted|.

    Bins of equal width over 0..1 after Guo et al. 2017, whose confidence is here the probability
    of 'yes'. Unknown probabilities are left out; NaN where there are no others.

    Args:
        positive: bool (...).
        probability: float (...), 0..1.
        bins: how many.
    """
    known = ~np.isnan(probability)
    positive, probability = np.asarray(positive, float)[known], probability[known]
    if not len(probability):
        return math.nan
    index = np.minimum((probability * bins).astype(int), bins - 1)
    gap = np.bincount(index, positive, bins) - np.bincount(index, probability, bins)
    return float(np.abs(gap).sum() / len(probability))
