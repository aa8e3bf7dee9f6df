"""Measures answers about people against what is known of them, with intervals."""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.emotions import DISTRESS_CATEGORY_INDICES
from emotion_rescue.evaluation.intervals import percentile_interval
from emotion_rescue.evaluation.intervals import resample_counts
from emotion_rescue.evaluation.resampled_affect import distress_figures
from emotion_rescue.evaluation.resampled_affect import emotion_figures
from emotion_rescue.evaluation.resampled_affect import vad_figures
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT

PRESENT_FROM = 0.5
_IN_TROUBLE = list(DISTRESS_CATEGORY_INDICES)


@dataclass(frozen=True, eq=False)
class AffectAnswers:
    """What is known, or said, of n people; NaN where it is not.

    Attributes:
        emotions: (n, 26), bool where known, probabilities where said.
        vad: float (n, 3) on 1..10.
        distress: float (n,), 0..1.
        present: bool (n, 26), which emotions are said to be there; None is those of a
            probability from PRESENT_FROM on.
    """

    emotions: np.ndarray
    vad: np.ndarray
    distress: np.ndarray
    present: np.ndarray | None = None


@dataclass(frozen=True)
class Figure:
    """One measured figure with its 95 % interval, and what guessing gives where that is known."""

    name: str
    value: float
    low: float
    high: float
    chance: float = math.nan

    def __str__(self):
        return f'{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]'


@dataclass(frozen=True)
class CategoryFigures:
    """What is measured of one category.

    Attributes:
        name: of the category.
        people: how many have it.
        figures: AP; AP, 11-point; precision; recall; F1; ECE-15. The chance of the first two is
            the share of people who have it. All but ECE-15 are NaN where nobody has it.
    """

    name: str
    people: int
    figures: tuple[Figure, ...]

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of that name."""
        return next(figure for figure in self.figures if figure.name == name)


@dataclass(frozen=True)
class AffectFigures:
    """All figures of answers about people.

    Attributes:
        figures: over everything.
        categories: of each of the 26.
        resampled: name -> what was measured of the people themselves, first, and of each resample
            of them: float (1 + rounds,) over everything, (1 + rounds, 26) by category. Of the same
            people, row i is always the same resample: figures of several answers about them can
            be subtracted and averaged row by row.
    """

    figures: tuple[Figure, ...]
    categories: tuple[CategoryFigures, ...]
    resampled: Mapping[str, np.ndarray] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Figure:
        """Return the figure over everything of that name."""
        return next(figure for figure in self.figures if figure.name == name)


def measure(truth: AffectAnswers, said: AffectAnswers, person: np.ndarray,
            rounds: int = 500) -> list[Figure]:
    """Return the figures over everything; see `measure_affect`."""
    return list(measure_affect(truth, said, person, rounds).figures)


def measure_affect(truth: AffectAnswers, said: AffectAnswers, person: np.ndarray,
                   rounds: int = 500,
                   progress: Callable[[int, int], None] = lambda done, count: None
                   ) -> AffectFigures:
    """Return all figures, with intervals by resampling of whole people.

    Args:
        truth: what is known.
        said: what is measured.
        person: (n,) who each row is about.
        rounds: of the bootstrap.
        progress: called with (resamples measured, resamples).
    """
    present = said.emotions >= PRESENT_FROM if said.present is None else said.present
    once = _measured(truth, said, present, np.ones((1, len(person))))
    drawn = []
    for counts in resample_counts(person, rounds):
        drawn.append(_measured(truth, said, present, counts))
        progress(sum(len(block['mAP']) for block in drawn), rounds)
    spread = {name: np.concatenate([block[name] for block in drawn]) if drawn else value[:0]
              for name, value in once.items()}
    chances = _chances(truth.emotions)

    def figure(name, *column, of):
        low, high = percentile_interval(spread[of][(slice(None), *column)])
        return Figure(name, float(once[of][(0, *column)]), low, high,
                      chances.get((of, *column), math.nan))

    return AffectFigures(
        tuple(figure(name, of=name) for name, value in once.items() if value.ndim == 1),
        tuple(CategoryFigures(category, int(truth.emotions[:, c].sum()), tuple(
            figure(name, c, of=name) for name, value in once.items() if value.ndim == 2))
            for c, category in enumerate(CATEGORY_NAMES)),
        {name: np.concatenate([value, spread[name]]) for name, value in once.items()})


def _measured(truth, said, present, counts):
    """Return name -> float (rounds,) over everything, or (rounds, 26) by category."""
    whole, categories = emotion_figures(truth.emotions, said.emotions, present, counts)
    return {**whole, **vad_figures(truth.vad, said.vad, counts),
            **distress_figures(truth.distress, said.distress, DISTRESS_PRESENT, counts),
            **categories}


def _chances(emotions):
    """Return what random scores give: AP is the share of people who have the category."""
    if not len(emotions):
        return {}
    share = emotions.mean(axis=0)
    chances = {('distress AUROC',): 0.5}
    for end in ('', ', 11-point'):
        chances |= {(f'AP{end}', c): float(value) for c, value in enumerate(share)}
        for name, columns in (('mAP', share), ('mAP of distress categories', share[_IN_TROUBLE])):
            occurring = columns[columns > 0]
            chances[f'{name}{end}',] = float(occurring.mean()) if len(occurring) else math.nan
    return chances
