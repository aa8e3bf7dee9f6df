"""Gradient-boosted trees that learn from some people and are asked about others."""

from collections.abc import Callable

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.evaluation.feature_table import FeatureTable

# Slow and shallow enough not to learn a few hundred people by heart.
_SETTINGS = {'max_iter': 150, 'learning_rate': 0.06, 'max_leaf_nodes': 15,
             'min_samples_leaf': 15, 'l2_regularization': 1.0, 'max_features': 0.5,
             'early_stopping': False}

Learned = Callable[[np.ndarray], np.ndarray]


def learn_probability(values: np.ndarray, positive: np.ndarray, seed: int = 0) -> Learned:
    """Learn yes or no; return what gives the probability of yes of other rows.

    Args:
        values: float (n, d), NaN where unknown.
        positive: bool (n,); where all are alike, so is the answer.
        seed: of the choice of columns at each split.

    Raises:
        MissingPackageError: scikit-learn is not installed.
    """
    positive = np.asarray(positive, bool)
    if not len(positive) or positive.all() or not positive.any():
        share = float(positive.mean()) if len(positive) else 0.5
        return lambda asked: np.full(len(asked), share)
    trees = _ensemble().HistGradientBoostingClassifier(**_SETTINGS, random_state=seed)
    used = _ever_known(values)
    trees.fit(values[:, used], positive)
    return lambda asked: trees.predict_proba(asked[:, used])[:, 1]


def learn_value(values: np.ndarray, target: np.ndarray, seed: int = 0) -> Learned:
    """Learn a number, float (n,); the rest is as in `learn_probability`."""
    trees = _ensemble().HistGradientBoostingRegressor(**_SETTINGS, random_state=seed)
    used = _ever_known(values)
    trees.fit(values[:, used], target)
    return lambda asked: trees.predict(asked[:, used])


def field_importances(learned: Learned, table: FeatureTable, score: Callable[..., float],
                      repeats: int = 5, seed: int = 0) -> list[tuple[str, float]]:
    """Return how much worse the answers get when a field's values are dealt out anew.

    Permutation importance after Breiman, "Random Forests", 2001, over all columns of a field.

    Args:
        learned: gives an answer for each row.
        table: n rows that were not learned from.
        score: takes answers (n,), the higher the better.
        repeats: how often each field is dealt out; the mean counts.
        seed: of the dealing.

    Returns:
        (field, loss of score), largest loss first.
    """
    rng = np.random.default_rng(seed)
    whole, losses = score(learned(table.values)), []
    for field in table.fields:
        columns, loss = table.columns_of(field), 0.0
        for _ in range(repeats):
            dealt = table.values.copy()
            dealt[:, columns] = dealt[rng.permutation(len(dealt))][:, columns]
            loss += (whole - score(learned(dealt))) / repeats
        losses.append((field, float(loss)))
    return sorted(losses, key=lambda item: -item[1])


def _ever_known(values):
    """Return which columns have a value at all: scikit-learn cannot sort others into bins."""
    return ~np.isnan(values).all(axis=0)


def _ensemble():
    try:
        from sklearn import ensemble
    except ImportError as error:
        raise MissingPackageError(
            'checking labels needs the package scikit-learn; '
            'pip install -r requirements/development.txt') from error
    return ensemble
