"""Fits a calibration (see `models.llava_calibration`) to people whose feelings are known."""

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.evaluation.logistic import fit_logistic
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.llava_reading import log_share

MIN_THRESHOLD = 0.3  # what is less likely than this is not worth an operator's attention
MIN_EXAMPLES = 5  # of either kind; with fewer, a category stays uncalibrated and unknown
_PULL = 1e-3      # of the scale towards 1, so that a perfect split does not make it infinite


def fit_calibration(log_likelihoods: np.ndarray, emotions: np.ndarray,
                    distress: np.ndarray) -> Calibration:
    """Return scale, bias and threshold of every category, and those of distress.

    Args:
        log_likelihoods: float (n, answers), from `LlavaSightScorer.answer_log_likelihoods`.
        emotions: bool (n, 26).
        distress: float (n,), 0..1; NaN where it is not known.
    """
    fields = split_fields(log_likelihoods)
    shares = log_share(fields[EMOTIONS_FIELD])
    scale, bias, threshold = np.full((3, CATEGORY_COUNT), np.nan)
    for c in np.flatnonzero(enough_examples(emotions)):
        scale[c], bias[c] = fit_platt(shares[:, c], emotions[:, c])
        said = sigmoid(scale[c] * shares[:, c] + bias[c])
        threshold[c] = max(MIN_THRESHOLD, break_even(emotions[:, c], said))
    known = ~np.isnan(np.asarray(distress, float))
    of_distress = (fit_platt(distress_log_odds(fields)[known], distress[known]) if known.any()
                   else (np.nan, np.nan))
    return Calibration(scale, bias, threshold, *of_distress)


def enough_examples(emotions: np.ndarray) -> np.ndarray:
    """Return bool (26,): which categories of `emotions`, bool (n, 26), can be calibrated."""
    return np.minimum(emotions.sum(axis=0), (~emotions).sum(axis=0)) >= MIN_EXAMPLES


def fit_platt(feature: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Return scale >= 0 and bias of the logistic curve nearest to `target` (0..1) in likelihood.

    Platt, "Probabilistic Outputs for Support Vector Machines", 1999. A feature that speaks
    against its own target gets scale 0, which leaves the mean.
    """
    target = np.asarray(target, float)
    ones = np.ones((len(target), 1))
    design = np.concatenate([np.asarray(feature, float)[:, None], ones], axis=1)
    scale, bias = fit_logistic(design, target, np.array((_PULL, 0.0)), np.array((1.0, 0.0)))
    if scale >= 0:
        return float(scale), float(bias)
    return 0.0, float(fit_logistic(ones, target, np.array((1e-6,)))[0])


def break_even(positive: np.ndarray, probability: np.ndarray) -> float:
    """Return the threshold from which as many are called positive as there are.

    There precision equals recall.
    """
    ranked = np.sort(probability)[::-1]
    count = int(positive.sum())
    return float(ranked[count - 1] + ranked[min(count, len(ranked) - 1)]) / 2
