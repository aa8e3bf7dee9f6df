"""How a noise reaches several microphones: as a plane wave from one side, or from everywhere."""

import numpy as np

from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

SOUND_SPEED_M_S = 343.0
_DIFFUSE_WAVES = 8


def plane_wave(sound: np.ndarray, bearing_deg: float, microphones_m: np.ndarray) -> np.ndarray:
    """Return (n, channels): `sound` as it comes from far away at `bearing_deg`.

    Args:
        sound: float64 (n,) at 16 kHz; its end wraps around to its beginning.
        bearing_deg: 0 ahead, positive left.
        microphones_m: (channels, 3) metres, x ahead, y left.
    """
    if len(microphones_m) == 1:
        return sound[:, None].copy()
    angle = np.radians(bearing_deg)
    ahead_m = microphones_m[:, :2] @ np.array([np.cos(angle), np.sin(angle)])
    delay_s = (ahead_m.max() - ahead_m) / SOUND_SPEED_M_S
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    turned = spectrum[:, None] * np.exp(-2j * np.pi * hz[:, None] * delay_s)
    return np.fft.irfft(turned, len(sound), axis=0)


def diffuse(sound: np.ndarray, microphones_m: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return (n, channels): `sound` as it comes from all sides, in waves that differ in time."""
    if len(microphones_m) == 1:
        return sound[:, None].copy()
    bearings_deg = np.arange(_DIFFUSE_WAVES) * 360.0 / _DIFFUSE_WAVES + rng.uniform(0.0, 360.0)
    shifts = rng.integers(len(sound), size=_DIFFUSE_WAVES)
    waves = [plane_wave(np.roll(sound, shift), bearing_deg, microphones_m)
             for bearing_deg, shift in zip(bearings_deg, shifts, strict=True)]
    return np.sum(waves, axis=0) / np.sqrt(_DIFFUSE_WAVES)
