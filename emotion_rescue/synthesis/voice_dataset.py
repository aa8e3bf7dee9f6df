"""Labelled voices on disk: FOLDER/<split>/clips/NNNNNN.wav and FOLDER/<split>/voices.jsonl.

One line of voices.jsonl a clip: clip, voice (the same sound under different noise has the same
number), seed, kind, category, valence, arousal, dominance (1..10, null where nobody is heard),
distress (0..1), intensity, speaker, text, snr_db (null: no noise, or no voice), noise,
noise_number.
"""

from collections.abc import Callable
import json
import math
from pathlib import Path
import wave

import numpy as np

from emotion_rescue.synthesis.voice_clips import make_voice
from emotion_rescue.synthesis.voice_clips import render
from emotion_rescue.synthesis.voice_source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice_speakers import SPLITS
from emotion_rescue.synthesis.voice_speech import require_espeak

# Every voice of the test split is rendered under each of these, so that figures compare.
TEST_SNR_DB: tuple[float, ...] = (math.inf, 5.0, 0.0)
_OTHER_SNR_DB = (math.inf, 20.0, 10.0, 5.0, 0.0)


def write_voices(folder: Path, split: str, count: int, seed: int,
                 progress: Callable[[int, int], None] = lambda done, count: None) -> Path:
    """Write `count` voices of `split`; the same arguments give the same bytes.

    Returns:
        The path of voices.jsonl.

    Raises:
        MissingPackageError: espeak-ng is not installed.
    """
    require_espeak()
    clips = folder / split / 'clips'
    clips.mkdir(parents=True, exist_ok=True)
    records = []
    for voice in range(count):
        for samples, record in _renderings(split, seed, voice):
            name = f'clips/{len(records):06d}.wav'
            write_wav(folder / split / name, samples)
            records.append({'clip': name, 'voice': voice, 'seed': seed, **record})
        progress(voice + 1, count)
    listing = folder / split / 'voices.jsonl'
    listing.write_text(''.join(f'{json.dumps(_finite(record))}\n' for record in records))
    return listing


def write_wav(path: Path, samples: np.ndarray) -> None:
    """Write float samples within -1..1 as 16-bit mono WAV at 16 kHz."""
    with wave.open(str(path), 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767.0).astype('<i2').tobytes())


def _renderings(split, seed, voice):
    rng = np.random.default_rng([seed, SPLITS.index(split), voice])
    clip = make_voice(split, rng)
    if split != 'test' or clip.kind == 'noise':
        yield render(clip, split, float(rng.choice(_OTHER_SNR_DB)), rng)
        return
    for snr_db in TEST_SNR_DB:
        yield render(clip, split, snr_db, rng)


def _finite(record):
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in record.items()}
