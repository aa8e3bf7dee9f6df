"""The programs that turn text into plain speech: espeak-ng (many languages) and flite (English).

Both are Debian packages that bring their voices with them.
"""

import errno
import os
from pathlib import Path
import shutil
import subprocess
import tempfile

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak

_WAV_HEADER_BYTES = 44
_LONGEST_S = 30
# espeak-ng's own rate of 175 is that of a practised listener.
_WORDS_A_MINUTE = 150


def require_engines() -> None:
    """Do nothing where every engine is installed.

    Raises:
        MissingPackageError: one is not.
    """
    for program in ('espeak-ng', 'flite'):
        _path(program)


def espeak(text: str, language: str, variant: str, rate: float) -> np.ndarray:
    """Return `text` as espeak-ng speaks it, float64 (n,) at 16 kHz, peak 1.

    Args:
        text: a sentence.
        language: of espeak-ng, such as 'en-us' or 'de'.
        variant: of its voices, such as 'f2'.
        rate: 1 is a calm rate, 1.3 is hurried.

    Raises:
        MissingPackageError: it is not installed, or lacks the voice.
    """
    voice = f'{language}+{variant}'
    command = [_path('espeak-ng'), '-v', voice, '--stdout', '-s',
               f'{rate * _WORDS_A_MINUTE:.0f}', '--', text]
    done = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST_S)
    return _sound(done, done.stdout, 'espeak-ng', voice)


def flite(text: str, voice: str, rate: float) -> np.ndarray:
    """Return English `text` as flite's `voice` speaks it; else like `espeak`.

    Raises:
        OSError: the folder for temporary files is full.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'speech.wav'
        command = [_path('flite'), '-voice', voice, '--setf', f'duration_stretch={1 / rate:.3f}',
                   '-t', text, '-o', str(path)]
        done = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST_S)
        wav = path.read_bytes() if path.exists() else b''
        if len(wav) < 8 + int.from_bytes(wav[4:8], 'little'):
            # flite does not tell.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return _sound(done, wav, 'flite', voice)


def _path(program):
    path = shutil.which(program)
    if path is None:
        raise MissingPackageError(f'{program}, which speaks the synthetic sentences, is not '
                                  f'installed; run: sudo apt-get install {program}')
    return path


def _sound(done, wav, program, voice):
    if done.returncode or not wav.startswith(b'RIFF') or len(wav) <= _WAV_HEADER_BYTES:
        said = done.stderr.decode(errors='replace').strip() or 'no sound'
        raise MissingPackageError(f'{program} does not speak with the voice {voice} ({said}); '
                                  f'run: sudo apt-get install --reinstall {program}')
    rate_hz = int.from_bytes(wav[24:28], 'little')
    samples = np.frombuffer(wav[_WAV_HEADER_BYTES:], '<i2') / 32768.0
    return to_peak(_without_silence(_resampled(samples, rate_hz)))


def _resampled(sound, rate_hz):
    from scipy.signal import resample_poly
    divisor = np.gcd(rate_hz, SAMPLE_RATE_HZ)
    return resample_poly(sound, SAMPLE_RATE_HZ // divisor, rate_hz // divisor)


def _without_silence(sound):
    """Cut the engine's own silence before and after; what is left begins and ends with speech."""
    heard = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max(initial=0.0))
    margin = SAMPLE_RATE_HZ // 50
    return sound[max(0, heard[0] - margin):heard[-1] + margin] if len(heard) else sound
