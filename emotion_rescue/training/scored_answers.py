"""From likelihoods of answers to what is said of people, as a robot would say it."""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.llava_reading import expected_levels
from emotion_rescue.models.llava_reading import log_share
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets


def known_of(people: Sequence[AffectSample]) -> AffectAnswers:
    """Return what is true of people."""
    return AffectAnswers(emotion_targets(people), vad_targets(people).astype(float),
                         distress_targets(people).astype(float))


def calibrated_answers(log_likelihoods: np.ndarray, calibration: Calibration,
                       with_vad: bool = True) -> AffectAnswers:
    """Return probabilities, which emotions pass their threshold, and expected levels.

    Args:
        log_likelihoods: float (n, answers), of `llava_prompt.continuations`.
        calibration: of whoever gave them; what it does not know stays unknown.
        with_vad: whether the model was taught VAD; else it stays unknown.
    """
    fields = split_fields(np.asarray(log_likelihoods, float))
    emotions = calibration.emotions(log_share(fields[EMOTIONS_FIELD])).astype(float)
    return AffectAnswers(emotions, _levels(fields, with_vad),
                         calibration.distress(distress_log_odds(fields)),
                         emotions >= calibration.threshold)


def raw_answers(log_likelihoods: np.ndarray, with_vad: bool = True) -> AffectAnswers:
    """Return shares of likelihood, as good for ranking people and for nothing else.

    Arguments as in `calibrated_answers`.
    """
    fields = split_fields(np.asarray(log_likelihoods, float))
    return AffectAnswers(np.exp(log_share(fields[EMOTIONS_FIELD])), _levels(fields, with_vad),
                         sigmoid(distress_log_odds(fields)))


def _levels(fields, with_vad):
    if not with_vad:
        return np.full((len(fields[EMOTIONS_FIELD]), len(DIMENSIONS)), np.nan)
    return expected_levels(fields)
