"""Sound of a recording in pieces as a microphone would deliver them, and files of sound alone."""

from collections.abc import Iterator
import itertools
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO

CHUNK_S = 0.1
SOUNDTRACK_FRAME = 'microphone'
SOUND_SUFFIXES = frozenset(('.wav', '.flac', '.mp3', '.ogg', '.opus', '.m4a', '.aac', '.aiff'))


def chunks(clip: AudioClip, start_s: float = 0.0,
           duration_s: float | None = None) -> Iterator[AudioClip]:
    """Yield `clip` in chunks of `CHUNK_S`; the last may be shorter.

    Args:
        clip: the whole sound.
        start_s: where to begin, after the clip's begin.
        duration_s: how much; None: to the end.
    """
    rate = clip.sample_rate_hz
    size = max(1, round(CHUNK_S * rate))
    first = round(start_s * rate)
    end = len(clip.samples)
    if duration_s is not None:
        end = min(end, first + round(duration_s * rate))
    for begin in range(first, end, size):
        yield AudioClip(clip.samples[begin:min(end, begin + size)], rate,
                        clip.stamp_ns + begin * NS_PER_S // rate, clip.frame_id)


class SoundRecording:
    """A file of sound alone, all channels at its own rate; time starts at 0.

    Hours of it need no memory. It is PyAV that reads it: libsndfile loses part of an MP3 that is
    not read at once.

    Args:
        path: of a WAV, FLAC, MP3, Ogg or another file that FFmpeg decodes.

    Raises:
        InputError: it cannot be read, or holds no sound.
        MissingPackageError: av is not installed.
    """

    live = False
    kinds = frozenset((AUDIO,))

    def __init__(self, path: Path):
        self._path = path
        with self._open() as container:
            if not container.streams.audio:
                raise InputError(f'{str(path)!r} has no sound; name a file of sound')
            stream = container.streams.audio[0]
            channels = f'{stream.channels} channel' + ('' if stream.channels == 1 else 's')
            self._description = (f'{path}: {(container.duration or 0) / 1e6:.1f} s of sound, '
                                 f'{channels} at {stream.rate} Hz')

    def describe(self) -> str:
        """Return one line about it."""
        return self._description

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[AudioClip]:
        """Yield chunks; what is damaged ends it with an InputError."""
        end_s = math.inf if duration_s is None else start_s + duration_s
        begin = 0
        for samples, rate_hz in self._decoded():
            first = round(start_s * rate_hz) - begin
            last = len(samples) if end_s == math.inf else round(end_s * rate_hz) - begin
            part = samples[max(0, first):max(0, last)]
            if len(part):
                stamp_ns = (begin + max(0, first)) * NS_PER_S // rate_hz
                yield AudioClip(part, rate_hz, stamp_ns, SOUNDTRACK_FRAME)
            if last < len(samples):
                return
            begin += len(samples)

    def _decoded(self):
        """Yield float32 (n, channels) of CHUNK_S, and the rate in Hz."""
        import av
        with self._open() as container:
            stream = container.streams.audio[0]
            rate_hz = stream.rate
            resampler = av.AudioResampler('fltp', stream.layout, rate_hz,
                                          frame_size=max(1, round(CHUNK_S * rate_hz)))
            try:
                # The None at the end makes the resampler give what it still holds.
                for frame in itertools.chain(container.decode(stream), [None]):
                    for piece in resampler.resample(frame):
                        yield np.ascontiguousarray(piece.to_ndarray().T), rate_hz
            # The resampler's error is a ValueError where channels or rate change midway.
            except (av.error.FFmpegError, ValueError) as error:
                raise InputError(f'{str(self._path)!r} is damaged: {error}') from error

    def _open(self):
        try:
            import av
        except ImportError as error:
            raise MissingPackageError('reading a file of sound needs the Python package av; '
                                      'install it with: pip install av') from error
        try:
            return av.open(str(self._path))
        except (av.error.FFmpegError, OSError) as error:
            raise InputError(f'the sound {str(self._path)!r} cannot be read: {error}') from error


def read_soundtrack(path: Path) -> AudioClip:
    """Return the sound file `path` with time starting at 0.

    Raises:
        InputError: it cannot be read.
    """
    import soundfile
    try:
        samples, rate = soundfile.read(path, dtype='float32')
    except (soundfile.LibsndfileError, OSError) as error:
        raise InputError(f'the sound {str(path)!r} cannot be read: {error}') from error
    return AudioClip(samples, rate, 0, SOUNDTRACK_FRAME)
