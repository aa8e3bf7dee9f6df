"""Figures of strategies: means over seeds with intervals by person, and paired differences.

Everything is measured on the same resamples of the same test people, so that a figure of one
strategy can be subtracted from another's resample by resample. An interval tells what other test
people might give, with the trainings as they are; what other trainings give is told by the seeds.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.affect_lines import JudgedPeople
from emotion_rescue.evaluation.affect_lines import read_prediction_lines
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.evaluation.intervals import percentile_interval
from emotion_rescue.training.strategies import DIFFERENCES


@dataclass(frozen=True)
class SeedsFigure:
    """A figure over several trainings; NaN where it cannot be measured.

    Attributes:
        value: mean over seeds.
        low: of the 95 % interval of that mean, by resampling of people.
        high: of the same.
        seeds: the figure of each seed.
    """

    value: float
    low: float
    high: float
    seeds: tuple[float, ...]

    @property
    def clear(self) -> bool:
        """Whether, as a difference, it is of one sign in the interval and with every seed."""
        return (bool(self.low > 0) and min(self.seeds) > 0) or (
            bool(self.high < 0) and max(self.seeds) < 0)


@dataclass(frozen=True)
class StrategyFigures:
    """What one strategy, or a difference of two, comes to.

    Attributes:
        figures: name -> over everything.
        categories: category -> name -> figure.
    """

    figures: Mapping[str, SeedsFigure]
    categories: Mapping[str, Mapping[str, SeedsFigure]]


@dataclass(frozen=True)
class Difference:
    """A figure of `of` minus the same of `minus`, for every figure."""

    shows: str
    of: str
    minus: str
    figures: StrategyFigures


@dataclass(frozen=True)
class ComparedStrategies:
    """Everything that was measured.

    Attributes:
        people: how many test people there are.
        persons: how many different ones.
        rounds: of the bootstrap.
        chances: figure -> what guessing gives, where that is known.
        shares: category -> number of test people who have it.
        strategies: name -> figures.
        differences: those of which both sides were measured.
    """

    people: int
    persons: int
    rounds: int
    chances: Mapping[str, float]
    shares: Mapping[str, int]
    strategies: Mapping[str, StrategyFigures]
    differences: tuple[Difference, ...]


def compare_predictions(truth: JudgedPeople, tables: Mapping[str, Sequence[Path]], rounds: int,
                        progress: Callable[[int, int], None] = lambda done, count: None
                        ) -> ComparedStrategies:
    """Measure predictions as `evaluate affect --predictions` does, and compare them.

    Args:
        truth: of the test people.
        tables: strategy -> its files of predictions, one a seed, all for the same seeds.
        rounds: of the bootstrap.
        progress: called with (files measured, files).

    Raises:
        InputError: a file is missing or not as `affect_lines` describes.
    """
    count, done, scores, resampled = sum(map(len, tables.values())), 0, None, {}
    for name, paths in tables.items():
        of_seeds = []
        for path in paths:
            scores = score_predictions(truth, read_prediction_lines(path), rounds=rounds)
            of_seeds.append(scores.figures.resampled)
            done += 1
            progress(done, count)
        resampled[name] = {figure: np.stack([seed[figure] for seed in of_seeds])
                           for figure in of_seeds[0]}
    differences = tuple(
        Difference(shows, of, minus, _figures(
            {name: resampled[of][name] - resampled[minus][name] for name in resampled[of]}))
        for shows, of, minus in DIFFERENCES if of in resampled and minus in resampled)
    return ComparedStrategies(
        len(truth.people), scores.persons, rounds,
        {figure.name: figure.chance for figure in scores.figures.figures},
        {category.name: category.people for category in scores.figures.categories},
        {name: _figures(values) for name, values in resampled.items()}, differences)


def _figures(values):
    """Return the figures of name -> float (seeds, 1 + rounds) or (seeds, 1 + rounds, 26)."""
    return StrategyFigures(
        {name: _figure(array) for name, array in values.items() if array.ndim == 2},
        {category: {name: _figure(array[:, :, c]) for name, array in values.items()
                    if array.ndim == 3} for c, category in enumerate(CATEGORY_NAMES)})


def _figure(array):
    over_seeds = array.mean(axis=0)
    low, high = percentile_interval(over_seeds[1:])
    return SeedsFigure(float(over_seeds[0]), low, high, tuple(array[:, 0].tolist()))
