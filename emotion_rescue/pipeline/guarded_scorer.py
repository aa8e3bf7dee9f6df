"""A scorer whose failures are counted and cost nothing but its own readings."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from dataclasses import replace
import logging
import threading
import time
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S

_log = logging.getLogger(__name__)

# A scorer that fails is asked again after 1, 2, 4 .. 32 s: soon enough after a hiccup, seldom
# enough that a broken one costs nothing.
FIRST_PAUSE_S = 1
LONGEST_PAUSE_S = 32


@dataclass
class ScorerHealth:
    """How a scorer fares.

    Attributes:
        calls: answered calls.
        failures: failed calls.
        refused: calls with input that could not be understood; the scorer itself is well.
        failures_in_a_row: failed calls since the last answered one.
        last_error: text of the newest failure or refusal; '' before the first one.
        last_call_s: wall-clock duration of the last answered call; None before the first.
    """

    calls: int = 0
    failures: int = 0
    refused: int = 0
    failures_in_a_row: int = 0
    last_error: str = ''
    last_call_s: float | None = None


class GuardedScorer:
    """Calls a scorer, counts what fails, and pauses ever longer while it keeps failing.

    Pauses are in seconds of the stamps, so that a recording meets the same ones every time. A
    call waits for the one before, also for one that hangs; any thread may ask for `health`.
    """

    def __init__(self, name: str, score: Callable[[Any], Any],
                 busy: AbstractContextManager | None = None):
        """Prepare.

        Args:
            name: of the scorer in the log.
            score: what to guard.
            busy: held during a call, shared with whoever else uses the same model.
        """
        self._name = name
        self._score = score
        self._health = ScorerHealth()
        self._failed_ns = 0
        self._busy = busy or threading.Lock()

    def health(self) -> ScorerHealth:
        """Return a copy of the counts."""
        return replace(self._health)

    def may_try(self, now_ns: int) -> bool:
        """Return whether the pause after the last failure is over at stamp `now_ns`."""
        in_a_row = self._health.failures_in_a_row
        if not in_a_row or now_ns < self._failed_ns:  # or time jumped back
            return True
        pause_s = min(FIRST_PAUSE_S * 2 ** min(in_a_row - 1, 30), LONGEST_PAUSE_S)
        return now_ns - self._failed_ns >= pause_s * NS_PER_S

    def score(self, item: Any, now_ns: int) -> Any | None:
        """Return what the scorer says of `item`, data of stamp `now_ns`; None if it failed."""
        with self._busy:
            return self._score_alone(item, now_ns)

    def _score_alone(self, item, now_ns):
        begun_s = time.monotonic()
        try:
            answer = self._score(item)
        except InputError as error:
            self._health.refused += 1
            self._health.last_error = str(error)
            _log.warning('%s at stamp %s: %s', self._name, now_ns, error)
            return None
        except Exception as error:  # noqa: BLE001 (whatever a model fails with)
            self._failed(now_ns, error)
            return None
        self._health.calls += 1
        self._health.failures_in_a_row = 0
        self._health.last_call_s = time.monotonic() - begun_s
        return answer

    def _failed(self, now_ns, error):
        self._failed_ns = now_ns
        self._health.failures += 1
        self._health.failures_in_a_row += 1
        self._health.last_error = f'{type(error).__name__}: {error}'
        _log.error('the %s scorer failed at stamp %s: %s', self._name, now_ns,
                   self._health.last_error, exc_info=error)
