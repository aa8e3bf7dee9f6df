"""What any wav2vec2 classifier says of many clips, in the form that figures are made of."""

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.voice_categories import voice_category
from emotion_rescue.evaluation.voice_figures import HeardClips
from emotion_rescue.models.voice_head import to_level
from emotion_rescue.models.voice_head import VoiceHead

NO_CATEGORY = ''


def answers_of(head: VoiceHead, logits: np.ndarray) -> HeardClips:
    """Read float (n, outputs) `logits` by `head`.

    Categories have the names of `core.voice_categories`. Levels are those of the model even where
    it takes the sound for none of a voice, as it is asked about voices only. What the checkpoint
    has no output for is NaN, or concluded as `VoiceHead.read` does.
    """
    read = [head.read(row) for row in logits.astype(np.float64)]
    vad = np.full((len(logits), len(DIMENSIONS)), np.nan)
    for i, name in enumerate(DIMENSIONS):
        if name in head.dimensions:
            vad[:, i] = np.clip(to_level(logits[:, head.dimensions[name]]), LEVEL_MIN, LEVEL_MAX)
    return HeardClips(
        np.array([_likeliest(answer.emotions) for answer in read], str),
        np.array([answer.distress for answer in read], float), vad,
        np.array([answer.somebody for answer in read], float))


def _likeliest(emotions):
    return voice_category(max(emotions, key=emotions.get, default=NO_CATEGORY))
