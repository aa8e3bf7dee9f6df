"""How far annotators agree beyond chance, for answers of yes and no."""

from collections.abc import Sequence
import math

import numpy as np


def fleiss_kappa(ratings: Sequence[np.ndarray]) -> float:
    """Return Fleiss' kappa: 1 full agreement, 0 that of chance, NaN where it is not defined.

    Fleiss (1971), "Measuring nominal scale agreement among many raters"; with different numbers
    of raters of the subjects, each subject counts the same for the agreement seen.

    Args:
        ratings: bool (raters, subjects) arrays; subjects with one rater are ignored.
    """
    agreed, yes, total = [], 0.0, 0
    for rating in ratings:
        raters, subjects = rating.shape
        if raters < 2 or not subjects:
            continue
        positive = rating.sum(0).astype(float)
        negative = raters - positive
        agreed.append((positive * (positive - 1) + negative * (negative - 1))
                      / (raters * (raters - 1)))
        yes, total = yes + positive.sum(), total + raters * subjects
    if not total:
        return math.nan
    share = yes / total
    expected = share ** 2 + (1 - share) ** 2
    if expected == 1.0:
        return math.nan
    return float((np.concatenate(agreed).mean() - expected) / (1 - expected))


def mean_cohen_kappa(ratings: Sequence[np.ndarray]) -> float:
    """Return the mean of Cohen's kappa over all pairs of raters' places; NaN if not defined.

    Args:
        ratings: bool (raters, subjects) arrays; rater k of each array takes place k, so that all
            need the same number of raters.
    """
    if not len(ratings):
        return math.nan
    answers = np.concatenate(ratings, 1)
    kappas = []
    for i in range(len(answers)):
        for j in range(i):
            first, second = answers[i].mean(), answers[j].mean()
            expected = first * second + (1 - first) * (1 - second)
            if expected < 1.0:
                kappas.append(((answers[i] == answers[j]).mean() - expected) / (1 - expected))
    return float(np.mean(kappas)) if kappas else math.nan
