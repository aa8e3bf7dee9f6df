"""From log-likelihoods of answers to the numbers of a reading."""

import math

import numpy as np

from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.core.vad import Vad
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields

# What nobody has compared with the truth may be seen, but must not settle anything: as many looks
# as the fusion keeps, all fresh, leave the level UNKNOWN.
UNCALIBRATED_QUALITY = 0.02

LEVELS = np.arange(1, len(LEVEL_WORDS) + 1)


def reading_of(view: PersonView, log_likelihoods: np.ndarray, quality: float,
               calibration: Calibration | None) -> SightReading:
    """Return the reading of one view.

    Args:
        view: who was looked at, and where.
        log_likelihoods: (answers,), of `llava_prompt.continuations`.
        quality: 0..1 of the view.
        calibration: of the weights; None: emotions and distress stay unknown.
    """
    fields = split_fields(log_likelihoods)
    if calibration is None:
        quality *= UNCALIBRATED_QUALITY
    return SightReading(
        person_id=view.person.person_id, stamp_ns=view.frame.stamp_ns,
        emotions=read_emotions(fields, calibration), vad=read_vad(fields),
        distress=read_distress(fields, calibration), quality=quality)


def unread(view: PersonView, judged: bool = True) -> SightReading:
    """Return the reading of a view of which nothing is known; see `SightReading.judged`."""
    return SightReading(view.person.person_id, view.frame.stamp_ns, quality=0.0, judged=judged)


def expected_levels(fields) -> np.ndarray:
    """Return the expectations of valence, arousal and dominance, float (..., 3) on 1..10.

    Args:
        fields: field -> log-likelihoods (..., values), as `llava_prompt.split_fields` gives.
    """
    means = [np.exp(log_share(fields[name])) @ LEVELS for name in DIMENSIONS]
    return np.clip(np.stack(means, axis=-1), LEVEL_MIN, LEVEL_MAX)


def read_vad(fields) -> Vad:
    """Return expectation and standard deviation over the levels.

    Args:
        fields: field -> log-likelihoods of its values, as `llava_prompt.split_fields` gives.
    """
    values = {}
    for name, mean in zip(DIMENSIONS, expected_levels(fields).tolist(), strict=True):
        share = np.exp(log_share(fields[name]))
        values[name] = mean
        values[f'{name}_std'] = math.sqrt(float(share @ (LEVELS - mean) ** 2))
    return Vad(**values)


def read_emotions(fields, calibration=None) -> np.ndarray:
    """Return float32 (26,): calibrated probabilities; NaN without calibration.

    The shares of the categories sum to 1: they rank, but are no probabilities of 26 answers of
    which several may be true.
    """
    if calibration is None:
        return unknown_emotions()
    return calibration.emotions(log_share(fields[EMOTIONS_FIELD]))


def read_distress(fields, calibration=None) -> float:
    """Return the calibrated probability of distress; NaN without calibration."""
    if calibration is None:
        return math.nan
    return float(calibration.distress(distress_log_odds(fields)))


def distress_log_odds(fields):
    """Return log P(yes) - log P(no), over the last axis."""
    return fields[DISTRESS_FIELD][..., 1] - fields[DISTRESS_FIELD][..., 0]


def log_share(log_likelihoods):
    """Return the log of each answer's share among the answers of its field (last axis)."""
    shifted = log_likelihoods - log_likelihoods.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
