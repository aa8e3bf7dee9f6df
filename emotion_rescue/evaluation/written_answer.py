"""Reads an answer that a model wrote out, in the form that `models.llava_prompt` describes."""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.core.vad import word_to_level
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS

_CATEGORY = {name.lower(): index for index, name in enumerate(CATEGORY_NAMES)}
_MOST_CATEGORIES = 10  # hardly anybody in EMOTIC has more
_YES_NO = {'yes': 1.0, 'no': 0.0}


@dataclass(frozen=True, eq=False)
class WrittenAnswer:
    """What an answer says.

    Attributes:
        vad: float (3,) on 1..10; NaN where nothing is said that can be understood.
        emotions: bool (26,): which categories are named.
        distress: 1 or 0; NaN where nothing is said that can be understood.
        whole: whether every field was there and understood.
    """

    vad: np.ndarray
    emotions: np.ndarray
    distress: float
    whole: bool


def read_written_answer(text: str) -> WrittenAnswer:
    """Return what `text` says: one line a field, in any order; the first of a field counts.

    Case and white space do not matter. What cannot be understood is unknown.
    """
    said = {}
    for line in text.splitlines():
        field, colon, value = line.partition(':')
        if colon:
            said.setdefault(field.strip().lower(), value.strip())
    vad = np.array([_level(said.get(name, '')) for name in DIMENSIONS])
    emotions = np.zeros(CATEGORY_COUNT, bool)
    named = [_CATEGORY.get(' '.join(name.lower().split()))
             for name in said.get(EMOTIONS_FIELD, '').split(',')]
    emotions[[index for index in named if index is not None]] = True
    distress = _YES_NO.get(said.get(DISTRESS_FIELD, '').lower(), math.nan)
    whole = None not in named and not np.isnan([*vad, distress]).any()
    return WrittenAnswer(vad, emotions, distress, whole)


def longest_answer() -> str:
    """Return an answer as long as answers get: longest words, and ten categories."""
    level = max(LEVEL_WORDS, key=len)
    categories = sorted(CATEGORY_NAMES, key=len)[-_MOST_CATEGORIES:]
    values = {**dict.fromkeys(DIMENSIONS, level), EMOTIONS_FIELD: ', '.join(categories),
              DISTRESS_FIELD: 'yes'}
    return '\n'.join(f'{field}: {values[field]}' for field in FIELDS)


def _level(word):
    try:
        return float(word_to_level(word))
    except ValueError:
        return math.nan
