"""Makes every window of sound different each time it is learned from.

Speakers, rooms and noises of a data set are few beside those of the field. What a microphone, a
distance, another noise or a slightly larger throat would have changed is therefore changed anew
in every pass; none of it changes how somebody feels.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import normalised
from emotion_rescue.synthesis.voice.noises import noise

_NOISE_S = 8.0
_NOISE_STREAM = 53
# Bounds of the speed; beyond them a neutral voice would sound excited or weary.
_SPEED = (0.94, 1.06)
# Gains in dB at these places of the spectrum are drawn, and drawn through.
_COLOUR_DB, _COLOUR_HZ = 6.0, np.array([0.0, 150.0, 500.0, 1500.0, 4000.0, 8000.0])
_NARROW_HZ = (2800.0, 6500.0)
_ADDED_SNR_DB = (-3.0, 25.0)
_FRAME = MODEL_RATE_HZ // 100


@dataclass(frozen=True)
class HardeningShares:
    """How often what is done to a window, 0..1 each."""

    speed: float = 0.6
    colour: float = 0.6
    narrow: float = 0.15
    added_noise: float = 0.5
    bursts: float = 0.5
    clipped: float = 0.15


class VoiceHardening:
    """Draws windows from clips and hardens them; the noises are those of the training split."""

    def __init__(self, window: int, shares: HardeningShares | None = None,
                 noises: int = 240):
        """Make the noises.

        Args:
            window: samples of a window.
            shares: how often what is done; None is the default.
            noises: how many of them to choose from.
        """
        self._window, self._shares = window, shares or HardeningShares()
        rng = np.random.default_rng(_NOISE_STREAM)
        length = max(int(_NOISE_S * MODEL_RATE_HZ), window)
        self._noises = np.stack([noise('train', length, rng)[0].astype(np.float32)
                                 for _ in range(noises)])

    def windows(self, clips: np.ndarray, nobody: np.ndarray, rng: np.random.Generator
                ) -> np.ndarray:
        """Return float32 (n, window) of mean 0 and variance 1.

        Args:
            clips: int16 (n, samples), at least a window long.
            nobody: bool (n,), whether nobody is heard, so that any noise may take their place.
            rng: source of chance.
        """
        made = np.stack([self._window_of(clip, rng) for clip in clips])
        bursts = nobody & self._chosen('bursts', len(made), rng)
        for i in np.flatnonzero(bursts):
            made[i] = _in_bursts(self._noise(rng), rng)
        for i in np.flatnonzero(self._chosen('added_noise', len(made), rng)):
            made[i] += self._scaled(made[i], rng)
        coloured = np.flatnonzero(self._chosen('colour', len(made), rng))
        narrow = np.flatnonzero(self._chosen('narrow', len(made), rng))
        made = _filtered(made, coloured, narrow, rng)
        for i in np.flatnonzero(self._chosen('clipped', len(made), rng)):
            # Microphones overload exactly when people scream.
            ceiling = np.abs(made[i]).max() * rng.uniform(0.2, 0.8)
            made[i] = np.clip(made[i], -ceiling, ceiling)
        return normalised(made * rng.choice([-1.0, 1.0], size=(len(made), 1)))

    def _chosen(self, name, count, rng):
        return rng.uniform(size=count) < getattr(self._shares, name)

    def _window_of(self, clip, rng):
        speed = rng.uniform(*_SPEED) if rng.uniform() < self._shares.speed else 1.0
        speed = min(speed, len(clip) / self._window)
        length = int(np.ceil(self._window * speed))
        start = int(rng.integers(len(clip) - length + 1))
        part = clip[start:start + length] / 32768.0
        if length == self._window:
            return part
        return np.interp(np.arange(self._window) * (length - 1) / (self._window - 1),
                         np.arange(length), part)

    def _noise(self, rng):
        one = self._noises[rng.integers(len(self._noises))]
        start = int(rng.integers(len(one) - self._window + 1))
        return one[start:start + self._window].astype(np.float64)

    def _scaled(self, window, rng):
        """Return a noise, so much weaker than the window as is drawn."""
        found = self._noise(rng)
        loud = np.sqrt(np.mean(np.square(window)) / max(np.mean(np.square(found)), 1e-12))
        return found * loud * 10.0 ** (-rng.uniform(*_ADDED_SNR_DB) / 20.0)


def _in_bursts(sound, rng):
    """Return `sound` that comes and goes: what begins and ends like a word need not be one."""
    frames = -(-len(sound) // _FRAME)
    gate = np.full(frames, rng.uniform(0.0, 0.05))
    at = 0
    while at < frames:
        at += 1 + int(rng.exponential(rng.uniform(5.0, 60.0)))
        length = 3 + int(rng.exponential(rng.uniform(5.0, 60.0)))
        gate[at:at + length] = rng.uniform(0.3, 1.0)
        at += length
    smooth = np.interp(np.arange(len(sound)) / _FRAME, np.arange(frames), gate)
    return sound * smooth + 1e-4 * rng.standard_normal(len(sound))


def _filtered(windows, coloured, narrow, rng):
    chosen = np.union1d(coloured, narrow)
    if not len(chosen):
        return windows
    hz = np.fft.rfftfreq(windows.shape[1], 1 / MODEL_RATE_HZ)
    gain_db = np.zeros((len(windows), len(hz)))
    for i in coloured:
        gain_db[i] += np.interp(hz, _COLOUR_HZ, rng.normal(0.0, _COLOUR_DB / 2.0,
                                                          len(_COLOUR_HZ)))
    for i in narrow:
        gain_db[i] -= 40.0 * np.clip((hz / rng.uniform(*_NARROW_HZ) - 1.0) * 4.0, 0.0, 1.0)
    spectra = np.fft.rfft(windows[chosen]) * 10.0 ** (gain_db[chosen] / 20.0)
    windows[chosen] = np.fft.irfft(spectra, windows.shape[1])
    return windows
