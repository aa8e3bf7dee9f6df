"""Brings a stream of sound to another rate, chunk after chunk, as if it came in one piece."""

import math

import numpy as np

from emotion_rescue.models.voice_input import MODEL_RATE_HZ

# Outputs computed at once: bounds memory, whatever the length of a chunk.
_BLOCK = 8192


class StreamResampler:
    """To 16 kHz, with the filter of `scipy.signal.resample_poly`.

    Output number k is computed at the time k / 16 kHz after the first sample, as a weighted sum
    of the samples around it, in integers as far as time goes: no drift, no seams between chunks,
    and the same numbers for any chunks. Outputs come as soon as the samples after them that the
    filter needs, 10 of the lower rate, have arrived.
    """

    def __init__(self, rate_hz: int):
        """Prepare for input at `rate_hz`."""
        divisor = math.gcd(rate_hz, MODEL_RATE_HZ)
        self._up, self._down = MODEL_RATE_HZ // divisor, rate_hz // divisor
        self._same = self._up == self._down
        if self._same:
            return
        self._phases, self._before, self._after = _polyphase(self._up, self._down)
        # Silence before the first sample, as resample_poly assumes.
        self._held = np.zeros(self._before, np.float32)
        self._first = -self._before  # number of the first sample that is held
        self._next = 0               # number of the next output

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Return float32 (m,) at 16 kHz, the outputs that `samples`, float32 (n,), complete."""
        if self._same:
            return samples
        self._held = np.concatenate([self._held, samples])
        last = self._first + len(self._held) - 1 - self._after  # newest centre with neighbours
        count = max(0, (last * self._up + self._up - 1) // self._down + 1 - self._next)
        blocks = [self._outputs(start, min(start + _BLOCK, self._next + count))
                  for start in range(self._next, self._next + count, _BLOCK)]
        self._next += count
        done = self._next * self._down // self._up - self._before - self._first
        if done > 0:
            self._held = self._held[done:].copy()
            self._first += done
        return np.concatenate(blocks) if blocks else np.empty(0, np.float32)

    def _outputs(self, begin, end):
        moments = np.arange(begin, end, dtype=np.int64) * self._down
        centres, phases = moments // self._up - self._first, moments % self._up
        width = self._before + 1 + self._after
        around = np.lib.stride_tricks.sliding_window_view(self._held, width)
        return np.einsum('ij,ij->i', around[centres - self._before],
                         self._phases[phases]).astype(np.float32)


def _polyphase(up, down):
    """Return weights (up, before + 1 + after) of the samples around an output, and these two.

    A row for every phase: how far, in 1 / up of a sample, the output lies after its centre.
    """
    from scipy.signal import firwin
    longer = max(up, down)
    half = 10 * longer
    taps = firwin(2 * half + 1, 1.0 / longer, window=('kaiser', 5.0)) * up
    before = after = half // up + 1
    offsets = np.arange(-before, after + 1)  # of a sample from the centre
    at = np.arange(up)[:, None] - offsets * up + half
    inside = (at >= 0) & (at <= 2 * half)
    weights = np.where(inside, taps[np.clip(at, 0, 2 * half)], 0.0)
    return weights.astype(np.float32), before, after
