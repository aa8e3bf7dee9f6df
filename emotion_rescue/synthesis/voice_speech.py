"""Spoken sentences with an emotion: espeak-ng speaks, signal processing colours the voice."""

from dataclasses import dataclass
import shutil
import subprocess

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice_sentences import SENTENCES
from emotion_rescue.synthesis.voice_sounds import moan
from emotion_rescue.synthesis.voice_source import band
from emotion_rescue.synthesis.voice_source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice_source import to_peak
from emotion_rescue.synthesis.voice_speakers import Speaker

_WAV_HEADER_BYTES = 44


@dataclass(frozen=True)
class SpeakingStyle:
    """How an emotion sounds at full intensity; the ranges are this project's choice.

    Attributes:
        pitch: pitch relative to rest, such as 1.3.
        melody: espeak-ng's pitch range ('low', 'medium', 'high', 'x-high').
        words_a_minute: speaking rate.
        tremor: depth 0..1 of a trembling of pitch and loudness.
        effort: -1 (murmured, dull) .. 1 (shouted, bright and distorted).
        breath: loudness of breath noise 0..1.
    """

    pitch: float
    melody: str
    words_a_minute: int
    tremor: float = 0.0
    effort: float = 0.0
    breath: float = 0.0


STYLES: dict[str, SpeakingStyle] = {
    'calm': SpeakingStyle(1.0, 'medium', 160),
    'joy': SpeakingStyle(1.35, 'x-high', 190, effort=0.3),
    'anger': SpeakingStyle(1.2, 'high', 205, effort=1.0),
    'fear': SpeakingStyle(1.7, 'high', 235, tremor=1.0, effort=0.4, breath=0.5),
    'pain': SpeakingStyle(1.25, 'low', 115, tremor=0.6, effort=0.3, breath=0.3),
    'sadness': SpeakingStyle(0.85, 'low', 115, tremor=0.25, effort=-0.8, breath=0.4),
}
_REST = STYLES['calm']


def require_espeak() -> str:
    """Return the path of espeak-ng.

    Raises:
        MissingPackageError: it is not installed.
    """
    path = shutil.which('espeak-ng')
    if path is None:
        raise MissingPackageError('espeak-ng, which speaks the synthetic sentences, is not '
                                  'installed; run: sudo apt-get install espeak-ng')
    return path


def speech(split: str, who: Speaker, emotion: str, intensity: float, n: int,
           rng: np.random.Generator) -> tuple[np.ndarray, str]:
    """Return a sentence of `split` spoken by `who` (peak 1, at most n samples) and its text."""
    language, text = SENTENCES[split][int(rng.integers(len(SENTENCES[split])))]
    style = STYLES[emotion]
    sound = _espeak(language, text, who, style, intensity)
    sound = _coloured(sound, style, intensity, rng)
    if emotion == 'pain':
        groan = moan(who, intensity, int(0.9 * SAMPLE_RATE_HZ), rng)
        sound = np.concatenate([groan * rng.uniform(0.3, 0.8), sound])
    start = int(rng.uniform(0.0, max(0.0, len(sound) - n) + 1.0)) if emotion != 'pain' else 0
    return to_peak(sound[start:start + n]), text


def _espeak(language, text, who, style, intensity):
    pitch = 1.0 + intensity * (style.pitch - 1.0)
    rate = _REST.words_a_minute + intensity * (style.words_a_minute - _REST.words_a_minute)
    # Playing faster moves pitch and formants together, which makes one variant many speakers.
    scale = 0.94 + 0.12 * (who.tract - 0.9) / 0.5
    marked = (f'<prosody pitch="{(pitch - 1.0) * 100:+.0f}%" range="{style.melody}">'
              f'{text}</prosody>')
    command = [require_espeak(), '-v', f'{language}+{who.variant}', '-m', '--stdout',
               '-s', f'{rate / scale:.0f}', '-p', str(who.pitch), marked]
    done = subprocess.run(command, check=False, capture_output=True, timeout=30)
    wav = done.stdout
    if done.returncode or not wav.startswith(b'RIFF'):
        said = done.stderr.decode(errors='replace').strip() or 'no sound'
        raise MissingPackageError(f'espeak-ng does not speak {language}+{who.variant} ({said}); '
                                  'run: sudo apt-get install espeak-ng espeak-ng-data')
    source_rate_hz = int.from_bytes(wav[24:28], 'little')
    return _resampled(np.frombuffer(wav[_WAV_HEADER_BYTES:], '<i2') / 32768.0,
                      source_rate_hz * scale)


def _resampled(sound, rate_hz):
    from scipy.signal import resample_poly
    return to_peak(resample_poly(sound, SAMPLE_RATE_HZ // 50, round(rate_hz / 50)))


def _coloured(sound, style, intensity, rng):
    n = len(sound)
    t = np.arange(n) / SAMPLE_RATE_HZ
    tremor = style.tremor * intensity
    if tremor:
        shake = np.sin(2 * np.pi * rng.uniform(5.0, 10.0) * t + rng.uniform(0.0, 6.0))
        # Reading ahead and behind by up to 0.8 ms moves the pitch by a few per cent.
        sound = np.interp(t + 0.0008 * tremor * shake, t, sound) * (1.0 + 0.35 * tremor * shake)
    loudness = np.abs(sound)
    effort = style.effort * intensity
    if effort > 0:
        brighter = sound + effort * 1.5 * np.diff(sound, prepend=0.0)
        sound = np.tanh((1.0 + 4.0 * effort) * to_peak(brighter))
    elif effort < 0:
        sound = (1.0 + effort) * sound - effort * band(sound, 60.0, 900.0)
    breath = style.breath * intensity * 0.4 * loudness * rng.standard_normal(n)
    return to_peak(to_peak(sound) + band(breath, 1000.0, 6000.0))
