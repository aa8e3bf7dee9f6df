"""Notices that a node's messages come late after what they are made of, and says so."""

from collections import deque
from collections.abc import Callable
import threading
import time

from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report

# How long a late message is worth a warning.
WINDOW_S = 5.0
# Of more within the window the oldest are forgotten.
_MOST = 500


class LateMessages:
    """Thread-safe.

    Args:
        what: is late, in the plural, such as 'detections'.
        after: what it is made of, such as 'their image'.
        due_s: seconds after that.
        clock: returns seconds that never jump.

    Attributes:
        count: late messages since the start.
    """

    def __init__(self, what: str, after: str, due_s: float,
                 clock: Callable[[], float] = time.monotonic):
        self.count = 0
        self._what, self._after, self._due_s = what, after, due_s
        self._clock = clock
        self._lock = threading.Lock()
        self._late: deque[tuple[float, float]] = deque(maxlen=_MOST)

    def note(self, came_s: float) -> None:
        """Note that a message was published now whose input came at `came_s` of the clock."""
        now_s = self._clock()
        if now_s - came_s > self._due_s:
            with self._lock:
                self.count += 1
                self._late.append((now_s, now_s - came_s))

    def report(self) -> Report:
        """Return the count, and a warning where something was late within `WINDOW_S`."""
        values = {f'{self._what} late': self.count}
        with self._lock:
            recent_s = self._clock() - WINDOW_S
            took_s = [took_s for at_s, took_s in self._late if at_s >= recent_s]
        if not took_s:
            return Report(values=values)
        return Report(Level.WARN, f'{self._what} are late: up to {max(took_s):.1f} s after '
                      f'{self._after} came, more than {self._due_s:g} s', values)
