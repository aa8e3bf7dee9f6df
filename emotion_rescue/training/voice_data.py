"""Reads labelled voices as `synthesis.voice_dataset` writes them."""

from dataclasses import dataclass
import json
import math
from pathlib import Path
import wave

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_input import MODEL_RATE_HZ


@dataclass(frozen=True, eq=False)
class VoiceData:
    """All clips of a split.

    Attributes:
        samples: int16 (n, samples).
        category: int64 (n,), position in `VOICE_CATEGORIES`.
        vad: float32 (n, 3), valence, arousal, dominance on 1..10; NaN where nobody is heard.
        distress: float32 (n,) 0..1.
        speaker: (n,) names; '' for noise.
        kind: (n,) such as 'speech/calm'.
        snr_db: float32 (n,); infinity for no noise, NaN for noise only.
    """

    samples: np.ndarray
    category: np.ndarray
    vad: np.ndarray
    distress: np.ndarray
    speaker: np.ndarray
    kind: np.ndarray
    snr_db: np.ndarray

    def __len__(self):
        return len(self.samples)


def read_voices(folder: Path, split: str) -> VoiceData:
    """Read FOLDER/<split>/voices.jsonl and its clips.

    Raises:
        InputError: the listing is missing, empty or broken, or a clip is not 16 kHz mono WAV.
    """
    listing = folder / split / 'voices.jsonl'
    try:
        records = [json.loads(line) for line in listing.read_text().splitlines()]
        samples = np.stack([_read_wav(listing.parent / r['clip']) for r in records])
        return VoiceData(
            samples,
            np.array([VOICE_CATEGORIES.index(r['category']) for r in records]),
            np.array([[_number(r[d]) for d in DIMENSIONS] for r in records], np.float32),
            np.array([r['distress'] for r in records], np.float32),
            np.array([r['speaker'] for r in records]),
            np.array([r['kind'] for r in records]),
            np.array([_snr_db(r) for r in records], np.float32))
    except (OSError, KeyError, ValueError, wave.Error) as error:
        raise InputError(f'{listing} holds no voices to train on ({error}); write them with: '
                         f'emotion-rescue synth voices --split {split} --out {folder}'
                         ) from error


def _read_wav(path):
    with wave.open(str(path), 'rb') as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (
                1, 2, MODEL_RATE_HZ):
            raise ValueError(f'{path} is not 16-bit mono at {MODEL_RATE_HZ} Hz')
        return np.frombuffer(file.readframes(file.getnframes()), '<i2')


def _snr_db(record):
    if record['category'] == 'none':
        return math.nan
    return math.inf if record['snr_db'] is None else record['snr_db']


def _number(value):
    return math.nan if value is None else value
