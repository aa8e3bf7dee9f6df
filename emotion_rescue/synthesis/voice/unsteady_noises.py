"""Noises that come and go: falling debris, the robot's own steps, clattering metal.

Every function returns float64 (n,) at 16 kHz; `own` makes it one particular noise, `rng` one
particular moment of it.
"""

from collections.abc import Callable

import numpy as np

from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak


def debris(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Stones that slide and fall in bursts, small ones more often than large ones."""
    sound = _floor(n, rng)
    for start_s in _moments(n, own.uniform(0.4, 1.5), rng):
        for _ in range(int(rng.integers(3, 25))):
            size = min(rng.pareto(2.0) + 0.2, 3.0)
            hit = _thud(0.01 + 0.04 * size, 4000.0 / (0.5 + size), rng) * size
            _add(sound, hit, start_s + rng.exponential(0.25))
    return sound


def steps(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """A walking robot: an even row of thuds, each with the whine of its motors."""
    sound = _floor(n, rng)
    period_s, motor_hz = own.uniform(0.2, 0.6), own.uniform(250.0, 900.0)
    dull_hz, whine = own.uniform(150.0, 700.0), own.uniform(0.1, 0.5)
    for start_s in np.arange(rng.uniform(0.0, period_s), n / SAMPLE_RATE_HZ, period_s):
        t = np.arange(int(0.7 * period_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        sweep = np.sin(2 * np.pi * motor_hz * (t + 0.3 * t ** 2 / period_s))
        _add(sound, whine * 0.3 * sweep * np.hanning(len(t)), start_s)
        _add(sound, _thud(0.06, dull_hz, rng), start_s + rng.normal(0.0, 0.01))
    return sound


def clatter(n: int, own: np.random.Generator, rng: np.random.Generator) -> np.ndarray:
    """Loose sheet metal that rattles, irregularly, unlike somebody who knocks."""
    sound = _floor(n, rng)
    modes_hz = own.uniform(400.0, 5000.0, size=5)
    for start_s in _moments(n, own.uniform(2.0, 6.0), rng):
        t = np.arange(int(0.15 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        ring = sum(np.sin(2 * np.pi * hz * t) for hz in modes_hz) * np.exp(-t / 0.025)
        _add(sound, rng.exponential(0.4) * ring, start_s)
    return sound


UNSTEADY_NOISES: dict[str, Callable[[int, np.random.Generator, np.random.Generator],
                                    np.ndarray]] = {
    'debris': debris, 'steps': steps, 'clatter': clatter}


def _floor(n, rng):
    return 0.01 * rng.standard_normal(n)


def _moments(n, rate_hz, rng):
    """Return at least one moment in seconds; `rate_hz` on average."""
    duration_s = n / SAMPLE_RATE_HZ
    return np.sort(rng.uniform(0.0, duration_s, size=1 + rng.poisson(rate_hz * duration_s)))


def _thud(length_s, cutoff_hz, rng):
    from scipy.signal import lfilter
    t = np.arange(int(3 * length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    # One pole, twice: a low-pass that costs little, as debris is made of many thuds.
    pole = np.exp(-2 * np.pi * cutoff_hz / SAMPLE_RATE_HZ)
    low = lfilter([1.0], [1.0, -2 * pole, pole ** 2], rng.standard_normal(len(t)))
    return to_peak(low) * np.exp(-t / length_s)


def _add(sound, part, start_s):
    start = max(0, int(start_s * SAMPLE_RATE_HZ))
    part = part[:max(0, len(sound) - start)]
    sound[start:start + len(part)] += part
