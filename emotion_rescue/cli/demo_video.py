"""Writes a film that every player shows: H.264 with the sound as AAC."""

from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S

# Stamps in a file are milliseconds: finer than any camera, and every player takes them.
_TICKS_PER_S = 1000
_SOUND_RATE_HZ = 48000


class FilmWriter:
    """Use it as a context manager; give images as they come, then the whole sound.

    Args:
        path: an .mp4 file; an older one is replaced.
        with_sound: whether there will be sound.

    Raises:
        MissingPackageError: PyAV is not installed.
    """

    def __init__(self, path: Path, with_sound: bool):
        self._path, self._with_sound = path, with_sound
        self._picture = self._begin_ns = self._last_tick = None
        self.image_count = 0

    def __enter__(self):
        try:
            import av
        except ImportError as error:
            raise MissingPackageError('writing a video needs the Python package av; install it '
                                      'with: pip install av') from error
        self._container = av.open(str(self._path), 'w')
        return self

    def __exit__(self, *exc_info):
        try:
            if self._picture is not None:
                self._container.mux(self._picture.encode(None))
        finally:
            self._container.close()

    def add_image(self, frame: ImageFrame) -> None:
        """Append an image; one that is not younger than the last is left out."""
        import av
        if self._picture is None:
            self._open_streams(frame)
        tick = (frame.stamp_ns - self._begin_ns) * _TICKS_PER_S // NS_PER_S
        if self._last_tick is not None and tick <= self._last_tick:
            return
        # H.264 stores colour for two by two pixels.
        height, width = (size // 2 * 2 for size in frame.bgr.shape[:2])
        picture = av.VideoFrame.from_ndarray(
            np.ascontiguousarray(frame.bgr[:height, :width]), format='bgr24')
        picture.pts, self._last_tick = tick, tick
        self._container.mux(self._picture.encode(picture))
        self.image_count += 1

    def add_sound(self, clips: list[AudioClip]) -> None:
        """Append the sound that was heard, all of one sample rate, in order."""
        import av
        if not clips or self._picture is None or not self._with_sound:
            return
        rate_hz = clips[0].sample_rate_hz
        samples = np.concatenate([clip.mono for clip in clips])
        delay = (clips[0].stamp_ns - self._begin_ns) * rate_hz // NS_PER_S
        samples = np.concatenate([np.zeros(max(0, delay), np.float32), samples[max(0, -delay):]])
        frame = av.AudioFrame.from_ndarray(samples[None], format='flt', layout='mono')
        frame.sample_rate, frame.pts = rate_hz, 0
        self._container.mux(self._sound.encode(frame))
        self._container.mux(self._sound.encode(None))

    def _open_streams(self, frame):
        from fractions import Fraction
        height, width = (size // 2 * 2 for size in frame.bgr.shape[:2])
        self._begin_ns = frame.stamp_ns
        self._picture = self._container.add_stream(
            'libx264', rate=10, width=width, height=height, pix_fmt='yuv420p',
            options={'preset': 'veryfast', 'crf': '23'})
        self._picture.codec_context.time_base = Fraction(1, _TICKS_PER_S)
        if self._with_sound:
            self._sound = self._container.add_stream('aac', rate=_SOUND_RATE_HZ, layout='mono')
