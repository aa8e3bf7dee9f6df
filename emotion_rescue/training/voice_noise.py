"""Mixes noiseless voices with noise of any loudness, to see where hearing ends."""

import dataclasses
import math

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.voice.noises import noise
from emotion_rescue.training.voice_data import VoiceData

# A voice sounds where it is above this share of its peak, as in `synthesis.voice.sound_scene`.
_ACTIVE = 0.05
_STREAM = 61


def with_noise(data: VoiceData, snr_db: float, split: str = 'test') -> VoiceData:
    """Return the voices of `data` that have no noise, with noise; clips of noise stay as they are.

    Args:
        data: of which voices without noise are taken, once each.
        snr_db: level of the voice while it sounds over that of the noise; infinity adds none.
        split: whose noises. Which one a voice gets depends on its place alone.

    Raises:
        InputError: `data` has no voice without noise.
    """
    chosen = np.flatnonzero(np.isnan(data.snr_db) | np.isposinf(data.snr_db))
    voices = np.isposinf(data.snr_db[chosen])
    if not voices.any():
        raise InputError('no clip has a voice without noise, so none can be mixed with noise; '
                         'measure at the levels that there are')
    columns = {field.name: getattr(data, field.name)[chosen]
               for field in dataclasses.fields(data)}
    samples = [_mixed(clip, snr_db, split, i) if voice else clip
               for i, (clip, voice) in enumerate(zip(columns['samples'], voices, strict=True))]
    level = np.where(voices, snr_db, math.nan).astype(np.float32)
    return VoiceData(**{**columns, 'samples': np.array(samples, np.int16), 'snr_db': level})


def _mixed(clip, snr_db, split, index):
    voice = clip / 32768.0
    level = active_level(voice)
    if math.isinf(snr_db) or not level:
        return clip
    sound, _, _ = noise(split, len(voice), np.random.default_rng((_STREAM, index)))
    mixed = voice + level * 10.0 ** (-snr_db / 20.0) * sound
    # Clipping would take from the noise alone.
    mixed /= max(1.0, np.abs(mixed).max())
    return (mixed * 32767.0).astype(np.int16)


def active_level(voice: np.ndarray) -> float:
    """Return the RMS of float (n,) `voice` where it sounds; 0 for silence."""
    loud = np.abs(voice) > _ACTIVE * np.abs(voice).max(initial=0.0)
    return float(np.sqrt(np.mean(np.square(voice[loud])))) if loud.any() else 0.0
