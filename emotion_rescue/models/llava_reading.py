"""From log-likelihoods of answers to the numbers of a reading."""

import math

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.core.vad import Vad
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD

LEVELS = np.arange(1, len(LEVEL_WORDS) + 1)


def read_vad(fields) -> Vad:
    """Return expectation and standard deviation over the levels.

    Args:
        fields: field -> log-likelihoods of its values, as `llava_prompt.split_fields` gives.
    """
    values = {}
    for name in DIMENSIONS:
        share = np.exp(log_share(fields[name]))
        mean = float(np.clip(share @ LEVELS, LEVEL_MIN, LEVEL_MAX))
        values[name] = mean
        values[f'{name}_std'] = math.sqrt(float(share @ (LEVELS - mean) ** 2))
    return Vad(**values)


def read_emotions(fields, calibration=None) -> np.ndarray:
    """Return float32 (26,): calibrated probabilities; without calibration the shares."""
    shares = log_share(fields[EMOTIONS_FIELD])
    return np.exp(shares).astype(np.float32) if calibration is None else (
        calibration.emotions(shares))


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
