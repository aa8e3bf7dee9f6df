"""From the probability of speech, step after step, to the spans that are utterances."""

from dataclasses import dataclass
import math

from emotion_rescue.models.voice_input import MODEL_RATE_HZ

# Speech begins at the first and lasts until below the second, so that a voice that fades within
# a word does not break it; both are what Silero's own examples use.
BEGIN_PROBABILITY = 0.5
END_PROBABILITY = 0.35


@dataclass(frozen=True)
class SpanLimits:
    """What an utterance is; see `UtteranceCutter` for the meaning of the lengths in seconds."""

    pause_s: float = 0.35
    lead_s: float = 0.25
    longest_s: float = 10.0
    shortest_s: float = 0.2

    def __post_init__(self):
        for name, value in vars(self).items():
            if not 0 < value < math.inf:
                raise ValueError(f'{name} is {value!r}, expected more than 0')
        if self.longest_s < self.lead_s + self.shortest_s:
            raise ValueError(f'longest_s is {self.longest_s!r}, expected at least lead_s + '
                             f'shortest_s, {self.lead_s + self.shortest_s:g}')


class SpeechSpans:
    """Spans (begin, end) in samples of the source, none of which overlap."""

    def __init__(self, limits: SpanLimits, step: int, rate_hz: int):
        """Begin with a stream's first sample.

        Args:
            limits: what an utterance is.
            step: samples at 16 kHz that a probability is of.
            rate_hz: of the source.
        """
        self.too_short = 0
        self._step, self._rate_hz = step, rate_hz
        self._pause_steps = math.ceil(limits.pause_s * MODEL_RATE_HZ / step)
        self._shortest_steps = math.ceil(limits.shortest_s * MODEL_RATE_HZ / step)
        self._lead = round(limits.lead_s * rate_hz)
        self._longest = round(limits.longest_s * rate_hz)
        self._steps = 0      # heard so far
        self._free = 0       # first sample that was in no span
        self._begin = None   # of the utterance in hand
        self._voiced = 0     # steps with speech in it
        self._silent = 0     # steps without, since the newest with
        self._voice_end = 0  # sample after the newest step with speech

    @property
    def needed_from(self) -> int:
        """The first sample that a coming span may begin with."""
        if self._begin is not None:
            return self._begin
        return max(self._free, self._sample(self._steps) - self._lead)

    def push(self, probability: float) -> tuple[int, int] | None:
        """Take the next step's probability; return the span that ends with it, if one does."""
        start, self._steps = self._sample(self._steps), self._steps + 1
        end = self._sample(self._steps)
        if self._begin is None:
            if not probability >= BEGIN_PROBABILITY:
                return None
            self._begin, self._voiced = max(self._free, start - self._lead), 0
        if probability >= END_PROBABILITY:
            self._voiced += 1
            self._silent, self._voice_end = 0, end
        else:
            self._silent += 1
        if self._silent >= self._pause_steps:
            return self.close(end)
        if end - self._begin >= self._longest:
            begin = self._begin
            self._begin = begin + self._longest
            return self._checked(begin, self._begin)
        return None

    def close(self, end: int) -> tuple[int, int] | None:
        """End the utterance in hand, where one is, at the sample `end` or before."""
        if self._begin is None:
            return None
        begin, self._begin = self._begin, None
        return self._checked(begin, min(self._voice_end + self._lead, end))

    def _checked(self, begin, end):
        voiced, self._voiced = self._voiced, 0
        if voiced >= self._shortest_steps:
            self._free = end
            return begin, end
        self.too_short += voiced > 0
        return None

    def _sample(self, step):
        """Return where a step begins, rounded up: the sample is heard when the step is."""
        return -(-step * self._step * self._rate_hz // MODEL_RATE_HZ)
