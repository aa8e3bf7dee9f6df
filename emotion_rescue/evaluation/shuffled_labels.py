"""Learners whose labels were dealt out among people at random: they must end at chance.

If they did not, the evaluation itself would give labels away. People who are in both splits are
not found this way, as what was dealt to them is not their label; `label_bars` looks for them.
"""

from collections.abc import Callable
import math

import numpy as np

from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.boosted_trees import Learned
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.people_set import PeopleSet

_DEALS = 5
_STANDARD_ERRORS = 1.96


def shuffled_auroc(name: str, learn: Callable[[np.ndarray, int], Learned], known: np.ndarray,
                   asked_values: np.ndarray, asked: PeopleSet, *, deals: int = _DEALS,
                   progress: Callable[[int, int], None] = lambda done, count: None) -> Figure:
    """Return the mean AUROC of distress after learning from labels dealt out anew.

    One deal is no proof: what it teaches is arbitrary, yet goes with posture by chance, to either
    side. So several are made, and the 95 % interval of their mean holds both what differs from
    deal to deal (Student's t) and which people were asked about (bootstrap). Even where all is
    well it misses 0.5 in one set out of twenty.

    Args:
        name: of the figure.
        learn: takes labels, bool (n,), and a seed.
        known: bool (n,), the true labels of the people to learn from.
        asked_values: what the learner takes, of the m people asked about.
        asked: their labels, which stay true.
        deals: at least 2.
        progress: called with (deals done, deals).
    """
    from scipy.stats import t as student
    values, widths = [], []
    progress(0, deals)
    for deal in range(deals):
        dealt = np.random.default_rng((deal, len(known))).permutation(known)
        said = learn(dealt, deal)(asked_values)
        values.append(auroc(said, asked.distressed))
        low, high = bootstrap_interval(auroc, said, asked.distressed, group=asked.person,
                                       rounds=200)
        widths.append((high - low) / (2 * _STANDARD_ERRORS))
        progress(deal + 1, deals)
    mean = float(np.mean(values))
    between = student.ppf(0.975, deals - 1) * np.std(values, ddof=1) / math.sqrt(deals)
    half = math.hypot(between, _STANDARD_ERRORS * float(np.mean(widths)) / math.sqrt(deals))
    return Figure(name, mean, mean - half, mean + half)
