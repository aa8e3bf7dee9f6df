"""What somebody has said, and what a language model concludes from the words."""

from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.vad import UNKNOWN_VAD
from emotion_rescue.core.vad import Vad


@dataclass(frozen=True)
class Transcript:
    """Words that a speech recogniser has understood.

    Attributes:
        text: the words; '' where none were understood.
        language: ISO 639-1 code such as 'en'; '' where unknown.
        language_probability: 0..1; NaN where the recogniser knows one language only, or none.
        confidence: 0..1, the geometric mean of the probabilities of the tokens; NaN where unknown.
    """

    text: str = ''
    language: str = ''
    language_probability: float = math.nan
    confidence: float = math.nan


@dataclass(frozen=True, eq=False)
class WordsReading:
    """What a language model says of who has spoken these words.

    Attributes:
        emotions: float32 (26,) calibrated probabilities in the order of `CATEGORIES`; NaN where
            unknown.
        vad: valence, arousal, dominance on 1..10.
        distress: calibrated probability 0..1; NaN where unknown.
    """

    emotions: np.ndarray = field(default_factory=unknown_emotions)
    vad: Vad = UNKNOWN_VAD
    distress: float = math.nan
