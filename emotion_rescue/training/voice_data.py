"""Reads labelled voices as `synthesis.dataset.voices` writes them, in windows of one length.

Clips are as long as what is said; a model hears windows. Of each clip one window is taken: around
a short sound, so that nothing of it is lost, or from anywhere within a long one.
"""

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

WINDOW_S = 2.5
# A window begins this much before a sound, and ends as much after it, where there is room.
_MARGIN_S = 0.5
_STREAM = 51


@dataclass(frozen=True, eq=False)
class VoiceData:
    """A window of every clip of a split.

    Attributes:
        samples: int16 (n, 40000), WINDOW_S at 16 kHz of the first microphone.
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
        InputError: the listing is missing, empty or broken, or a clip is not 16-bit WAV at 16 kHz.
    """
    listing = folder / split / 'voices.jsonl'
    try:
        records = [json.loads(line) for line in listing.read_text().splitlines()]
        samples = np.stack([_window(_read_wav(listing.parent / r['clip']), r, r.get('voice', i))
                            for i, r in enumerate(records)])
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


def _window(samples, record, index):
    """Return WINDOW_S of `samples`; which part depends on the voice's number alone.

    One voice is in several clips of different noise, which compare only by the same part of it.
    """
    length = int(WINDOW_S * MODEL_RATE_HZ)
    if len(samples) < length:
        samples = np.pad(samples, (0, length - len(samples)), mode='wrap')
    last, choice = len(samples) - length, (0, len(samples) - length)
    if record['speech_start_s'] is not None:
        begin, end = (int(record[key] * MODEL_RATE_HZ)
                      for key in ('speech_start_s', 'speech_end_s'))
        margin, spare = int(_MARGIN_S * MODEL_RATE_HZ), (length - (end - begin)) // 2
        if spare >= 0:  # a sound that fits is not cut for the sake of a margin
            margin = min(margin, spare)
        choice = sorted((begin - margin, end + margin - length))
    start = int(np.random.default_rng((index, _STREAM)).integers(choice[0], choice[1] + 1))
    start = min(max(start, 0), last)
    return samples[start:start + length]


def _read_wav(path):
    with wave.open(str(path), 'rb') as file:
        if (file.getsampwidth(), file.getframerate()) != (2, MODEL_RATE_HZ):
            raise ValueError(f'{path} is not 16-bit WAV at {MODEL_RATE_HZ} Hz')
        samples = np.frombuffer(file.readframes(file.getnframes()), '<i2')
        if not len(samples):
            raise ValueError(f'{path} is empty')
        return samples[::file.getnchannels()]


def _snr_db(record):
    if record['category'] == 'none':
        return math.nan
    return math.inf if record['snr_db'] is None else record['snr_db']


def _number(value):
    return math.nan if value is None else value
