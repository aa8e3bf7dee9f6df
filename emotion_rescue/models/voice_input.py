"""Sound as voice models want it: 16 kHz, finite, without offset."""

from dataclasses import replace
import math

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip

MODEL_RATE_HZ = 16000
LOWEST_RATE_HZ = 4000
HIGHEST_RATE_HZ = 192000
# Below this RMS (-80 dB of full scale) a recording is the converter's own noise.
SILENCE_RMS = 1e-4
# Louder than any converter gives; keeps means, filters and models from overflowing.
LOUDEST = 1e4


def model_samples(clip: AudioClip) -> np.ndarray:
    """Return `clip`, its channels mixed, as float32 (n,) at 16 kHz with its mean removed.

    Samples beyond +-LOUDEST are taken as that loud.

    Raises:
        InputError: samples that are not finite, or a rate that no microphone has.
    """
    if not LOWEST_RATE_HZ <= clip.sample_rate_hz <= HIGHEST_RATE_HZ:
        raise InputError(f'sound has a sample rate of {clip.sample_rate_hz} Hz, expected '
                         f'{LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz')
    bad = int(np.count_nonzero(~np.isfinite(clip.samples)))
    if bad:
        raise InputError(f'{bad} of {clip.samples.size} sound samples are not finite numbers; '
                         'check the microphone driver')
    samples = replace(clip, samples=np.clip(clip.samples, -LOUDEST, LOUDEST)).mono
    if not len(samples):
        return samples
    # The offset goes first: the resampling filter would ring on its edges.
    return _at_model_rate(samples - samples.mean(), clip.sample_rate_hz)


def is_silent(samples: np.ndarray) -> bool:
    """Return whether `samples` hold nothing that could be judged."""
    return not len(samples) or math.sqrt(float(np.mean(np.square(samples)))) < SILENCE_RMS


def normalised(samples: np.ndarray) -> np.ndarray:
    """Return `samples` along the last axis with mean 0 and variance 1, as wav2vec2 is fed.

    The loudness of a voice says more about its distance than about its emotion.
    """
    centred = samples - samples.mean(axis=-1, keepdims=True)
    variance = np.mean(np.square(centred), axis=-1, keepdims=True)
    return (centred / np.sqrt(variance + 1e-7)).astype(np.float32)


def _at_model_rate(samples, rate_hz):
    if rate_hz == MODEL_RATE_HZ:
        return samples
    from scipy.signal import resample_poly
    divisor = math.gcd(rate_hz, MODEL_RATE_HZ)
    resampled = resample_poly(samples, MODEL_RATE_HZ // divisor, rate_hz // divisor)
    return resampled.astype(np.float32)
