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
    """Figures of some sound; full scale is 1.0. Of several channels each is the loudest one's.

    Attributes:
        rms_dbfs: root mean square in dB of full scale, without the offset; -inf for silence, NaN
            without sound.
        quietest_rms_dbfs: likewise, of the quietest channel; far below where one is dead.
        peak_dbfs: largest sample, likewise.
        offset: mean of a channel, the one furthest from 0, where the converter is broken.
        clipped_share: 0..1 of a channel's samples at full scale.
    """

    rms_dbfs: float = math.nan
    quietest_rms_dbfs: float = math.nan
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
        # When, and of each channel how many samples, their sum, that of their squares, how many
        # clipped, the peak.
        self._blocks: deque[tuple[float, np.ndarray]] = deque()

    def add(self, samples: np.ndarray) -> None:
        """Note a block, float (n, channels); what is not finite is left out."""
        known = np.isfinite(samples)
        values = np.where(known, samples, 0.0).astype(float)
        if not known.any():
            return
        size = np.abs(values)
        sums = np.stack([known.sum(axis=0), values.sum(axis=0), (values ** 2).sum(axis=0),
                         (size >= _CLIPPED).sum(axis=0), size.max(axis=0)])
        with self._lock:
            if self._blocks and self._blocks[-1][1].shape != sums.shape:
                self._blocks.clear()  # another microphone
            self._blocks.append((self._clock(), sums))
            self._let_go()

    @property
    def level(self) -> SoundLevel:
        """What the last seconds were like."""
        with self._lock:
            self._let_go()
            blocks = [sums for _, sums in self._blocks]
        if not blocks:
            return SoundLevel()
        counts, sums, squares, clipped, _ = np.sum(blocks, axis=0)
        counts = np.maximum(counts, 1)
        offsets = sums / counts
        rms = np.sqrt(np.maximum(squares / counts - offsets ** 2, 0.0))
        return SoundLevel(
            _decibels(rms.max()), _decibels(rms.min()), _decibels(np.max(blocks, axis=0)[4].max()),
            float(offsets[np.abs(offsets).argmax()]), float((clipped / counts).max()))

    def _let_go(self):
        now_s = self._clock()
        while self._blocks and now_s - self._blocks[0][0] > self._window_s:
            self._blocks.popleft()


def _decibels(size):
    return 20.0 * math.log10(size) if size > 0.0 else -math.inf
