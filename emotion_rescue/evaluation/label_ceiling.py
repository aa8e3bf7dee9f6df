"""How well labels can be told at best: from all the renderer knows, on people not learned from.

A model that sees pictures knows less than the exact face, joints and key points of a person, so
that it cannot be expected to do better than trees that are given these. What they miss is chance
between a state and what shows of it, which is meant: the same state looks different on different
people, and some hardly show it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.affect_metrics import average_precision_11_point
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.affect_report import measure
from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.boosted_trees import learn_value
from emotion_rescue.evaluation.feature_table import tabulate
from emotion_rescue.evaluation.people_set import PeopleSet
from emotion_rescue.evaluation.person_facts import shown


@dataclass(frozen=True)
class CategoryCeiling:
    """One category on the people asked about; `prevalence` is the AP of a guess.

    Attributes:
        name: of the category.
        people: how many have it.
        prevalence: share of the people asked about who have it.
        ap: average precision, not interpolated; NaN where nobody has it.
        ap_11_point: EMOTIC's.
    """

    name: str
    people: int
    prevalence: float
    ap: float
    ap_11_point: float


@dataclass(frozen=True, eq=False)
class LabelCeiling:
    """What trees can tell.

    Attributes:
        figures: mAP, VAD errors, distress AUROC and more of the trees, from `measure`.
        guessed: the same figures of guesses.
        categories: one for each of the 26, official order.
        said: the trees' answers about the people asked about.
    """

    figures: tuple[Figure, ...]
    guessed: tuple[Figure, ...]
    categories: tuple[CategoryCeiling, ...]
    said: AffectAnswers

    @property
    def distress_auroc(self) -> Figure:
        """How well distress is told."""
        return next(figure for figure in self.figures if figure.name == 'distress AUROC')


def measure_ceiling(known: PeopleSet, asked: PeopleSet, *, rounds: int = 500,
                    progress: Callable[[int, int], None] = lambda done, count: None
                    ) -> LabelCeiling:
    """Learn the labels of `known` and tell those of `asked`.

    Args:
        known: people to learn from.
        asked: other people.
        rounds: of the bootstrap.
        progress: called with (labels learned, labels).

    Raises:
        MissingPackageError: scikit-learn is not installed.
    """
    known_values, asked_values = shown_values(known, asked)
    count = len(CATEGORY_NAMES) + len(DIMENSIONS) + 1
    answers = []
    progress(0, count)
    for target in known.truth.emotions.T:
        answers.append(learn_probability(known_values, target)(asked_values))
        progress(len(answers), count)
    for target in known.truth.vad.T:
        answers.append(np.clip(learn_value(known_values, target)(asked_values), 1, 10))
        progress(len(answers), count)
    answers.append(learn_probability(known_values, known.distressed)(asked_values))
    progress(count, count)
    told = np.array(answers).T
    said = AffectAnswers(told[:, :len(CATEGORY_NAMES)], told[:, len(CATEGORY_NAMES):-1],
                         told[:, -1])
    guesses = chance(len(asked))
    return LabelCeiling(
        _figures(asked, said, rounds), _figures(asked, guesses, rounds),
        tuple(_category(i, asked.truth, said) for i in range(len(CATEGORY_NAMES))), said)


def shown_values(known: PeopleSet, asked: PeopleSet) -> tuple[np.ndarray, np.ndarray]:
    """Return what the renderer knows of both, float32 (n, d) and (m, d), with equal columns."""
    table = tabulate([shown(*pair) for people in (known, asked)
                      for pair in zip(people.pictures, people.people, strict=True)])
    return table.values[:len(known)], table.values[len(known):]


def _figures(asked, said, rounds):
    # Trees tell how likely distress is, not how much, so that its error would be no ceiling.
    return tuple(figure for figure in measure(asked.truth, said, asked.person, rounds)
                 if figure.name != 'distress MAE')


def _category(index, truth, said):
    positive, score = truth.emotions[:, index], said.emotions[:, index]
    return CategoryCeiling(
        CATEGORY_NAMES[index], int(positive.sum()), float(positive.mean()),
        average_precision(positive, score), average_precision_11_point(positive, score))
