"""Tells how every chunk of sound continues what came before: gaps, repetitions, new beginnings.

Chunks get lost, repeated, restarted and put out of order on the way; whoever cuts the stream into
pieces sees what is left of it in order.
"""

from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S

# Sample numbers and stamps that tell lengths apart by more than this are of two captures.
_DISAGREE_S = 0.25


@dataclass(frozen=True)
class SoundStreamCounts:
    """What has happened to the stream so far.

    Attributes:
        chunks: chunks received.
        gaps: times that sound was missing.
        lost_s: seconds that never arrived.
        filled_s: of these, seconds replaced by silence.
        repeated_s: seconds that arrived more than once.
        resets: times that the stream began anew: time jumped back, sample numbers and time
            disagree, another sample rate, another frame, another number of channels.
    """

    chunks: int = 0
    gaps: int = 0
    lost_s: float = 0.0
    filled_s: float = 0.0
    repeated_s: float = 0.0
    resets: int = 0


@dataclass(frozen=True, eq=False)
class Continuation:
    """What a chunk adds.

    Attributes:
        anew: whether it does not join what came before, because of a long gap or a reset.
        clips: what to append, in order, each with the capture time of its own first sample:
            silence that fills a short gap, and what is new of the chunk; may be empty.
    """

    anew: bool = False
    clips: tuple[AudioClip, ...] = ()


class SoundStream:
    """Puts chunks in order; keeps the newest one only."""

    def __init__(self, *, tolerance_s: float = 0.02, fill_s: float = 0.2, jump_s: float = 1.0):
        """Set limits.

        Args:
            tolerance_s: by how much a stamp may differ from what is expected, where chunks have
                no sample numbers; numbers are exact.
            fill_s: gaps up to this length become silence; longer ones begin anew.
            jump_s: how far a chunk may reach back and still count as a repetition; beyond this
                the stream began anew.

        Raises:
            ValueError: jump_s is not above 0.
        """
        if not jump_s > 0:
            raise ValueError(f'jump_s is {jump_s!r}, expected more than 0')
        self._tolerance_s, self._fill_s, self._jump_s = tolerance_s, fill_s, jump_s
        self._counts = SoundStreamCounts()
        self._last = None        # the newest chunk
        self._next_sample = None

    @property
    def counts(self) -> SoundStreamCounts:
        """What has happened so far."""
        return self._counts

    def take(self, chunk: AudioClip, first_sample: int | None = None) -> Continuation:
        """Return what `chunk` adds.

        Args:
            chunk: sound with the capture time of its first sample.
            first_sample: number of its first sample since capture began, or None where the
                source does not count.
        """
        self._add(chunks=1)
        if not len(chunk.samples):
            return Continuation()
        ahead = self._ahead(chunk, first_sample)
        anew, silence = False, ()
        if ahead is None or ahead < -round(self._jump_s * chunk.sample_rate_hz):
            self.reset()
            anew = True
        elif ahead < 0:
            chunk, first_sample = self._without_repetition(chunk, first_sample, -ahead)
        elif ahead > 0:
            silence = self._bridge(ahead)
            anew = not silence
        if not len(chunk.samples):
            return Continuation()
        self._last = chunk
        self._next_sample = None if first_sample is None else first_sample + len(chunk.samples)
        return Continuation(anew, (*silence, chunk))

    def reset(self) -> None:
        """Expect nothing of the next chunk, as when the stream begins anew; counts stay."""
        if self._last is not None:
            self._add(resets=1)
        self._last = self._next_sample = None

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

    def _bridge(self, missing):
        """Return silence in place of the missing samples; nothing where the gap is long."""
        last = self._last
        missing_s = missing / last.sample_rate_hz
        self._add(gaps=1, lost_s=missing_s)
        if missing > self._fill_s * last.sample_rate_hz:
            return ()
        self._add(filled_s=missing_s)
        silence = np.zeros((missing, *last.samples.shape[1:]), np.float32)
        return (replace(last, samples=silence, stamp_ns=last.end_ns),)

    def _add(self, **amounts):
        self._counts = replace(self._counts, **{
            name: getattr(self._counts, name) + amount for name, amount in amounts.items()})
