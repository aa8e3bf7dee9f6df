"""Steady noises of a rescue site: engine, wind, siren, drill, rain, hiss, silence.

A noise number is one particular noise, the same every time, and belongs to one split.
"""

from collections.abc import Callable

import numpy as np

from emotion_rescue.synthesis.voice.source import band
from emotion_rescue.synthesis.voice.source import drift
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak
from emotion_rescue.synthesis.voice.unsteady_noises import UNSTEADY_NOISES

_NOISE_STREAM = 13
_NOISES_A_SPLIT = {'train': 600, 'val': 80, 'test': 80}
_FIRST_NUMBER = {'train': 0, 'val': 1000, 'test': 2000}


def engine(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Harmonics of the firing rate, wandering, over a low rumble."""
    rate_hz = own.uniform(18.0, 90.0) * (1.0 + own.uniform(0.0, 0.05) * drift(n, 1.0, rng))
    phase = 2 * np.pi * np.cumsum(rate_hz) / SAMPLE_RATE_HZ
    gains = own.uniform(0.2, 1.0, size=24) / np.arange(1, 25) ** own.uniform(0.3, 1.0)
    hum = sum(g * np.sin(k * phase + k) for k, g in enumerate(gains, start=1))
    return to_peak(hum) + own.uniform(0.2, 0.8) * to_peak(band(_white(n, rng), 40.0, 900.0))


def wind(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Low noise in gusts."""
    gusts = np.exp(own.uniform(0.3, 0.9) * drift(n, own.uniform(0.5, 2.0), rng))
    return band(_white(n, rng), 30.0, own.uniform(200.0, 700.0)) * gusts


def siren(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """A tone that sweeps or steps between two pitches."""
    t = np.arange(n) / SAMPLE_RATE_HZ + rng.uniform(0.0, 3.0)
    sweep = np.sin(2 * np.pi * own.uniform(0.25, 3.0) * t)
    if own.uniform() < 0.4:
        sweep = np.sign(sweep)
    low_hz = own.uniform(350.0, 700.0)
    pitch_hz = low_hz * own.uniform(1.3, 2.2) ** ((sweep + 1.0) / 2.0)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
    return np.sin(phase) + own.uniform(0.0, 0.5) * np.sin(3 * phase)


def drill(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Fast blows and a whining motor."""
    t = np.arange(n) / SAMPLE_RATE_HZ
    blows = np.abs(np.sin(np.pi * own.uniform(15.0, 60.0) * t)) ** 8
    motor = np.sin(2 * np.pi * own.uniform(120.0, 400.0) * t + 0.5 * drift(n, 20.0, rng))
    return blows * _white(n, rng) + own.uniform(0.2, 0.8) * (motor + 0.5 * motor ** 3)


def rain(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """High hiss with single drops."""
    drops = _white(n, rng) * (rng.uniform(size=n) < own.uniform(0.0005, 0.005)) * 12.0
    return band(_white(n, rng) + drops, own.uniform(800.0, 2500.0), 7800.0)


def white(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Even hiss, as of an amplifier, sometimes with mains hum."""
    t = np.arange(n) / SAMPLE_RATE_HZ
    return _white(n, rng) + own.uniform(0.0, 0.5) * np.sin(2 * np.pi * 50.0 * t)


def silence(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """The noise floor of a microphone, far below any voice."""
    return own.uniform(0.3, 1.0) * _white(n, rng)


NOISES: dict[str, Callable[[int, np.random.Generator, np.random.Generator], np.ndarray]] = {
    'engine': engine, 'wind': wind, 'siren': siren, 'drill': drill, 'rain': rain,
    'white': white, 'silence': silence,
}
_MAKERS = NOISES | UNSTEADY_NOISES
NOISE_KINDS: tuple[str, ...] = tuple(_MAKERS)


def noise(split: str, n: int, rng: np.random.Generator) -> tuple[np.ndarray, str, int]:
    """Return n samples of one of the noises of `split` (RMS 1), its kind and its number.

    Steady and unsteady noises are both among them.
    """
    number = _FIRST_NUMBER[split] + int(rng.integers(_NOISES_A_SPLIT[split]))
    own = np.random.default_rng([_NOISE_STREAM, number])
    kind = str(own.choice(NOISE_KINDS))
    return _even(_MAKERS[kind](n, own, rng)), kind, number


def noise_of_kind(kind: str, split: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Return n samples of a noise of one of NOISE_KINDS of `split`, RMS 1."""
    while True:
        number = _FIRST_NUMBER[split] + int(rng.integers(_NOISES_A_SPLIT[split]))
        own = np.random.default_rng([_NOISE_STREAM, number])
        if str(own.choice(NOISE_KINDS)) == kind:
            return _even(_MAKERS[kind](n, own, rng))


def _even(sound):
    return sound / max(float(np.sqrt(np.mean(sound ** 2))), 1e-9)


def _white(n, rng):
    return rng.standard_normal(n)
