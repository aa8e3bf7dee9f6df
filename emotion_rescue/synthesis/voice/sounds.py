"""Sounds that people make without words: screams, cries, moans, sobs, coughs, laughter, knocks.

Every function returns a peak-1 float64 array of at most `n` samples at 16 kHz. `intensity` 0..1
makes it stronger. The ranges of pitch, tempo and roughness are this project's choice; roughness
between 30 and 150 Hz is what sets screams apart (Arnal et al., Current Biology 2015).
"""

from collections.abc import Callable

import numpy as np

from emotion_rescue.synthesis.voice.source import band
from emotion_rescue.synthesis.voice.source import drift
from emotion_rescue.synthesis.voice.source import envelope
from emotion_rescue.synthesis.voice.source import folds
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak
from emotion_rescue.synthesis.voice.source import tract
from emotion_rescue.synthesis.voice.speakers import Speaker


def scream(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """One or two long, high, rough calls."""
    pieces = []
    for _ in range(int(rng.integers(1, 3))):
        m = _samples(rng.uniform(0.7, 1.4))
        peak_hz = np.clip(who.f0_hz * rng.uniform(2.8, 5.0) * (0.8 + 0.3 * intensity), 400, 1700)
        arch = 1.0 - rng.uniform(0.1, 0.4) * np.linspace(-0.6, 1.0, m) ** 2
        pitch_hz = peak_hz * arch * (1.0 + 0.03 * drift(m, 5.0, rng))
        rough_hz = rng.uniform(35.0, 130.0) * np.ones(m)
        rough = 1.0 + 0.6 * intensity * np.sin(np.cumsum(rough_hz) * 2 * np.pi / SAMPLE_RATE_HZ)
        sound = _vocal(who, pitch_hz, rng.uniform(0.5, 1.0), rng.choice(['a', 'e', 'i']), rng)
        pieces.append(sound * rough * envelope(m, 0.06, 0.15))
    return _in_sequence(pieces, (0.1, 0.4), n, rng)


def cry(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Wails that rise and fall, with trembling pitch, and a drawn breath between them."""
    pieces = []
    for _ in range(int(rng.integers(2, 5))):
        m = _samples(rng.uniform(0.4, 1.0))
        arch = 1.0 + 0.35 * np.sin(np.linspace(0.2, np.pi, m))
        tremble = 0.05 * intensity * np.sin(np.arange(m) * 2 * np.pi * rng.uniform(5, 9)
                                            / SAMPLE_RATE_HZ)
        pitch_hz = who.f0_hz * rng.uniform(1.5, 2.4) * arch * (1.0 + tremble)
        wail = _vocal(who, pitch_hz, rng.uniform(0.9, 1.4), rng.choice(['a', 'o', 'e']), rng)
        pieces += [wail * envelope(m, 0.08, 0.2),
                   0.25 * _breath(who, rng.uniform(0.15, 0.35), rng)]
    return _in_sequence(pieces, (0.02, 0.1), n, rng)


def moan(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Long, low, falling, half-closed."""
    pieces = []
    for _ in range(int(rng.integers(1, 3))):
        m = _samples(rng.uniform(0.8, 1.7))
        fall = np.linspace(1.15, rng.uniform(0.7, 0.9), m)
        pitch_hz = who.f0_hz * rng.uniform(0.85, 1.3) * fall * (1.0 + 0.03 * drift(m, 4.0, rng))
        sound = _vocal(who, pitch_hz, rng.uniform(1.3, 2.0) - 0.3 * intensity,
                       rng.choice(['m', 'u', 'o']), rng, extra_jitter=0.01)
        pieces.append(sound * envelope(m, 0.2, 0.4))
    return _in_sequence(pieces, (0.2, 0.6), n, rng)


def sob(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Short voiced gasps in groups, each pulled in with a hiss."""
    pieces = []
    for _ in range(int(rng.integers(5, 10))):
        m = _samples(rng.uniform(0.1, 0.2))
        pitch_hz = who.f0_hz * rng.uniform(1.2, 1.9) * np.linspace(1.2, 0.9, m)
        gasp = _vocal(who, pitch_hz, 1.5, rng.choice(['u', 'e', 'o']), rng)
        pieces += [0.3 * _breath(who, rng.uniform(0.06, 0.15), rng),
                   rng.uniform(0.5, 1.0) * gasp * envelope(m, 0.03, 0.08)]
    pieces.append(0.4 * intensity * _breath(who, 0.4, rng))
    return _in_sequence(pieces, (0.0, 0.12), n, rng)


def cough(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Bursts of air: a hard onset, a short rasp, a fading end."""
    pieces = []
    for _ in range(int(rng.integers(1, 3 + round(2 * intensity)))):
        m = _samples(rng.uniform(0.2, 0.4))
        t = np.arange(m) / SAMPLE_RATE_HZ
        burst = _shaped_noise(who, m, 'a', rng) * np.exp(-t / rng.uniform(0.03, 0.08))
        rasp = _vocal(who, who.f0_hz * rng.uniform(0.9, 1.4) * np.ones(m), 1.0, 'e', rng,
                      extra_jitter=0.08)
        pieces.append(to_peak(burst + 0.5 * rasp * np.exp(-((t - 0.12) / 0.06) ** 2)))
    return _in_sequence(pieces, (0.03, 0.35), n, rng)


def laughter(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """An even series of "ha", four to six a second, sinking in pitch and strength."""
    count = int(rng.integers(5, 12))
    period_s = 1.0 / rng.uniform(4.0, 6.0)
    vowel = rng.choice(['a', 'e', 'o'])
    start_hz = who.f0_hz * rng.uniform(1.5, 2.5)
    pieces = []
    for i in range(count):
        m = _samples(period_s * 0.55)
        sink = 1.0 - 0.35 * i / count
        ha = _vocal(who, start_hz * sink * np.linspace(1.1, 0.95, m), 1.2, vowel, rng)
        pieces += [0.2 * _breath(who, period_s * 0.35, rng),
                   ha * envelope(m, 0.02, 0.06) * (0.6 + 0.4 * intensity) * sink]
    return _in_sequence(pieces, (0.0, 0.005), n, rng)


def knock(who: Speaker, intensity: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Three to seven even blows on something that rings; `who` only sets the tempo."""
    modes_hz = rng.uniform(90.0, 1800.0, size=6)
    decays_s = rng.uniform(0.01, 0.09, size=6)
    gains = rng.uniform(0.2, 1.0, size=6)
    period_s = rng.uniform(0.22, 0.6) * (1.0 - who.breath)
    t = np.arange(_samples(period_s)) / SAMPLE_RATE_HZ
    blows = []
    for _ in range(int(rng.integers(3, 8))):
        strength = gains * rng.uniform(0.8, 1.2, size=6)
        ring = sum(g * np.exp(-t / d) * np.sin(2 * np.pi * f * t)
                   for g, d, f in zip(strength, decays_s, modes_hz, strict=True))
        thud = rng.standard_normal(len(t)) * np.exp(-t / 0.002)
        blows.append(rng.uniform(0.6, 1.0) * (ring + intensity * thud))
    return _in_sequence(blows, (0.0, 0.03), n, rng)


SOUNDS: dict[str, Callable[[Speaker, float, int, np.random.Generator], np.ndarray]] = {
    'scream': scream, 'moan': moan, 'cough': cough, 'cry': cry, 'sob': sob,
    'laughter': laughter, 'knock': knock,
}


def _vocal(who, pitch_hz, tilt, vowel, rng, extra_jitter=0.0):
    sound = to_peak(folds(pitch_hz, tilt, who.jitter + extra_jitter, rng))
    sound += who.breath * rng.standard_normal(len(sound)) * 0.3
    return tract(sound, str(vowel), who.tract)


def _shaped_noise(who, m, vowel, rng):
    return tract(rng.standard_normal(m), vowel, who.tract)


def _breath(who, duration_s, rng):
    m = _samples(duration_s)
    hiss = band(rng.standard_normal(m), 900.0 * who.tract, 5000.0)
    return to_peak(hiss) * envelope(m, duration_s / 3, duration_s / 3)


def _samples(duration_s):
    return int(duration_s * SAMPLE_RATE_HZ)


def _in_sequence(pieces, pause_s, n, rng):
    joined = []
    for piece in pieces:
        joined += [piece, np.zeros(_samples(rng.uniform(*pause_s)))]
    return to_peak(np.concatenate(joined)[:n])
