"""Where a sound comes from, told by the delays between two or more microphones.

Steered response power with the phase transform (SRP-PHAT; DiBiase, PhD thesis, Brown University,
2000), the sum over pairs of microphones of their generalised cross-correlation (GCC-PHAT; Knapp
and Carter, IEEE TASSP 24(4), 1976), looked at in every direction of the horizontal plane. Only
what rises above the noise of its frequency counts: the transform makes all as loud as each other,
and an engine is heard at every frequency and all the time, where a voice is not.
"""

from dataclasses import dataclass
from itertools import combinations
import math

import numpy as np

from emotion_rescue.core.microphone_places import stand_in_a_row

SPEED_OF_SOUND_M_S = 343.0
_FRAME_S = 0.032
# Lower, delays are a small part of a period; higher, voices have little that noise has not.
_BAND_HZ = (300.0, 4000.0)
_STEP_DEG = 1.0
# What is louder than its frequency is half of the time by this factor counts, and the louder the
# more. Of voices 10 dB over noise in simulated rooms, heard by two microphones 0.2 m apart, with 3
# a tenth of the bearings were off by more than 52 degrees, with 5 by 26.
_OVER_NOISE = 5.0
# How much a rise of the mean coherence counts, per frame and pair. Of the same bearings, 75 % were
# within one standard deviation with 2 (82 % with 1, of 60 % of the voices instead of 84 %; 66 %
# with 4); a sixth are another sound's, which no deviation tells.
_SHARPNESS = 2.0
_PEAK_DEG = 20.0
# A direction known less well than this share of an even spread is not known.
_UNKNOWN_SHARE = 0.6


@dataclass(frozen=True)
class SoundBearing:
    """The direction of a sound.

    Attributes:
        bearing_rad: about the z axis of the microphones' frame, 0 along x, positive to the left
            (REP-103), -pi to pi.
        std_rad: standard deviation.
        ahead_assumed: whether the sound may as well come from the mirror image behind, because
            the microphones stand in a row.
    """

    bearing_rad: float
    std_rad: float
    ahead_assumed: bool = False


def sound_bearing(samples: np.ndarray, sample_rate_hz: int,
                  microphones_m: np.ndarray) -> SoundBearing | None:
    """Return where the loudest sound comes from; None where that cannot be told.

    Two microphones, or more in a row from left to right, cannot tell ahead from behind: ahead is
    said.

    Args:
        samples: float (n, channels), of one capture.
        sample_rate_hz: samples a second.
        microphones_m: (channels, 3) places in their frame, x ahead, y left, z up.
    """
    microphones_m = np.asarray(microphones_m, float)
    spectra, frequencies_hz = _spectra(np.asarray(samples, float), sample_rate_hz)
    counts = _over_noise(spectra)
    if len(microphones_m) < 2 or not counts.sum():
        return None
    in_a_row = stand_in_a_row(microphones_m)
    bearings = np.radians(np.arange(-90.0, 90.0 + _STEP_DEG, _STEP_DEG) if in_a_row
                          else np.arange(-180.0, 180.0, _STEP_DEG))
    power = _steered_power(spectra, counts, frequencies_hz, microphones_m, bearings)
    frames = counts.sum() / len(frequencies_hz)
    return _most_likely(
        bearings, power, frames * math.comb(len(microphones_m), 2), in_a_row)


def _spectra(samples, rate_hz):
    """Return complex (frames, channels, frequencies), and the frequencies, of the voices' band."""
    size = 2 ** round(math.log2(_FRAME_S * rate_hz))
    frequencies_hz = np.fft.rfftfreq(size, 1 / rate_hz)
    band = (frequencies_hz >= _BAND_HZ[0]) & (frequencies_hz <= _BAND_HZ[1])
    if len(samples) < size:
        return np.zeros((0, samples.shape[1], band.sum()), complex), frequencies_hz[band]
    frames = np.lib.stride_tricks.sliding_window_view(samples, size, axis=0)[::size // 2]
    return np.fft.rfft(frames * np.hanning(size), axis=2)[:, :, band], frequencies_hz[band]


def _over_noise(spectra):
    """Return (frames, frequencies) 0..1, how much each counts."""
    loudness = (np.abs(spectra) ** 2).mean(axis=1)
    if not len(loudness):
        return loudness
    noise = np.median(loudness, axis=0)
    return np.clip(1 - _OVER_NOISE * noise / np.maximum(loudness, 1e-20), 0, 1)


def _steered_power(spectra, counts, frequencies_hz, microphones_m, bearings):
    """Return the mean coherence, -1..1, of the microphones' sound for every direction."""
    towards = np.stack([np.cos(bearings), np.sin(bearings)], axis=1)
    turns = 2j * np.pi * frequencies_hz / SPEED_OF_SOUND_M_S
    pairs = list(combinations(range(len(microphones_m)), 2))
    power = np.zeros(len(bearings))
    for first, second in pairs:
        cross = spectra[:, first] * spectra[:, second].conj()
        phases = (counts * cross / np.maximum(np.abs(cross), 1e-20)).sum(axis=0)
        # The microphone that lies further towards the sound hears it earlier.
        ahead_m = towards @ (microphones_m[first] - microphones_m[second])[:2]
        power += (np.exp(-np.outer(ahead_m, turns)) @ phases).real
    return power / (counts.sum() * len(pairs))


def _most_likely(bearings, power, looks, ahead_assumed):
    weights = np.exp(_SHARPNESS * looks * (power - power.max()))
    weights /= weights.sum()
    bearing = bearings[power.argmax()]
    apart = turned(bearings - bearing)
    # About the peak: a mean of two directions is neither of them.
    near = np.abs(apart) < math.radians(_PEAK_DEG)
    bearing += (weights[near] * apart[near]).sum() / weights[near].sum()
    std = math.sqrt(float((weights * turned(bearings - bearing) ** 2).sum()))
    if std > _UNKNOWN_SHARE * np.std(bearings):
        return None
    # Between two directions that were looked at, nothing is known better than by their distance.
    return SoundBearing(float(turned(bearing)), max(std, math.radians(_STEP_DEG) / 2),
                        ahead_assumed)


def turned(angles_rad):
    """Return an angle, or an array of them, in radians, brought to -pi..pi."""
    return (angles_rad + np.pi) % (2 * np.pi) - np.pi
