"""Which output of a voice classifier means what, and what its numbers say.

One linear head may give three things, told apart by the names in the checkpoint's id2label:
- 'valence', 'arousal', 'dominance' in any order: regression on about 0..1 (the scale of
  audeering's wav2vec2-large-robust-12-ft-emotion-msp-dim), read as 1..10 and clipped;
- 'distress': the log-odds that the voice is in distress;
- every other name: a category; their logits go through one softmax.
What a checkpoint has no output for is concluded from what it has: distress from the categories,
else from valence and arousal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.vad import UNKNOWN_VAD
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.voice_categories import CATEGORY_DISTRESS
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import voice_category
from emotion_rescue.core.voice_categories import VOICELESS

DISTRESS = 'distress'


@dataclass(frozen=True)
class VoiceCalibration:
    """What was measured on the validation split, kept in config.json as 'voice_calibration'.

    Attributes:
        temperature: divides the categories' logits.
        distress_temperature: divides the log-odds of distress.
        vad_std: dimension -> standard deviation of its error in levels; NaN where not measured.
    """

    temperature: float = 1.0
    distress_temperature: float = 1.0
    vad_std: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class VoiceAnswer:
    """What the head says of one stretch of sound: see `VoiceReading` for the meanings."""

    emotions: dict[str, float]
    vad: Vad
    distress: float

    @property
    def somebody(self) -> float:
        """Probability 0..1 that somebody is heard; NaN where the model has no class for noise."""
        nobody = [p for label, p in self.emotions.items()
                  if voice_category(label) == NOBODY_HEARD]
        return 1.0 - sum(nobody) if nobody else math.nan


class VoiceHead:
    """Reads the logits of a checkpoint by the names of its outputs."""

    def __init__(self, id2label: Mapping[int, str], calibration: VoiceCalibration | None = None):
        """Sort the outputs.

        Args:
            id2label: output number -> name, as in the checkpoint's configuration.
            calibration: as measured; None: the logits are taken as they are.
        """
        names = {int(i): str(name) for i, name in id2label.items()}
        self.calibration = calibration or VoiceCalibration()
        self.dimensions = {name.lower(): i for i, name in names.items()
                           if name.lower() in DIMENSIONS}
        self.distress = next((i for i, name in names.items() if name.lower() == DISTRESS), None)
        self.categories = {name: i for i, name in names.items()
                           if name.lower() not in (*DIMENSIONS, DISTRESS)}

    def read(self, logits: np.ndarray) -> VoiceAnswer:
        """Return what the float (outputs,) `logits` say."""
        emotions = self._emotions(logits)
        likeliest = max(emotions, key=emotions.get, default='')
        vad = UNKNOWN_VAD if voice_category(likeliest) in VOICELESS else self._vad(logits)
        if self.distress is not None:
            distress = _sigmoid(logits[self.distress] / self.calibration.distress_temperature)
        else:
            distress = _distress_of(emotions, vad)
        return VoiceAnswer(emotions, vad, distress)

    def _emotions(self, logits):
        if not self.categories:
            return {}
        scaled = logits[list(self.categories.values())] / self.calibration.temperature
        weights = np.exp(scaled - scaled.max())
        return dict(zip(self.categories, (weights / weights.sum()).tolist(), strict=True))

    def _vad(self, logits):
        if not self.dimensions:
            return UNKNOWN_VAD
        levels = {name: float(np.clip(to_level(logits[i]), LEVEL_MIN, LEVEL_MAX))
                  for name, i in self.dimensions.items()}
        spreads = {f'{name}_std': self.calibration.vad_std.get(name, math.nan)
                   for name in self.dimensions}
        return Vad(**levels, **spreads)


def to_level(unit):
    """Return a number of 0..1 (or an array) on the scale 1..10; not clipped."""
    return LEVEL_MIN + (LEVEL_MAX - LEVEL_MIN) * unit


def from_level(level):
    """Return a level of 1..10 (or an array) on the scale 0..1; the reverse of `to_level`."""
    return (level - LEVEL_MIN) / (LEVEL_MAX - LEVEL_MIN)


def _distress_of(emotions, vad):
    known = {label: p for label, p in emotions.items()
             if voice_category(label) in CATEGORY_DISTRESS}
    if known:
        total = sum(known.values())
        weighted = sum(CATEGORY_DISTRESS[voice_category(k)] * p for k, p in known.items())
        return weighted / total if total > 0 else math.nan
    # Distress lies at 135 degrees on the circumplex (Russell 1980): unpleasant and aroused.
    # Scaled to 0..1 it is a measure, not a calibrated probability; NaN stays NaN.
    return 0.5 + (vad.arousal - vad.valence) / (2.0 * (LEVEL_MAX - LEVEL_MIN))


def _sigmoid(x):
    return float(0.5 * (1.0 + np.tanh(0.5 * x)))
