"""When inputs came, by their stamps, to tell how long what is made of them takes."""

from collections import deque
import threading


class Arrivals:
    """The newest arrivals; thread-safe.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int = 300):
        self._lock = threading.Lock()
        self._newest: deque[tuple[int, float]] = deque(maxlen=most)

    def note(self, stamp_ns: int, came_s: float) -> None:
        """Note that what is of `stamp_ns` came at `came_s`, time.monotonic()."""
        with self._lock:
            self._newest.append((stamp_ns, came_s))

    def at(self, stamp_ns: int) -> float | None:
        """Return when what is of `stamp_ns` came; None where that is not known (any more)."""
        with self._lock:
            return next((came_s for known_ns, came_s in reversed(self._newest)
                         if known_ns == stamp_ns), None)

    def reaching(self, stamp_ns: int) -> float | None:
        """Return when the earliest of those came that are of `stamp_ns` or later, or None.

        Also None where all of them are later, as the one that is meant may be forgotten by now.
        """
        with self._lock:
            before = None
            for known_ns, came_s in self._newest:
                if known_ns >= stamp_ns:
                    return came_s if before is not None or known_ns == stamp_ns else None
                before = known_ns
        return None
