"""A video file with its sound, decoded by FFmpeg through PyAV."""

from collections.abc import Iterator
import heapq
import itertools
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording_sound import CHUNK_S
from emotion_rescue.pipeline.recording_sound import SOUNDTRACK_FRAME

SAMPLE_RATE_HZ = 16000
_CAMERA_FRAME = 'camera'


class VideoRecording:
    """Images and sound of a video file; time starts at 0 with the file.

    Args:
        path: anything that FFmpeg reads.

    Raises:
        InputError: the file is not a video.
        MissingPackageError: PyAV is not installed.
    """

    live = False

    def __init__(self, path: Path):
        self._path = path
        with self._open() as container:
            if not container.streams.video:
                raise InputError(f'{str(path)!r} has no picture; name a video')
            stream = container.streams.video[0]
            self._begin_us = container.start_time or 0
            duration_s = (container.duration or 0) / 1e6
            self._description = (f'{path}, {stream.width}x{stream.height} px, '
                                 f'{float(stream.average_rate or 0):.3g} images a second, '
                                 f'{duration_s:.1f} s')
            has_sound = bool(container.streams.audio)
        self.kinds = frozenset((IMAGE, AUDIO) if has_sound else (IMAGE,))

    def describe(self) -> str:
        """Return one line about it."""
        return self._description + ('' if AUDIO in self.kinds else ', no sound')

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[ImageFrame | AudioClip]:
        """Yield images and sound (16 kHz) of the asked-for part."""
        end_s = float('inf') if duration_s is None else start_s + duration_s
        streams = [self._images(start_s, end_s)]
        if AUDIO in self.kinds:
            streams.insert(0, self._sound(start_s, end_s))
        yield from heapq.merge(*streams, key=available_ns)

    def _images(self, start_s, end_s):
        for frame in self._decoded('video', start_s, end_s):
            yield ImageFrame(frame.to_ndarray(format='bgr24'),
                             round(self._time_s(frame) * NS_PER_S), _CAMERA_FRAME)

    def _sound(self, start_s, end_s):
        import av
        resampler = av.AudioResampler('flt', 'mono', SAMPLE_RATE_HZ,
                                      frame_size=round(CHUNK_S * SAMPLE_RATE_HZ))
        begin_ns, count = None, 0
        # The None at the end makes the resampler give what it still holds.
        for frame in itertools.chain(self._decoded('audio', start_s, end_s), [None]):
            if begin_ns is None:
                if frame is None:
                    return
                begin_ns = round(self._time_s(frame) * NS_PER_S)
            for piece in self._even(resampler, frame):
                samples = np.ascontiguousarray(piece.to_ndarray().reshape(-1), np.float32)
                stamp_ns = begin_ns + count * NS_PER_S // SAMPLE_RATE_HZ
                yield AudioClip(samples, SAMPLE_RATE_HZ, stamp_ns, SOUNDTRACK_FRAME)
                count += len(samples)

    def _even(self, resampler, frame):
        try:
            return resampler.resample(frame)
        except ValueError as error:  # channels that change amid the film
            raise InputError(f'{str(self._path)!r} is damaged: {error}') from error

    def _decoded(self, kind, start_s, end_s):
        import av
        with self._open() as container:
            try:
                for frame in container.decode(**{kind: 0}):
                    time_s = self._time_s(frame)
                    if time_s >= end_s:
                        return
                    if time_s >= start_s:
                        yield frame
            except av.error.FFmpegError as error:
                raise InputError(f'{str(self._path)!r} is damaged: {error}') from error

    def _time_s(self, frame):
        return frame.time - self._begin_us / 1e6

    def _open(self):
        try:
            import av
        except ImportError as error:
            raise MissingPackageError('reading a video needs the Python package av; install it '
                                      'with: pip install av') from error
        try:
            return av.open(str(self._path))
        except (av.error.FFmpegError, OSError) as error:
            raise InputError(f'{str(self._path)!r} cannot be read as a video ({error}); name a '
                             'bag, a video, a folder of images or a camera') from error
