"""Figures of merit of affect from sight, of one answer each: AP, mAP, VAD error, calibration."""

from collections.abc import Callable
import math

import numpy as np

from emotion_rescue.evaluation import resampled_errors
from emotion_rescue.evaluation.ranking import Ranking


def average_precision(positive: np.ndarray, score: np.ndarray) -> float:
    """Return the area under precision over recall, not interpolated; NaN without positives.

    Args:
        positive: bool (n,).
        score: float (n,); NaN, an unknown score, ranks below all others; ties count together.
    """
    return float(Ranking(positive, score).average_precisions(_once(score))[0][0])


def average_precision_11_point(positive: np.ndarray, score: np.ndarray) -> float:
    """Return EMOTIC's official AP: mean of the best precision at recall >= 0, 0.1 ... 1.

    NaN without positives; arguments as in `average_precision`.
    """
    return float(Ranking(positive, score).average_precisions(_once(score))[1][0])


def mean_average_precision(positive: np.ndarray, score: np.ndarray,
                           ap: Callable[[np.ndarray, np.ndarray], float] = average_precision
                           ) -> float:
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
    """Return the mean of |truth - answer| over what is known of both; NaN where nothing is."""
    truth, answer = np.ravel(truth), np.ravel(answer)
    return float(resampled_errors.absolute_error(truth, answer, _once(answer))[0])


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
    positive, probability = np.ravel(positive), np.ravel(probability)
    return float(resampled_errors.calibration_error(
        positive, probability, _once(probability), bins)[0])


def _once(values):
    return np.ones((1, len(values)))
