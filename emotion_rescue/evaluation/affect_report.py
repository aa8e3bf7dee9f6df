"""Measures answers about people against what is known of them, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import DISTRESS_CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_metrics import average_precision_11_point
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.affect_metrics import mean_absolute_error
from emotion_rescue.evaluation.affect_metrics import mean_average_precision
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT

_IN_TROUBLE = [CATEGORY_INDEX[name] for name in DISTRESS_CATEGORY_NAMES]


@dataclass(frozen=True, eq=False)
class AffectAnswers:
    """What is known, or said, of n people.

    Attributes:
        emotions: (n, 26), bool where known, probabilities where said.
        vad: float (n, 3) on 1..10.
        distress: float (n,), 0..1.
    """

    emotions: np.ndarray
    vad: np.ndarray
    distress: np.ndarray


@dataclass(frozen=True)
class Figure:
    """One measured figure with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float

    def __str__(self):
        return f'{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]'


def measure(truth: AffectAnswers, said: AffectAnswers, person: np.ndarray,
            rounds: int = 500) -> list[Figure]:
    """Return all figures, with intervals by resampling of whole people.

    Args:
        truth: what is known.
        said: what is measured.
        person: int (n,), who each row is about.
        rounds: of the bootstrap.
    """
    figures = []
    for name, (metric, known, answer) in _questions(truth, said).items():
        low, high = bootstrap_interval(metric, known, answer, group=person, rounds=rounds)
        figures.append(Figure(name, metric(known, answer), low, high))
    return figures


def _questions(truth, said) -> dict[str, tuple[Callable, np.ndarray, np.ndarray]]:
    distressed = truth.distress >= DISTRESS_PRESENT
    trouble = truth.emotions[:, _IN_TROUBLE], said.emotions[:, _IN_TROUBLE]
    return {
        'mAP': (mean_average_precision, truth.emotions, said.emotions),
        'mAP, 11-point': (partial(mean_average_precision, ap=average_precision_11_point),
                          truth.emotions, said.emotions),
        'mAP of distress categories': (mean_average_precision, *trouble),
        **{f'{name} MAE': (mean_absolute_error, truth.vad[:, i], said.vad[:, i])
           for i, name in enumerate(DIMENSIONS)},
        'distress AUROC': (lambda known, answer: auroc(answer, known), distressed, said.distress),
        'distress MAE': (mean_absolute_error, truth.distress, said.distress),
        'emotions ECE-15': (expected_calibration_error, truth.emotions, said.emotions),
        'distress ECE-15': (expected_calibration_error, distressed, said.distress),
    }
