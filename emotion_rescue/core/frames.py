"""Sensor data as it travels through the package: one image, one stretch of sound.

Time is always the sensor's own, in integer nanoseconds; it may start at 0 and may jump back.
"""

from dataclasses import dataclass

import numpy as np

NS_PER_S = 1_000_000_000


@dataclass(frozen=True, eq=False)
class ImageFrame:
    """One camera image.

    Attributes:
        bgr: uint8 array of shape (height, width, 3), blue first, as OpenCV and YOLO want it.
        stamp_ns: capture time in nanoseconds of the sensor's clock.
        frame_id: the camera's optical frame (REP-103: x right, y down, z forward).
    """

    bgr: np.ndarray
    stamp_ns: int
    frame_id: str = ''

    def __post_init__(self):
        if self.bgr.ndim != 3 or self.bgr.shape[2] != 3 or self.bgr.dtype != np.uint8:
            raise ValueError('an image is a uint8 array of shape (height, width, 3), '
                             f'not {self.bgr.dtype} {self.bgr.shape}')
        if 0 in self.bgr.shape:
            raise ValueError(f'an image needs at least one pixel, got {self.bgr.shape}')


@dataclass(frozen=True, eq=False)
class AudioClip:
    """A stretch of sound.

    Attributes:
        samples: float32 array of shape (n,), or (n, channels) of several microphones, nominally
            -1..1.
        sample_rate_hz: samples a second.
        stamp_ns: capture time of the first sample in nanoseconds of the sensor's clock.
        frame_id: the microphone's frame.
    """

    samples: np.ndarray
    sample_rate_hz: int
    stamp_ns: int
    frame_id: str = ''

    def __post_init__(self):
        if self.samples.ndim not in (1, 2) or self.samples.dtype != np.float32:
            raise ValueError('sound is a float32 array of shape (n,) or (n, channels), '
                             f'not {self.samples.dtype} {self.samples.shape}')
        if self.sample_rate_hz <= 0:
            raise ValueError(f'a sample rate is above 0 Hz, not {self.sample_rate_hz}')

    @property
    def mono(self) -> np.ndarray:
        """The mean of all channels, float32 (n,)."""
        return self.samples if self.samples.ndim == 1 else self.samples.mean(axis=1)

    @property
    def channels(self) -> int:
        """How many microphones it is of."""
        return 1 if self.samples.ndim == 1 else self.samples.shape[1]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate_hz

    @property
    def end_ns(self) -> int:
        """Capture time of the end of the last sample, in nanoseconds."""
        return self.stamp_ns + len(self.samples) * NS_PER_S // self.sample_rate_hz
