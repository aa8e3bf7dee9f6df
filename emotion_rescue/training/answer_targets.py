"""What the model should answer about people, as shares of the likelihood of every answer.

An answer that is between two levels is shared between both words; an emotions list begins with
each of its categories equally often; 'yes' and 'no' share by how much distress there is.
"""

from collections.abc import Sequence
import math

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.training.affect_data import AffectSample


def answer_targets(samples: Sequence[AffectSample], with_vad: bool = True,
                   category_weights: np.ndarray | None = None) -> np.ndarray:
    """Return float32 (n, answers): the share of each continuation; every field sums to 1 or 0.

    A field sums to 0, and so teaches nothing, where the truth is not known (NaN, or no emotion).

    Args:
        samples: n people.
        with_vad: False leaves out valence, arousal and dominance.
        category_weights: float (26,), how much each category counts among those of a person; None
            is all the same.
    """
    targets = np.zeros((len(samples), sum(map(len, FIELDS.values()))), np.float32)
    fields = split_fields(targets)
    for i, sample in enumerate(samples):
        for name, level in zip(DIMENSIONS, sample.vad, strict=True):
            if with_vad and not math.isnan(level):
                low = min(int(level), len(LEVEL_WORDS) - 1)
                fields[name][i, low - 1:low + 1] = low + 1 - level, level - low
        weighted = sample.emotions * (1.0 if category_weights is None else category_weights)
        fields[EMOTIONS_FIELD][i] = weighted / (weighted.sum() or 1.0)
        if not math.isnan(sample.distress):
            fields[DISTRESS_FIELD][i] = 1 - sample.distress, sample.distress
    return targets


def taught_fields(with_vad: bool) -> int:
    """Return how many fields of an answer are taught."""
    return len(FIELDS) - (0 if with_vad else len(DIMENSIONS))
