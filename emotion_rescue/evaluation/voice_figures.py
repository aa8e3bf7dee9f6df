"""How well a voice model hears, under each noise, beside a baseline that knows only loudness."""

from collections.abc import Callable
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.voice_metrics import concordance
from emotion_rescue.evaluation.voice_metrics import macro_f1
from emotion_rescue.evaluation.voice_metrics import unweighted_recall

# From this label on a voice counts as distressed.
DISTRESSED = 0.5


@dataclass(frozen=True, eq=False)
class HeardClips:
    """What is true of n clips, or what a model says of them; NaN where nothing is known.

    Attributes:
        category: (n,) names.
        distress: (n,) 0..1.
        vad: (n, 3) valence, arousal, dominance on 1..10.
        somebody: (n,) probability 0..1 that anybody is heard (truth: 0 or 1).
    """

    category: np.ndarray
    distress: np.ndarray
    vad: np.ndarray
    somebody: np.ndarray

    def only(self, chosen: np.ndarray) -> 'HeardClips':
        """Return the chosen clips."""
        return HeardClips(self.category[chosen], self.distress[chosen], self.vad[chosen],
                          self.somebody[chosen])


@dataclass(frozen=True)
class VoiceFigure:
    """One measured figure.

    Attributes:
        name: what was measured.
        value: on all clips.
        interval: 95 % bootstrap interval over speakers.
        baseline: the same figure of the baseline.
    """

    name: str
    value: float
    interval: tuple[float, float]
    baseline: float


def loudness_baseline(known_db: np.ndarray, known: HeardClips, asked_db: np.ndarray,
                      bins: int = 10) -> HeardClips:
    """Return what loudness alone tells: the commonest category and means of equally loud clips.

    Args:
        known_db: (n,) loudness of clips whose truth is `known`.
        known: the truth to learn from.
        asked_db: (m,) loudness of the clips to judge.
        bins: number of classes of loudness, equally filled by `known`.
    """
    edges = np.quantile(known_db, np.linspace(0, 1, bins + 1)[1:-1])
    known_bin = np.digitize(known_db, edges)
    told = [_average(known.only(known_bin == i), known) for i in range(bins)]
    answers = [told[i] for i in np.digitize(asked_db, edges)]
    return HeardClips(*(np.array(column) for column in zip(*answers, strict=True)))


def voice_figures(truth: HeardClips, answer: HeardClips, baseline: HeardClips,
                  group: np.ndarray, rounds: int = 500) -> list[VoiceFigure]:
    """Measure `answer` and `baseline` against `truth`, all of n clips.

    Args:
        truth: the labels.
        answer: the model's.
        baseline: of a simpler method.
        group: (n,) speaker of each clip.
        rounds: bootstrap resamples.
    """
    figures = []
    for name, metric, clips in _metrics(truth):
        def value_of(chosen, told, metric=metric):
            return metric(truth.only(chosen), told.only(chosen))
        low_high = bootstrap_interval(lambda c, f=value_of: f(c, answer), clips,
                                      group=group[clips], rounds=rounds)
        figures.append(VoiceFigure(name, value_of(clips, answer), low_high,
                                   value_of(clips, baseline)))
    return figures


def _metrics(truth):
    """Yield name, metric of (truth, answer), and the clips that it is about."""
    voiced = ~np.isnan(truth.vad[:, 0])
    calm = truth.category == 'calm'
    distressed = voiced & (truth.distress >= DISTRESSED)
    everything = np.arange(len(voiced))
    yield ('AUROC distressed against calm voices', _by_distress,
           np.flatnonzero(distressed | calm))
    yield ('AUROC distressed against calm and joyful voices', _by_distress,
           np.flatnonzero(distressed | calm | (truth.category == 'joy')))
    yield 'AUROC somebody against noise', _by_somebody, everything
    yield 'macro F1 of categories', _by_category(macro_f1), everything
    yield 'UAR of categories', _by_category(unweighted_recall), everything
    yield ('CCC distress', _ccc(lambda clips: clips.distress),
           np.flatnonzero(voiced & ~np.isnan(truth.distress)))
    for i, name in enumerate(DIMENSIONS):
        yield f'CCC {name}', _ccc(lambda clips, i=i: clips.vad[:, i]), np.flatnonzero(voiced)


def _by_distress(truth, answer):
    return _ranking(answer.distress, truth.distress >= DISTRESSED)


def _by_somebody(truth, answer):
    return _ranking(answer.somebody, truth.somebody > 0.5)


def _ranking(score, positive):
    # Equal answers count half; no answers are no ranking at all.
    return math.nan if np.isnan(score).any() else auroc(score, positive)


def _by_category(metric):
    return lambda truth, answer: metric(truth.category, answer.category)


def _ccc(column: Callable[[HeardClips], np.ndarray]):
    return lambda truth, answer: concordance(column(truth), column(answer))


def _average(clips, fallback):
    voiced = ~np.isnan(clips.vad[:, 0])
    if not voiced.any():  # nobody was ever this loud
        clips, voiced = fallback, ~np.isnan(fallback.vad[:, 0])
    names, counts = np.unique(clips.category, return_counts=True)
    levels = (clips.vad[voiced].mean(axis=0) if voiced.any()
              else np.full(len(DIMENSIONS), np.nan))  # nothing is known of anybody
    return names[counts.argmax()], clips.distress.mean(), levels, clips.somebody.mean()
