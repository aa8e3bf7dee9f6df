"""The two halves of a synthetic voice: the sound of the vocal folds, and the vocal tract.

Source-filter model of speech production (Fant, "Acoustic Theory of Speech Production", 1960):
harmonics of a moving pitch plus breath noise, then resonances at the formants of a vowel.
"""

import numpy as np

SAMPLE_RATE_HZ = 16000

# First three formants of an adult man in Hz: the averages of Peterson & Barney (1952), rounded;
# 'm' is a hum with closed lips.
VOWELS: dict[str, tuple[float, float, float]] = {
    'a': (730.0, 1090.0, 2440.0),
    'e': (530.0, 1840.0, 2480.0),
    'i': (270.0, 2290.0, 3010.0),
    'o': (570.0, 840.0, 2410.0),
    'u': (300.0, 870.0, 2240.0),
    'm': (250.0, 1000.0, 2200.0),
}
_BANDWIDTHS_HZ = (80.0, 110.0, 160.0, 250.0)
_FOURTH_FORMANT_HZ = 3500.0
_HIGHEST_HARMONIC_HZ = 7500.0
_MOST_HARMONICS = 48


def drift(n: int, rate_hz: float, rng: np.random.Generator) -> np.ndarray:
    """Return n samples of a smooth random walk-around with unit spread, moving at `rate_hz`."""
    knots = max(2, int(n / SAMPLE_RATE_HZ * rate_hz) + 2)
    return np.interp(np.linspace(0, knots - 1, n), np.arange(knots), rng.standard_normal(knots))


def envelope(n: int, attack_s: float, release_s: float) -> np.ndarray:
    """Return n gains that rise from 0 to 1 within `attack_s` and fall within `release_s`."""
    t = np.arange(n) / SAMPLE_RATE_HZ
    gains = np.minimum(t / attack_s, (n / SAMPLE_RATE_HZ - t) / release_s)
    return np.sin(np.clip(gains, 0.0, 1.0) * np.pi / 2) ** 2


def folds(f0_hz: np.ndarray, tilt: float, jitter: float, rng: np.random.Generator) -> np.ndarray:
    """Return the sound of the vocal folds.

    Args:
        f0_hz: (n,) pitch of every sample.
        tilt: the k-th harmonic has the amplitude k ** -tilt; 0.7 is a shout, 2 a murmur.
        jitter: relative spread of fast pitch deviations.
        rng: source of the jitter.
    """
    n = len(f0_hz)
    f0_hz = f0_hz * (1.0 + jitter * drift(n, 60.0, rng))
    phase = 2.0 * np.pi * np.cumsum(f0_hz) / SAMPLE_RATE_HZ
    count = int(np.clip(_HIGHEST_HARMONIC_HZ / f0_hz.min(), 1, _MOST_HARMONICS))
    sound = np.zeros(n)
    for k in range(1, count + 1):
        sound += k ** -tilt * np.sin(k * phase) * (k * f0_hz < _HIGHEST_HARMONIC_HZ)
    return sound * (1.0 + 3.0 * jitter * drift(n, 40.0, rng))


def tract(sound: np.ndarray, vowel: str, scale: float) -> np.ndarray:
    """Return `sound` after the resonances of `vowel`, formants times `scale`, peak 1."""
    from scipy.signal import sosfilt
    formants_hz = (*VOWELS[vowel], _FOURTH_FORMANT_HZ)
    sections = [
        _resonance(min(formant * scale, 7000.0), width * scale)
        for formant, width in zip(formants_hz, _BANDWIDTHS_HZ, strict=True)]
    return to_peak(sosfilt(np.array(sections), sound))


def to_peak(sound: np.ndarray) -> np.ndarray:
    """Return `sound` scaled to a peak of 1; silence stays silence."""
    return sound / max(float(np.abs(sound).max(initial=0.0)), 1e-9)


def band(sound: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """Return `sound` between two frequencies (second-order Butterworth)."""
    from scipy.signal import butter
    from scipy.signal import sosfilt
    edges = (max(low_hz, 20.0), min(high_hz, 7900.0))
    return sosfilt(butter(2, edges, 'bandpass', fs=SAMPLE_RATE_HZ, output='sos'), sound)


def _resonance(frequency_hz, bandwidth_hz):
    radius = np.exp(-np.pi * bandwidth_hz / SAMPLE_RATE_HZ)
    cosine = np.cos(2.0 * np.pi * frequency_hz / SAMPLE_RATE_HZ)
    a1, a2 = -2.0 * radius * cosine, radius ** 2
    # Unit gain at 0 Hz, as a tube has.
    return [1.0 + a1 + a2, 0.0, 0.0, 1.0, a1, a2]
