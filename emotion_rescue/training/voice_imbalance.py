"""Makes up for rare categories of voices: in most data sets calm ones are far the commonest."""

import numpy as np

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.training.imbalance import category_weights

HIGHEST_WEIGHT = 4.0


def class_weights(category: np.ndarray, highest: float = HIGHEST_WEIGHT) -> np.ndarray:
    """Return float32 (categories,): what a clip of each counts in the loss.

    The inverse square root of the share of clips, see `training.imbalance`: 1 for the commonest,
    at most `highest`, also for those that nobody has.

    Args:
        category: int (n,), position in `VOICE_CATEGORIES`.
        highest: 1 or more; 1 leaves the data as they are.
    """
    rows = np.eye(len(VOICE_CATEGORIES), dtype=bool)[category]
    if not len(rows):
        return np.ones(len(VOICE_CATEGORIES), np.float32)
    return category_weights(rows, highest).astype(np.float32)
