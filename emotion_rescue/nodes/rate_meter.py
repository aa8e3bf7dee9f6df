"""How often something happens, how long it takes, and how long ago it was; thread-safe."""

from collections import deque
from collections.abc import Callable
import math
import threading
import time

import numpy as np


class RateMeter:
    """Keeps the events of the last seconds.

    Args:
        window_s: how far back the figures look, in seconds.
        clock: returns seconds that never jump.
    """

    def __init__(self, window_s: float = 5.0, clock: Callable[[], float] = time.monotonic):
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._events: deque[tuple[float, float]] = deque()
        self._start_s = clock()

    def tick(self, took_s: float = math.nan) -> None:
        """Note one event, and how long it took in seconds where that is known."""
        with self._lock:
            now_s = self._clock()
            self._events.append((now_s, took_s))
            # The newest stays, however old: `age_s` needs it.
            while len(self._events) > 1 and now_s - self._events[0][0] > self._window_s:
                self._events.popleft()

    @property
    def rate_hz(self) -> float:
        """Events a second within the window."""
        with self._lock:
            now_s = self._clock()
            count = sum(now_s - at_s <= self._window_s for at_s, _ in self._events)
            seconds = min(self._window_s, now_s - self._start_s)
            return count / seconds if seconds > 0.0 else 0.0

    @property
    def age_s(self) -> float:
        """Seconds since the last event; NaN before the first."""
        with self._lock:
            return self._clock() - self._events[-1][0] if self._events else math.nan

    def took_s(self, percentile: float) -> float:
        """Return a percentile (0..100) of the durations in the window; NaN where none is known."""
        with self._lock:
            known = [took for _, took in self._events if not math.isnan(took)]
        return float(np.percentile(known, percentile)) if known else math.nan
