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
