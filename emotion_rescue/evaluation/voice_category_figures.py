"""How well each category of voices is told from the others: precision, recall and F1."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_rescue.evaluation.intervals import percentile_interval
from emotion_rescue.evaluation.intervals import resample_counts

MEASURES: tuple[str, ...] = ('precision', 'recall', 'F1')


@dataclass(frozen=True)
class CategoryFigures:
    """One category.

    Attributes:
        name: of the category.
        clips: how many clips are of it.
        value: measure -> 0..1; NaN for a precision of what is never said, or a recall of what
            never occurs.
        interval: measure -> 95 % bootstrap interval over speakers.
        baseline: measure -> the same of a simpler method.
    """

    name: str
    clips: int
    value: dict[str, float]
    interval: dict[str, tuple[float, float]]
    baseline: dict[str, float]


def category_figures(truth: np.ndarray, answer: np.ndarray, baseline: np.ndarray,
                     group: np.ndarray, names: Sequence[str],
                     rounds: int = 500) -> list[CategoryFigures]:
    """Measure the categories of n clips, each against all others.

    Args:
        truth: (n,) names.
        answer: (n,) the model's.
        baseline: (n,) of a simpler method.
        group: (n,) speaker of each clip.
        names: which categories, in this order.
        rounds: bootstrap resamples.
    """
    once = np.ones((1, len(truth)))
    resampled = [_measures(counts, truth, answer, names)
                 for counts in resample_counts(group, rounds)]
    rows = np.concatenate(resampled) if resampled else np.full((1, len(names), 3), np.nan)
    value, simple = (_measures(once, truth, told, names)[0] for told in (answer, baseline))
    return [CategoryFigures(
        name, int(np.sum(truth == name)), _named(value[i]),
        {measure: percentile_interval(rows[:, i, m]) for m, measure in enumerate(MEASURES)},
        _named(simple[i])) for i, name in enumerate(names)]


def _named(values):
    return dict(zip(MEASURES, map(float, values), strict=True))


def _measures(counts, truth, answer, names):
    """Return (rounds, names, 3) for float (rounds, n), how often each clip counts."""
    is_it, said = (np.array([column == name for name in names]).reshape(len(names), -1).T
                   for column in (truth, answer))
    hits = counts @ (is_it & said)
    true, told = counts @ is_it, counts @ said
    with np.errstate(divide='ignore', invalid='ignore'):
        return np.stack([hits / told, hits / true, 2.0 * hits / (true + told)], axis=-1)
