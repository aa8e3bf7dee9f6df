"""Makes up for rare categories: in EMOTIC, those of distress are among the rarest.

A category counts as the inverse square root of its share of the people, which is between leaving
the data as they are and giving every category the same weight (Mikolov et al. 2013 draw words by
the same power; Mahajan et al., "Exploring the Limits of Weakly Supervised Pretraining", 2018, do
so for tags of pictures). Either people with rare categories are drawn more often, or rare
categories weigh more among a person's answers. Both shift what the model takes for likely; the
calibration, fitted on people as they come, takes that back.
"""

from collections.abc import Callable

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES

_POWER = -0.5


def category_weights(emotions: np.ndarray, cap: float) -> np.ndarray:
    """Return float64 (26,), 1 for the most frequent category, at most `cap`.

    Args:
        emotions: bool (n, 26).
        cap: most that a category counts; those that nobody has count as much.
    """
    share = np.asarray(emotions, bool).mean(axis=0) if len(emotions) else np.zeros(26)
    with np.errstate(divide='ignore', invalid='ignore'):
        weights = (share / share.max()) ** _POWER if share.any() else np.ones(len(share))
    return np.minimum(weights, cap)


def people_weights(emotions: np.ndarray, cap: float) -> np.ndarray:
    """Return float64 (n,): the weight of each person's rarest category; 1 without any."""
    return np.where(emotions, category_weights(emotions, cap), 1.0).max(axis=1, initial=1.0)


def drawn_people(people: int, weights: np.ndarray | None, rng) -> np.ndarray:
    """Return int (people,): numbers of people in random order, each as often as it weighs.

    A person who should come 2.3 times comes 2 or 3 times (systematic sampling), so that nobody of
    weight is left out by chance.

    Args:
        people: how many there are, and how many are drawn.
        weights: float (people,), positive; None is everybody once.
        rng: a numpy generator.
    """
    if weights is None:
        return rng.permutation(people)
    order = rng.permutation(people)  # else neighbours in the list would be chosen by turns
    ends = np.cumsum(weights[order] / np.sum(weights)) * people
    places = np.arange(people) + rng.random()
    chosen = order[np.minimum(np.searchsorted(ends, places, side='right'), people - 1)]
    return rng.permutation(chosen)


def tell_missing(emotions: np.ndarray, report: Callable[[str], None]) -> np.ndarray:
    """Return bool (26,), which categories somebody has; tell those that nobody has.

    Args:
        emotions: bool (n, 26), of the training people.
        report: told.
    """
    taught = np.asarray(emotions, bool).reshape(-1, len(CATEGORY_NAMES)).any(axis=0)
    if not taught.all():
        names = ', '.join(np.array(CATEGORY_NAMES)[~taught])
        report(f'nobody in train has {names}: not learned, not calibrated, and so unknown in '
               'every reading')
    return taught
