"""Scores anybody's predictions about people against what is true."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_lines import JudgedPeople
from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.evaluation.affect_matching import match_people
from emotion_rescue.evaluation.affect_matching import NOBODY
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import AffectFigures
from emotion_rescue.evaluation.affect_report import measure_affect
from emotion_rescue.evaluation.affect_report import PRESENT_FROM

_MAX_NOTES = 10
_SILENT = JudgedPerson(None, None, None, None, np.full(CATEGORY_COUNT, np.nan), None,
                       np.full(3, np.nan), np.nan)


@dataclass(frozen=True, eq=False)
class AffectScore:
    """How good predictions are.

    Attributes:
        truth: what is known of n people.
        said: what was predicted of them, unknown where nothing was.
        persons: how many different people the n are, as far as the truth says.
        unpredicted: of how many of the n nothing was predicted.
        surplus: how many predictions are about nobody in the truth.
        silent: how many of the matched predictions have no probability of any emotion.
        decided: how many of the matched predictions say themselves which emotions are present.
        threshold: from which probability on an emotion is present for the others.
        rounds: of the bootstrap.
        notes: what was read and ignored, in words.
        figures: what is measured.
    """

    truth: AffectAnswers
    said: AffectAnswers
    persons: int
    unpredicted: int
    surplus: int
    silent: int
    decided: int
    threshold: float
    rounds: int
    notes: tuple[str, ...]
    figures: AffectFigures


def score_predictions(truth: JudgedPeople, predictions: JudgedPeople,
                      threshold: float = PRESENT_FROM, rounds: int = 500,
                      progress: Callable[[int, int], None] = lambda done, count: None
                      ) -> AffectScore:
    """Match predictions with the truth and measure them.

    Somebody of whom nothing was predicted is unknown: ranked last, of no emotion, and left out of
    errors of numbers. Who is of no name in the truth counts as a person of their own.

    Args:
        truth: what is known.
        predictions: what was said.
        threshold: an emotion of this probability is present, where a prediction does not say.
        rounds: of the bootstrap.
        progress: called with (resamples measured, resamples).

    Raises:
        InputError: not one prediction is about anybody of the truth.
    """
    found = match_people(truth.people, predictions.people)
    matched = found != NOBODY
    if not matched.any():
        raise InputError(
            f'not one of the {len(predictions.people):,} predictions of {predictions.source} is '
            f'about anybody of {truth.source}: predictions are about '
            f'{_example(predictions)}, the truth is about {_example(truth)}; both need the same '
            'id, or the same image and nearly the same xyxy')
    said = [_SILENT if i == NOBODY else predictions.people[i] for i in found]
    known, answers = _answers(truth.people), _answers(said, threshold)
    person = _numbered(truth.people)
    return AffectScore(
        known, answers, persons=len(np.unique(person)), unpredicted=int((~matched).sum()),
        surplus=len(predictions.people) - int(matched.sum()),
        silent=int(np.isnan(answers.emotions[matched]).all(axis=1).sum()),
        decided=sum(one.present is not None for one in said), threshold=threshold, rounds=rounds,
        notes=(*_notes(truth), *_notes(predictions)),
        figures=measure_affect(known, answers, person, rounds, progress))


def _answers(people, threshold=None):
    emotions = np.array([person.emotions for person in people])
    vad = np.array([person.vad for person in people])
    distress = np.array([person.distress for person in people])
    if threshold is None:
        return AffectAnswers(emotions > 0, vad, distress)
    return AffectAnswers(emotions, vad, distress, np.array([
        row >= threshold if person.present is None else person.present
        for row, person in zip(emotions, people, strict=True)]))


def _notes(people):
    notes = [f'{what} of {people.source} is not known and was ignored, {count:,} times'
             for what, count in people.ignored.most_common(_MAX_NOTES)]
    more = len(people.ignored) - len(notes)
    return [*notes, f'and {more:,} more kinds'] if more else notes


def _numbered(people):
    """Return int (n,), the same for the same person."""
    numbers = {}
    return np.array([numbers.setdefault((i,) if person.person is None else person.person, i)
                     for i, person in enumerate(people)])


def _example(people):
    person = people.people[0]
    if person.id is not None:
        return f'id {person.id!r}'
    return f'image {person.image!r}, xyxy {[round(side, 1) for side in person.xyxy]}'
