"""Reads clips of any format, rate and length into windows that the voice model learns from."""

from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.training.voice_data import WINDOW_S

_SOUND_FILES = ('.wav', '.flac', '.mp3', '.ogg')
# The sound begins and ends where a frame of this length is this far below the loudest one.
_FRAME, _QUIET_DB = MODEL_RATE_HZ // 50, 35.0
_STREAM = 71


def read_window(path: Path, number: int) -> np.ndarray:
    """Return int16 (samples of WINDOW_S,): a part of the clip `path` in which something sounds.

    Args:
        path: WAV, FLAC, MP3 or OGG, or a film with sound.
        number: of the clip; of long sounds it decides which part is taken.

    Raises:
        InputError: it cannot be read, is empty or silent.
    """
    samples = model_samples(_read(path))
    if is_silent(samples):
        raise InputError(f'{path} is silent')
    return (np.clip(window_of(samples, number), -1.0, 1.0) * 32767.0).astype(np.int16)


def window_of(samples: np.ndarray, number: int) -> np.ndarray:
    """Return WINDOW_S of float (n,) `samples`; recordings often begin and end with silence.

    What sounds for less lies in the middle; of what sounds longer, some part; what is shorter
    altogether is repeated.
    """
    length = int(WINDOW_S * MODEL_RATE_HZ)
    if len(samples) < length:
        samples = np.pad(samples, (0, length - len(samples)), mode='wrap')
    begin, end = _sounding(samples)
    spare = length - (end - begin)
    if spare >= 0:
        start = begin - spare // 2
    else:
        start = begin + int(np.random.default_rng((number, _STREAM)).integers(1 - spare))
    start = min(max(start, 0), len(samples) - length)
    return samples[start:start + length]


def _sounding(samples):
    whole = len(samples) // _FRAME * _FRAME
    power = np.mean(np.square(samples[:whole].reshape(-1, _FRAME)), axis=1)
    loud = np.flatnonzero(power >= power.max() * 10.0 ** (-_QUIET_DB / 10.0))
    return int(loud[0]) * _FRAME, (int(loud[-1]) + 1) * _FRAME


def _read(path):
    try:
        samples, rate_hz = (_read_sound if path.suffix.lower() in _SOUND_FILES
                            else _read_film)(path)
    except Exception as error:  # noqa: BLE001 - each library has its own classes of errors
        reason = ' '.join(str(error).split())[:200]
        raise InputError(f'{path} cannot be read as sound ({reason})') from error
    if not len(samples):
        raise InputError(f'{path} is empty')
    return AudioClip(samples, rate_hz, 0)


def _read_sound(path):
    import soundfile
    return soundfile.read(path, dtype='float32')


def _read_film(path):
    import av
    with av.open(str(path)) as film:
        if not film.streams.audio:
            raise ValueError('it has no sound')
        stream = film.streams.audio[0]
        resampler = av.AudioResampler(format='flt', layout='mono', rate=stream.rate)
        frames = [part for frame in film.decode(stream) for part in resampler.resample(frame)]
        parts = [frame.to_ndarray().reshape(-1) for frame in frames]
        return (np.concatenate(parts) if parts else np.zeros(0, np.float32)), stream.rate
