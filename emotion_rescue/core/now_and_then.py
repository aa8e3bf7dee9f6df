"""Tells how long work goes on, not more often than somebody wants to read it."""

from collections.abc import Callable
import time

EVERY_S = 5.0


class NowAndThen:
    """Passes on what is said if the last time is long enough ago; the first time waits, too."""

    def __init__(self, tell: Callable[[str], None] | None, every_s: float = EVERY_S):
        """Say whom to `tell`, None for nobody, and how many seconds lie between two times."""
        self._tell, self._every_s = tell, every_s
        self._next_s = time.monotonic() + every_s

    def say(self, text: Callable[[], str]) -> None:
        """Tell what `text` returns, or let it pass."""
        now_s = time.monotonic()
        if self._tell and now_s >= self._next_s:
            self._next_s = now_s + self._every_s
            self._tell(text())
