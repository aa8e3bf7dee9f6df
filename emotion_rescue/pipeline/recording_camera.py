"""A camera of this machine, live."""

from collections.abc import Iterator
import time

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import IMAGE

_CAMERA_FRAME = 'camera'


class CameraRecording:
    """Images of a local camera, stamped with this machine's time when they arrive.

    Args:
        source: the camera's number, or its device such as /dev/video0.
    """

    live = True
    kinds = frozenset((IMAGE,))

    def __init__(self, source: str):
        self._source = source

    def describe(self) -> str:
        """Return one line about it."""
        return f'camera {self._source}, live'

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[ImageFrame]:
        """Yield images until `duration_s` is over; `start_s` are left out at the begin."""
        import cv2
        capture = cv2.VideoCapture(
            int(self._source) if self._source.isdecimal() else self._source)
        try:
            if not capture.isOpened():
                raise InputError(f'the camera {self._source!r} cannot be opened; check that it is '
                                 'plugged in, allowed to be read, and not in use')
            begin_ns = time.time_ns() + round(start_s * NS_PER_S)
            while True:
                found, bgr = capture.read()
                stamp_ns = time.time_ns()
                if not found:
                    raise InputError(f'the camera {self._source!r} gives no more images')
                if duration_s is not None and stamp_ns >= begin_ns + duration_s * NS_PER_S:
                    return
                if stamp_ns >= begin_ns:
                    yield ImageFrame(bgr, stamp_ns, _CAMERA_FRAME)
        finally:
            capture.release()
