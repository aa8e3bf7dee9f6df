"""Brings together what different topics say about the same image, by its stamp."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import field
import time
from typing import Any

_MOST_WAITING = 60


@dataclass
class Matched:
    """What has come for one stamp.

    Attributes:
        stamp_ns: of the image.
        parts: name of the input -> what came on it.
    """

    stamp_ns: int
    parts: dict[str, Any] = field(default_factory=dict)
    since_s: float = 0.0


class StampMatcher:
    """Collects parts; a stamp is complete when all that is wanted has come.

    Args:
        needed: without these a stamp is never given out.
        within_s: how long a stamp waits for what is wanted besides.
        clock: returns seconds that never jump.

    Attributes:
        incomplete: stamps given up because something needed never came.
    """

    def __init__(self, needed: AbstractSet[str], within_s: float,
                 clock: Callable[[], float] = time.monotonic):
        self.incomplete = 0
        self._needed = needed
        self._within_s = within_s
        self._clock = clock
        self._waiting: dict[int, Matched] = {}

    def put(self, name: str, stamp_ns: int, part: Any) -> None:
        """Take a part."""
        entry = self._waiting.setdefault(
            stamp_ns, Matched(stamp_ns, since_s=self._clock()))
        entry.parts[name] = part
        while len(self._waiting) > _MOST_WAITING:
            self._give_up(next(iter(self._waiting)))

    def take(self, wanted: AbstractSet[str]) -> list[Matched]:
        """Return, oldest arrival first, what is complete, or has waited long enough.

        Args:
            wanted: the inputs that somebody publishes; `needed` is always wanted.
        """
        overdue_s = self._clock() - self._within_s
        ready = []
        for stamp_ns, entry in list(self._waiting.items()):
            overdue = entry.since_s <= overdue_s
            if self._needed <= entry.parts.keys() and (overdue or wanted <= entry.parts.keys()):
                ready.append(self._waiting.pop(stamp_ns))
            elif overdue:
                self._give_up(stamp_ns)
        return ready

    def _give_up(self, stamp_ns):
        entry = self._waiting.pop(stamp_ns)
        # What is merely wanted may come after its stamp was given out.
        self.incomplete += not self._needed.isdisjoint(entry.parts)
