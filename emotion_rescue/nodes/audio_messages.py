"""emotion_rescue_msgs/AudioChunk to AudioClip and back."""

from array import array

import numpy as np
from std_msgs.msg import Header

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue_msgs.msg import AudioChunk

# Encoding -> type of a sample, value of full scale.
_ENCODINGS = {
    AudioChunk.S16LE: (np.dtype('<i2'), 32768.0),
    AudioChunk.F32LE: (np.dtype('<f4'), 1.0),
}


def clip_from_chunk(message: AudioChunk) -> AudioClip:
    """Return the sound of `message` with all its channels.

    Raises:
        InputError: unknown encoding, no channel, no rate, bytes that are no whole samples, or
            samples that are no numbers.
    """
    if message.encoding not in _ENCODINGS:
        raise InputError(f'the audio encoding is {message.encoding}, expected S16LE '
                         f'({AudioChunk.S16LE}) or F32LE ({AudioChunk.F32LE})')
    if message.channels < 1 or message.sample_rate_hz < 1:
        raise InputError(f'the audio has {message.channels} channels at {message.sample_rate_hz} '
                         'Hz, expected at least 1 of each')
    kind, full_scale = _ENCODINGS[message.encoding]
    frame_bytes = kind.itemsize * message.channels
    if len(message.data) % frame_bytes:
        raise InputError(f'the audio has {len(message.data)} bytes, expected a multiple of '
                         f'{frame_bytes} for {message.channels} channels')
    values = np.frombuffer(message.data, kind)
    if message.channels > 1:
        values = values.reshape(-1, message.channels)
    if not np.isfinite(values).all():
        raise InputError(f'the audio has {np.count_nonzero(~np.isfinite(values))} of '
                         f'{values.size} samples that are no finite numbers; check the '
                         'microphone driver')
    samples = values.astype(np.float32) / np.float32(full_scale)
    return AudioClip(samples, message.sample_rate_hz, nanoseconds(message.header.stamp),
                     message.header.frame_id)


def chunk_from_clip(clip: AudioClip, first_sample: int) -> AudioChunk:
    """Return `clip` as 32-bit float.

    Args:
        clip: sound of any number of channels.
        first_sample: number of its first sample since capture began.
    """
    return chunk_from_samples(clip.samples.reshape(-1, clip.channels), clip.sample_rate_hz,
                              clip.stamp_ns, clip.frame_id, first_sample)


def chunk_from_samples(samples: np.ndarray, sample_rate_hz: int, stamp_ns: int, frame_id: str,
                       first_sample: int) -> AudioChunk:
    """Return float `samples` of shape (n, channels) as a message of 32-bit floats."""
    return AudioChunk(
        header=Header(stamp=time_message(stamp_ns), frame_id=frame_id),
        sample_rate_hz=sample_rate_hz, channels=samples.shape[1], encoding=AudioChunk.F32LE,
        first_sample=first_sample, data=array('B', samples.astype('<f4').tobytes()))
