"""Figures of merit of hearing, written out: macro F1, UAR and concordance."""

import math

import numpy as np


def macro_f1(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return the mean F1 over the classes that occur in `truth`; NaN for no data."""
    scores = []
    for label in np.unique(truth):
        hit = np.sum((truth == label) & (answer == label))
        scores.append(2.0 * hit / (np.sum(truth == label) + np.sum(answer == label)))
    return float(np.mean(scores)) if scores else math.nan


def unweighted_recall(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return UAR, the mean recall over the classes that occur in `truth`; NaN for no data.

    The usual figure of emotions in speech (Schuller et al., Interspeech 2009 Emotion Challenge):
    saying the commonest class always gives 1 / classes.
    """
    recalls = [np.mean(answer[truth == label] == label) for label in np.unique(truth)]
    return float(np.mean(recalls)) if recalls else math.nan


def concordance(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return Lin's concordance correlation coefficient (1989), -1..1; NaN below two values.

    ccc = 2 cov / (var_truth + var_answer + (mean_truth - mean_answer)^2), all with 1/n.
    """
    if len(truth) < 2:
        return math.nan
    covariance = np.mean((truth - truth.mean()) * (answer - answer.mean()))
    spread = truth.var() + answer.var() + (truth.mean() - answer.mean()) ** 2
    return float(2.0 * covariance / spread) if spread > 0 else math.nan
