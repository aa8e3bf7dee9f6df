"""Changes who speaks and with what voice, while the words stay: the WORLD vocoder.

WORLD (Morise, Yokomori and Ozawa, IEICE Transactions, 2016) parts speech into pitch, spectral
envelope and aperiodicity; each is changed by itself, and speech is made from them again.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.source import drift
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak

# WORLD's own step; a longer one blurs consonants.
_FRAME_S = 0.005
_FRAME_MS = 1000 * _FRAME_S
_LOWEST_HZ = 60.0
_TILT_FROM_HZ = 500.0
_EPSILON = 1e-16


@dataclass(frozen=True)
class VoiceChange:
    """What becomes of a voice.

    Attributes:
        f0_hz: mean pitch.
        melody: excursions of the pitch around its mean, on a log scale: 1 as spoken, 0 flat.
        formants: factor of all formant frequencies.
        tilt_db: gain per octave above 500 Hz; positive is shouted, negative murmured.
        breath: 0..1, how much of the voice becomes breath.
        jitter: relative spread of fast pitch deviations.
        tremor: 0..1, depth of a trembling of pitch and loudness.
        tremor_hz: its rate.
        rate: speed of speaking; 2 takes half the time.
    """

    f0_hz: float
    melody: float = 1.0
    formants: float = 1.0
    tilt_db: float = 0.0
    breath: float = 0.0
    jitter: float = 0.0
    tremor: float = 0.0
    tremor_hz: float = 7.0
    rate: float = 1.0


def revoiced(sound: np.ndarray, change: VoiceChange, rng: np.random.Generator) -> np.ndarray:
    """Return speech at 16 kHz with another voice, float64, peak 1; as long as the rate says.

    Args:
        sound: float64 (n,) speech of one person.
        change: the voice.
        rng: of jitter and tremor.

    Raises:
        MissingPackageError: pyworld is not installed.
    """
    try:
        import pyworld
    except ImportError as error:
        raise MissingPackageError('pyworld, which gives synthetic speakers their voices, is not '
                                  'installed; run: pip install pyworld') from error
    # Exact zeros, as between an engine's words, have no spectrum.
    sound = np.ascontiguousarray(sound + 1e-5 * rng.standard_normal(len(sound)))
    f0_hz, times_s = pyworld.dio(sound, SAMPLE_RATE_HZ, frame_period=_FRAME_MS)
    f0_hz = pyworld.stonemask(sound, f0_hz, times_s, SAMPLE_RATE_HZ)
    if not (f0_hz > 0).any():
        return to_peak(sound)
    spectrum = pyworld.cheaptrick(sound, f0_hz, times_s, SAMPLE_RATE_HZ)
    aperiodicity = pyworld.d4c(sound, f0_hz, times_s, SAMPLE_RATE_HZ)
    spectrum, aperiodicity = _moved(spectrum, aperiodicity, change.formants)
    shake = np.sin(2 * np.pi * change.tremor_hz * times_s + rng.uniform(0.0, 6.0))
    spectrum = spectrum * _tilt(spectrum.shape[1], change.tilt_db)
    spectrum *= (1.0 + 0.4 * change.tremor * shake[:, None]) ** 2
    aperiodicity = aperiodicity + change.breath * (1.0 - aperiodicity)
    made = pyworld.synthesize(_pitch(f0_hz, change, shake, rng), np.ascontiguousarray(spectrum),
                              np.ascontiguousarray(aperiodicity), SAMPLE_RATE_HZ,
                              _FRAME_MS / change.rate)
    return to_peak(made)


def _pitch(f0_hz, change, shake, rng):
    voiced = f0_hz > 0
    octaves = np.log2(np.where(voiced, f0_hz, 1.0))
    excursion = change.melody * (octaves - np.median(octaves[voiced]))
    n, samples_a_frame = len(f0_hz), int(_FRAME_S * SAMPLE_RATE_HZ)
    slow = 0.04 * drift(n * samples_a_frame, 1.5, rng)[::samples_a_frame]
    wander = slow + change.jitter * rng.standard_normal(n) + 0.08 * change.tremor * shake
    moved = change.f0_hz * 2.0 ** (np.clip(excursion, -1.0, 1.0) + wander)
    return np.where(voiced, np.clip(moved, _LOWEST_HZ, 900.0), 0.0)


def _moved(spectrum, aperiodicity, formants):
    """Return both with their frequency axis stretched by `formants`."""
    bins = np.arange(spectrum.shape[1])
    source = np.minimum(bins / formants, bins[-1])
    low = source.astype(int)
    high = np.minimum(low + 1, bins[-1])
    share = source - low
    logs = np.log(spectrum + _EPSILON)
    return (np.exp((1 - share) * logs[:, low] + share * logs[:, high]),
            (1 - share) * aperiodicity[:, low] + share * aperiodicity[:, high])


def _tilt(bins, tilt_db):
    hz = np.arange(bins) * SAMPLE_RATE_HZ / 2 / (bins - 1)
    octaves = np.log2(np.clip(hz, _TILT_FROM_HZ, 4000.0) / _TILT_FROM_HZ)
    return 10.0 ** (tilt_db * octaves / 10.0)
