"""Cuts a stream of sound into utterances, each as soon as its speaker falls silent."""

from collections.abc import Iterator
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from typing import Protocol

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.models.stream_resampling import StreamResampler
from emotion_rescue.models.voice_input import HIGHEST_RATE_HZ
from emotion_rescue.models.voice_input import LOUDEST
from emotion_rescue.models.voice_input import LOWEST_RATE_HZ
from emotion_rescue.pipeline.held_sound import HeldSound
from emotion_rescue.pipeline.sound_stream import SoundStream
from emotion_rescue.pipeline.sound_stream import SoundStreamCounts
from emotion_rescue.pipeline.speech_spans import SpanLimits
from emotion_rescue.pipeline.speech_spans import SpeechSpans


class SpeechStream(Protocol):
    """Hears speech in a stream at 16 kHz; `models.voice_activity.SileroStream` is one.

    Attributes:
        step: samples that a probability is of.
    """

    step: int

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Return float (steps,), 0..1, of the steps that `samples`, float32 (n,), complete."""

    def reset(self) -> None:
        """Begin a new stream."""


@dataclass(frozen=True)
class UtteranceCounts(SoundStreamCounts):
    """What has happened to the stream so far.

    Attributes:
        utterances: handed out.
        too_short: times that speech was too short for one.
        not_finite: samples that were no finite numbers and became silence.
        outdated: utterances that time has jumped back before; they were given up.
    """

    utterances: int = 0
    too_short: int = 0
    not_finite: int = 0
    outdated: int = 0


class UtteranceCutter:
    """Utterances from chunks of any length, with all channels and the rate of the source.

    What is missing, repeated or new is treated as `AudioRing` does; an utterance never joins
    sound across a long gap, but ends there. No sample is in two utterances. Memory is bounded by
    the longest utterance and the newest chunk.
    """

    def __init__(self, speech: SpeechStream, *, pause_s: float = SpanLimits.pause_s,
                 lead_s: float = SpanLimits.lead_s, longest_s: float = SpanLimits.longest_s,
                 shortest_s: float = SpanLimits.shortest_s, tolerance_s: float = 0.02,
                 fill_s: float = 0.2, jump_s: float = 1.0):
        """Set lengths.

        Args:
            speech: hears speech; belongs to this cutter alone.
            pause_s: silence that ends an utterance.
            lead_s: sound kept before and, as far as it is there, after speech: words begin
                and end more softly than a detector hears.
            longest_s: speech is cut here, and goes on in the next utterance.
            shortest_s: less speech than this, in total, is no utterance.
            tolerance_s: as of `SoundStream`.
            fill_s: as of `SoundStream`.
            jump_s: as of `SoundStream`.

        Raises:
            ValueError: a length that is not above 0, or a longest_s without room for speech.
        """
        self._speech, self._jump_s = speech, jump_s
        self._limits = SpanLimits(pause_s, lead_s, longest_s, shortest_s)
        self._stream = SoundStream(tolerance_s=tolerance_s, fill_s=fill_s, jump_s=jump_s)
        self._utterances = self._too_short = self._not_finite = self._outdated = 0
        self._held = self._resampler = self._spans = None  # made for the rate of a stream

    @property
    def counts(self) -> UtteranceCounts:
        """What has happened so far."""
        too_short = self._too_short + (self._spans.too_short if self._spans else 0)
        return UtteranceCounts(
            **asdict(self._stream.counts), utterances=self._utterances, too_short=too_short,
            not_finite=self._not_finite, outdated=self._outdated)

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Take a chunk and return the utterances that end in it, oldest first.

        Args:
            chunk: sound with the capture time of its first sample.
            first_sample: number of its first sample since capture began, or None where the
                source does not count.

        Raises:
            InputError: a sample rate that no microphone has; the chunk is left out.
        """
        if not LOWEST_RATE_HZ <= chunk.sample_rate_hz <= HIGHEST_RATE_HZ:
            raise InputError(f'sound has a sample rate of {chunk.sample_rate_hz} Hz, expected '
                             f'{LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz')
        continuation = self._stream.take(chunk, first_sample)
        utterances = []
        if continuation.anew:
            limit_ns = chunk.stamp_ns + round(self._jump_s * NS_PER_S)
            for utterance in self._end():
                if utterance.end_ns > limit_ns:  # of a time that is no longer, as in a loop
                    self._outdated += 1
                else:
                    utterances.append(utterance)
        for clip in continuation.clips:
            for piece in _pieces(clip):
                utterances += self._listen(piece)
        self._utterances += len(utterances)
        return utterances

    def finish(self) -> list[AudioClip]:
        """Return the utterance in hand, if any, as at the end of a recording."""
        utterances = self._end()
        self._utterances += len(utterances)
        self._stream.reset()
        return utterances

    def reset(self) -> None:
        """Forget the sound that is held, as when the stream begins anew; counts stay."""
        self._stream.reset()
        self._forget()

    def _forget(self):
        if self._spans:
            self._too_short += self._spans.too_short
        self._held = self._resampler = self._spans = None

    def _end(self):
        span = self._spans and self._spans.close(self._held.end)
        utterances = [self._held.cut(*span)] if span else []
        self._forget()
        return utterances

    def _listen(self, piece):
        if self._held is None:
            rate_hz = piece.sample_rate_hz
            self._held, self._resampler = HeldSound(), StreamResampler(rate_hz)
            self._spans = SpeechSpans(self._limits, self._speech.step, rate_hz)
            self._speech.reset()
        samples = self._finite(piece.samples)
        piece = replace(piece, samples=samples)
        self._held.append(piece)
        even = replace(piece, samples=np.clip(samples, -LOUDEST, LOUDEST))
        heard = self._resampler.feed(even.mono)
        spans = [self._spans.push(p) for p in self._speech.feed(heard)]
        utterances = [self._held.cut(*span) for span in spans if span]
        self._held.forget_before(self._spans.needed_from)
        return utterances

    def _finite(self, samples):
        """Return a copy in which what is no number is silence."""
        finite = np.isfinite(samples)
        self._not_finite += samples.size - int(np.count_nonzero(finite))
        return np.where(finite, samples, np.float32(0.0))


def _pieces(clip: AudioClip) -> Iterator[AudioClip]:
    """Yield `clip` a second at a time, so that a long one takes no more memory than it has."""
    for start in range(0, len(clip.samples), clip.sample_rate_hz):
        yield replace(clip, samples=clip.samples[start:start + clip.sample_rate_hz],
                      stamp_ns=clip.stamp_ns + start * NS_PER_S // clip.sample_rate_hz)
