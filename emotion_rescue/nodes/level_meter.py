"""How loud the sound of the last seconds was, for whoever sets the gain; thread-safe."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
import math
import threading
import time

import numpy as np

# Converters end a little under full scale.
_CLIPPED = 0.999


@dataclass(frozen=True)
class SoundLevel:
    """Figures of some sound; full scale is 1.0.

    Attributes:
        rms_dbfs: root mean square in dB of full scale, without the offset; -inf for silence, NaN
            without sound.
        peak_dbfs: largest sample, likewise.
        offset: mean of all samples; far from 0 where the converter is broken.
        clipped_share: 0..1 of the samples at full scale.
    """

    rms_dbfs: float = math.nan
    peak_dbfs: float = math.nan
    offset: float = math.nan
    clipped_share: float = math.nan


class LevelMeter:
    """Keeps the blocks of the last seconds, as sums.

    Args:
        window_s: how far back the level looks, in seconds.
        clock: returns seconds that never jump.
    """

    def __init__(self, window_s: float = 3.0, clock: Callable[[], float] = time.monotonic):
        self._window_s, self._clock = window_s, clock
        self._lock = threading.Lock()
        # When, how many samples, their sum, that of their squares, how many clipped, the peak.
        self._blocks: deque[tuple[float, ...]] = deque()

    def add(self, samples: np.ndarray) -> None:
        """Note a block, float of any shape; what is not finite is left out."""
        known = samples[np.isfinite(samples)].astype(float)
        if not len(known):
            return
        size = np.abs(known)
        with self._lock:
            self._blocks.append((self._clock(), len(known), known.sum(), (known ** 2).sum(),
                                 (size >= _CLIPPED).sum(), size.max()))
            self._let_go()

    @property
    def level(self) -> SoundLevel:
        """What the last seconds were like."""
        with self._lock:
            self._let_go()
            blocks = list(self._blocks)
        if not blocks:
            return SoundLevel()
        _, counts, sums, squares, clipped, peaks = zip(*blocks, strict=True)
        count = sum(counts)
        offset = sum(sums) / count
        variance = max(0.0, sum(squares) / count - offset ** 2)
        return SoundLevel(_decibels(math.sqrt(variance)), _decibels(max(peaks)), float(offset),
                          float(sum(clipped) / count))

    def _let_go(self):
        now_s = self._clock()
        while self._blocks and now_s - self._blocks[0][0] > self._window_s:
            self._blocks.popleft()


def _decibels(size):
    return 20.0 * math.log10(size) if size > 0.0 else -math.inf
