"""Answers that need no look at the person: what a model must beat."""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.logistic import fit_logistic
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT


def prior(train: AffectAnswers, count: int) -> AffectAnswers:
    """Say the training split's averages, of what is known there, of everybody."""
    return AffectAnswers(
        np.tile(train.emotions.mean(axis=0), (count, 1)),
        np.tile([_of_known(np.mean, levels) for levels in train.vad.T], (count, 1)),
        np.full(count, _of_known(np.mean, train.distress)))


def majority(train: AffectAnswers, count: int) -> AffectAnswers:
    """Say of everybody what most of the training split are.

    Emotions and distress are 0 or 1; of VAD, the median of what is known has the least error.
    """
    distressed = _of_known(lambda known: (known >= DISTRESS_PRESENT).mean() > 0.5, train.distress)
    return AffectAnswers(
        np.tile((train.emotions.mean(axis=0) > 0.5).astype(float), (count, 1)),
        np.tile([_of_known(np.median, levels) for levels in train.vad.T], (count, 1)),
        np.full(count, float(distressed)))


def chance(count: int, seed: int = 0) -> AffectAnswers:
    """Say anything."""
    rng = np.random.default_rng(seed)
    return AffectAnswers(
        rng.random((count, 26)), rng.uniform(1, 10, (count, 3)), rng.random(count))


def box_geometry(train: AffectAnswers, train_boxes: np.ndarray,
                 boxes: np.ndarray) -> AffectAnswers:
    """Say what size, shape and place of the box give away: logistic and linear regression.

    Args:
        train: what is known of the training people.
        train_boxes: float (n, d), from `box_features`.
        boxes: float (m, d), of the people to judge.
    """
    mean, spread = train_boxes.mean(axis=0), train_boxes.std(axis=0) + 1e-9
    known, asked = (_with_ones((b - mean) / spread) for b in (train_boxes, boxes))
    pull = np.append(np.full(known.shape[1] - 1, 1e-3), 1e-6)
    weights = np.stack([fit_logistic(known, column.astype(float), pull)
                        for column in (*train.emotions.T, train.distress)], axis=1)
    line = np.linalg.lstsq(known, train.vad, rcond=None)[0]
    said = sigmoid(asked @ weights)
    return AffectAnswers(said[:, :-1], np.clip(asked @ line, 1, 10), said[:, -1])


def box_features(xyxy: Sequence, size_px: Sequence) -> np.ndarray:
    """Return float (n, 8): log width and height, log aspect and its square, place in the image.

    Args:
        xyxy: (n, 4) boxes in pixels.
        size_px: (n, 2) width and height of their images.
    """
    xyxy, size = np.asarray(xyxy, float), np.asarray(size_px, float)
    sides = np.maximum(xyxy[:, 2:] - xyxy[:, :2], 1.0)
    aspect = np.log(sides[:, :1] / sides[:, 1:])
    return np.concatenate(
        [np.log(sides), aspect, aspect ** 2, xyxy / np.tile(size, (1, 2))], axis=1)


def _of_known(statistic, values):
    """Return the statistic of what is not NaN; NaN where everything is."""
    known = values[~np.isnan(values)]
    return statistic(known) if len(known) else np.nan


def _with_ones(features):
    return np.concatenate([features, np.ones((len(features), 1))], axis=1)
