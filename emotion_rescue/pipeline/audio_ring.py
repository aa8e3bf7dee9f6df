"""Joins chunks of sound as they arrive and hands out windows of fixed length.

Chunks get lost, repeated and restarted on the way. A window never joins sound across a long gap,
and its stamp is that of the chunk in which it begins, so it cannot drift away from the sensor's
clock however long the stream runs.
"""

from collections import deque
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from typing import Protocol

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.sound_stream import SoundStream
from emotion_rescue.pipeline.sound_stream import SoundStreamCounts


class AudioWindows(Protocol):
    """Cuts a stream of sound into windows; `AudioRing` is one."""

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Return the windows that `chunk` completes, oldest first."""

    def reset(self) -> None:
        """Forget the sound that is held."""


@dataclass(frozen=True)
class AudioRingCounts(SoundStreamCounts):
    """What has happened to the stream so far.

    Attributes:
        windows: windows handed out.
        dropped_s: seconds that arrived before a long gap or a reset and filled no window.
    """

    windows: int = 0
    dropped_s: float = 0.0


class AudioRing:
    """Windows of `window_s`, one every `hop_s`, from chunks of any length.

    Memory is bounded by a window, a hop and the newest chunk.
    """

    def __init__(self, *, window_s: float = 2.0, hop_s: float = 1.0, tolerance_s: float = 0.02,
                 fill_s: float = 0.2, jump_s: float = 1.0):
        """Set lengths.

        Args:
            window_s: length of a window.
            hop_s: distance between the beginnings of two windows.
            tolerance_s: as of `SoundStream`.
            fill_s: as of `SoundStream`; after a longer gap a new window begins.
            jump_s: as of `SoundStream`.

        Raises:
            ValueError: a length that is not above 0.
        """
        for name, value in (('window_s', window_s), ('hop_s', hop_s)):
            if not value > 0:
                raise ValueError(f'{name} is {value!r}, expected more than 0')
        self._window_s, self._hop_s = window_s, hop_s
        self._stream = SoundStream(tolerance_s=tolerance_s, fill_s=fill_s, jump_s=jump_s)
        self._handed = 0
        self._dropped_s = 0.0
        self._forget()

    @property
    def counts(self) -> AudioRingCounts:
        """What has happened so far."""
        return AudioRingCounts(**asdict(self._stream.counts), windows=self._handed,
                               dropped_s=self._dropped_s)

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Take a chunk and return the windows that it completes, oldest first.

        Args:
            chunk: sound with the capture time of its first sample.
            first_sample: number of its first sample since capture began, or None where the
                source does not count.
        """
        continuation = self._stream.take(chunk, first_sample)
        if continuation.anew:
            self._drop()
        for clip in continuation.clips:
            self._chunks.append(clip)
            self._held += len(clip.samples)
        return self._windows()

    def reset(self) -> None:
        """Forget the sound that is held, as when the stream begins anew; counts stay."""
        self._stream.reset()
        self._drop()

    def _drop(self):
        unused = max(0, self._held - self._handed_out)
        if unused:
            self._dropped_s += unused / self._chunks[-1].sample_rate_hz
        self._forget()

    def _forget(self):
        self._chunks = deque()   # AudioClips without holes between them
        self._offset = 0         # of the next window's first sample from the first chunk's
        self._held = 0           # samples in _chunks
        self._handed_out = 0     # samples from the first chunk's first that were in a window

    def _windows(self):
        if not self._chunks:
            return []
        rate_hz = self._chunks[-1].sample_rate_hz
        length = max(1, round(self._window_s * rate_hz))
        hop = max(1, round(self._hop_s * rate_hz))
        windows = []
        while self._held >= self._offset + length:
            windows.append(self._window(length))
            self._handed_out = self._offset + length
            self._offset += hop
            self._discard()
        # Between two windows that do not touch there may be chunks that none needs.
        self._discard()
        self._handed += len(windows)
        return windows

    def _window(self, length):
        """Return a copy of the next `length` samples; a view would keep whole chunks alive."""
        first = self._chunks[0]
        stamp_ns = first.stamp_ns + self._offset * NS_PER_S // first.sample_rate_hz
        parts, begin, missing = [], self._offset, length
        for chunk in self._chunks:
            part = chunk.samples[begin:begin + missing]
            begin = max(0, begin - len(chunk.samples))
            missing -= len(part)
            parts.append(part)
            if not missing:
                break
        return replace(first, samples=np.concatenate(parts), stamp_ns=stamp_ns)

    def _discard(self):
        """Let go of the chunks that end before the next window begins."""
        while self._chunks and len(self._chunks[0].samples) <= self._offset:
            size = len(self._chunks.popleft().samples)
            self._offset -= size
            self._held -= size
            self._handed_out = max(0, self._handed_out - size)
