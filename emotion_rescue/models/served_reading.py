"""From what a chat server says of a person to a reading that is never surer than it may be."""

from collections.abc import Mapping
from dataclasses import replace
import math

import numpy as np

from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.models.answer_walk import FieldLikelihoods
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_reading import reading_of

# Values that are not known count with the most that they can have. Up to this share of a field
# they blur it; beyond, it is not known at all.
MOST_UNKNOWN_SHARE = 0.2


def served_row(said: Mapping[str, FieldLikelihoods]) -> np.ndarray:
    """Return float64 (answers,) as `llava_prompt.split_fields` takes it apart; bounds included."""
    return np.concatenate([said[field].log_likelihoods for field in FIELDS])


def served_reading(view: PersonView, said: Mapping[str, FieldLikelihoods], quality: float,
                   calibration: Calibration | None) -> SightReading:
    """Return the reading of one view.

    A category that the server did not tell the likelihood of is NaN, and so is a field of which
    too much is not known.

    Args:
        view: who was looked at, and where.
        said: field -> likelihoods of its values.
        quality: 0..1 of the view.
        calibration: of the served model; None: emotions and distress stay unknown.
    """
    whole = reading_of(view, served_row(said), quality, calibration)
    vague = {field for field in FIELDS if said[field].unknown_share() > MOST_UNKNOWN_SHARE}
    emotions = unknown_emotions() if EMOTIONS_FIELD in vague else np.where(
        said[EMOTIONS_FIELD].known, whole.emotions, np.float32(np.nan))
    unclear = {key: math.nan for name in DIMENSIONS if name in vague
               for key in (name, f'{name}_std')}
    return replace(whole, emotions=emotions, vad=replace(whole.vad, **unclear),
                   distress=math.nan if DISTRESS_FIELD in vague else whole.distress)
