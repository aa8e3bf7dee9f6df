"""The spoken words that Debian's alsa-utils brings: one woman, two words a file, 48 kHz."""

from pathlib import Path
import wave

import numpy as np
import pytest

_FOLDER = Path('/usr/share/sounds/alsa')
_NAMES = ('Front_Center', 'Front_Left', 'Front_Right', 'Rear_Center', 'Rear_Left', 'Rear_Right',
          'Side_Left', 'Side_Right')
REAL_WORDS = [pytest.param(_FOLDER / f'{name}.wav', marks=pytest.mark.skipif(
    not (_FOLDER / f'{name}.wav').is_file(), reason='alsa-utils is not installed'))
    for name in _NAMES]


def real_words(path, before_s=1.0, after_s=1.0):
    """Return float32 samples with faint noise all over and around them, and their rate."""
    with wave.open(str(path)) as file:
        rate_hz = file.getframerate()
        assert (file.getsampwidth(), file.getnchannels()) == (2, 1)
        words = np.frombuffer(file.readframes(file.getnframes()), '<i2') / 32768.0
    samples = np.pad(words, (round(before_s * rate_hz), round(after_s * rate_hz)))
    samples += np.random.default_rng(0).normal(0.0, 1e-4, len(samples))
    return samples.astype(np.float32), rate_hz


def voice_limits_s(samples, rate_hz):
    """Return begin and end of what is louder than 2 % of the loudest 10 ms, in seconds."""
    size = rate_hz // 100
    parts = samples[:len(samples) // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(parts ** 2, axis=1))
    loud = np.flatnonzero(level > 0.02 * level.max())
    return loud[0] / 100, (loud[-1] + 1) / 100
