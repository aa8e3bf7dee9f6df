"""The newest stretch of a stream of sound, from which pieces are cut by their position."""

from collections import deque
from dataclasses import replace

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S

# Joined from time to time, so that chunks of one sample cost little more than their samples.
_MOST_PIECES = 64


class HeldSound:
    """Sound without holes; a position is a number of samples since the first one appended.

    Every piece that is cut bears the capture time of the chunk in which it begins, so it cannot
    drift away from the sensor's clock.
    """

    def __init__(self):
        """Hold nothing."""
        self._pieces: list[np.ndarray] = []
        self._marks: deque[tuple[int, int]] = deque()  # (position, stamp of that sample)
        self._empty: AudioClip | None = None           # rate and frame, without samples
        self._begin = self._end = 0

    @property
    def end(self) -> int:
        """The position after the newest sample."""
        return self._end

    def append(self, clip: AudioClip) -> None:
        """Add what follows; its rate and number of channels are those of the first one."""
        if self._empty is None:
            self._empty = replace(clip, samples=clip.samples[:0].copy())
        if not self._marks or self._stamp_ns(self._end) != clip.stamp_ns:
            self._marks.append((self._end, clip.stamp_ns))
        self._pieces.append(clip.samples)
        self._end += len(clip.samples)
        if len(self._pieces) > _MOST_PIECES:
            self._pieces = [np.concatenate(self._pieces)]

    def cut(self, begin: int, end: int) -> AudioClip:
        """Return a copy of the samples between two positions that are still held.

        Raises:
            ValueError: they are not.
        """
        if not self._begin <= begin <= end <= self._end:
            raise ValueError(f'samples {begin} to {end} are asked for, '
                             f'{self._begin} to {self._end} are held')
        joined = np.concatenate(self._pieces)[begin - self._begin:end - self._begin]
        return replace(self._empty, samples=joined.copy(), stamp_ns=self._stamp_ns(begin))

    def forget_before(self, position: int) -> None:
        """Let go of the samples before `position`."""
        while self._pieces and self._begin + len(self._pieces[0]) <= position:
            self._begin += len(self._pieces.pop(0))
        if self._pieces and position > self._begin:
            # Tiny chunks are joined into one piece that never lies before `position` as a whole;
            # a view of its rest would keep all of it.
            self._pieces[0] = self._pieces[0][position - self._begin:].copy()
            self._begin = position
        while len(self._marks) > 1 and self._marks[1][0] <= self._begin:
            self._marks.popleft()

    def _stamp_ns(self, position):
        at, stamp_ns = next(mark for mark in reversed(self._marks) if mark[0] <= position)
        return stamp_ns + (position - at) * NS_PER_S // self._empty.sample_rate_hz
