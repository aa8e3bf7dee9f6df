"""Joins chunks of sound as they arrive and hands out windows of fixed length.

Chunks get lost, repeated and restarted on the way. A window never joins sound across a long gap,
and its stamp is that of the chunk in which it begins, so it cannot drift away from the sensor's
clock however long the stream runs.
"""

from collections import deque
from dataclasses import dataclass
from dataclasses import replace
from typing import Protocol

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S

# Sample numbers and stamps that tell lengths apart by more than this are of two captures.
_DISAGREE_S = 0.25


class AudioWindows(Protocol):
    """Cuts a stream of sound into windows; `AudioRing` is one."""

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Return the windows that `chunk` completes, oldest first."""


@dataclass(frozen=True)
class AudioRingCounts:
    """What has happened to the stream so far.

    Attributes:
        chunks: chunks received.
        windows: windows handed out.
        gaps: times that sound was missing.
        lost_s: seconds that never arrived.
        filled_s: of these, seconds replaced by silence.
        dropped_s: seconds that arrived before a long gap or a reset and filled no window.
        repeated_s: seconds that arrived more than once.
        resets: times that the stream began anew: time jumped back, sample numbers and time
            disagree, another sample rate, another frame, another number of channels.
    """

    chunks: int = 0
    windows: int = 0
    gaps: int = 0
    lost_s: float = 0.0
    filled_s: float = 0.0
    dropped_s: float = 0.0
    repeated_s: float = 0.0
    resets: int = 0


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
            tolerance_s: by how much a stamp may differ from what is expected, where chunks have
                no sample numbers; numbers are exact.
            fill_s: gaps up to this length become silence; longer ones begin a new window.
            jump_s: how far a chunk may reach back and still count as a repetition; beyond this
                the stream began anew.

        Raises:
            ValueError: a length that is not above 0.
        """
        for name, value in (('window_s', window_s), ('hop_s', hop_s), ('jump_s', jump_s)):
            if not value > 0:
                raise ValueError(f'{name} is {value!r}, expected more than 0')
        self._window_s, self._hop_s = window_s, hop_s
        self._tolerance_s, self._fill_s, self._jump_s = tolerance_s, fill_s, jump_s
        self._counts = AudioRingCounts()
        self._forget()

    @property
    def counts(self) -> AudioRingCounts:
        """What has happened so far."""
        return self._counts

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Take a chunk and return the windows that it completes, oldest first.

        Args:
            chunk: sound with the capture time of its first sample.
            first_sample: number of its first sample since capture began, or None where the
                source does not count.
        """
        self._add(chunks=1)
        if not len(chunk.samples):
            return []
        ahead = self._ahead(chunk, first_sample)
        if ahead is None or ahead < -round(self._jump_s * chunk.sample_rate_hz):
            self.reset()
            ahead = 0
        if ahead < 0:
            chunk, first_sample = self._without_repetition(chunk, first_sample, -ahead)
        elif ahead > 0:
            self._bridge(ahead, chunk.sample_rate_hz)
        if len(chunk.samples):
            self._append(chunk, first_sample)
        return self._windows()

    def reset(self) -> None:
        """Forget the sound that is held, as when the stream begins anew; counts stay."""
        if self._last is not None:
            self._add(resets=1, dropped_s=self._unused / self._last.sample_rate_hz)
        self._forget()

    def _forget(self):
        self._chunks = deque()   # AudioClips without holes between them
        self._offset = 0         # of the next window's first sample from the first chunk's
        self._held = 0           # samples in _chunks
        self._handed_out = 0     # samples from the first chunk's first that were in a window
        self._last = None        # the newest chunk
        self._next_sample = None

    @property
    def _unused(self):
        return max(0, self._held - self._handed_out)

    def _ahead(self, chunk, first_sample):
        """Return samples between the expected and the real beginning; None: a new stream."""
        if self._last is None:
            return 0
        if (chunk.sample_rate_hz, chunk.frame_id, chunk.samples.shape[1:]) != (
                self._last.sample_rate_hz, self._last.frame_id, self._last.samples.shape[1:]):
            return None
        late_s = (chunk.stamp_ns - self._last.end_ns) / NS_PER_S
        if first_sample is None or self._next_sample is None:
            return 0 if abs(late_s) <= self._tolerance_s else round(
                late_s * chunk.sample_rate_hz)
        ahead = first_sample - self._next_sample
        if abs(ahead / chunk.sample_rate_hz - late_s) > _DISAGREE_S:
            return None
        return ahead

    def _without_repetition(self, chunk, first_sample, count):
        count = min(count, len(chunk.samples))
        self._add(repeated_s=count / chunk.sample_rate_hz)
        stamp_ns = chunk.stamp_ns + count * NS_PER_S // chunk.sample_rate_hz
        return (replace(chunk, samples=chunk.samples[count:], stamp_ns=stamp_ns),
                None if first_sample is None else first_sample + count)

    def _bridge(self, missing, rate_hz):
        self._add(gaps=1, lost_s=missing / rate_hz)
        if missing <= self._fill_s * rate_hz:
            self._add(filled_s=missing / rate_hz)
            silence = np.zeros((missing, *self._last.samples.shape[1:]), np.float32)
            self._append(replace(self._last, samples=silence, stamp_ns=self._last.end_ns), None)
        else:
            self._add(dropped_s=self._unused / rate_hz)
            self._forget()

    def _append(self, chunk, first_sample):
        self._chunks.append(chunk)
        self._held += len(chunk.samples)
        self._last = chunk
        self._next_sample = None if first_sample is None else first_sample + len(chunk.samples)

    def _windows(self):
        if self._last is None:
            return []
        rate_hz = self._last.sample_rate_hz
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
        self._add(windows=len(windows))
        return windows

    def _window(self, length):
        first = self._chunks[0]
        joined = np.concatenate([chunk.samples for chunk in self._chunks])
        stamp_ns = first.stamp_ns + self._offset * NS_PER_S // first.sample_rate_hz
        return replace(first, samples=joined[self._offset:self._offset + length],
                       stamp_ns=stamp_ns)

    def _discard(self):
        """Let go of the chunks that end before the next window begins."""
        while self._chunks and len(self._chunks[0].samples) <= self._offset:
            size = len(self._chunks.popleft().samples)
            self._offset -= size
            self._held -= size
            self._handed_out = max(0, self._handed_out - size)

    def _add(self, **amounts):
        self._counts = replace(self._counts, **{
            name: getattr(self._counts, name) + amount for name, amount in amounts.items()})
