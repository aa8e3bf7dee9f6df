"""A line in which everything is served in its order, also what waits when the line is closed."""

from collections import deque
import threading
from typing import Generic

from emotion_rescue.pipeline.newest_slot import Item


class WaitingLine(Generic[Item]):
    """Stands before a `pipeline.worker.Worker` like a NewestSlot, but loses nothing.

    Where the line is full, whoever puts waits.
    """

    def __init__(self, capacity: int = 4):
        self._capacity = capacity
        self._changed = threading.Condition()
        self._items: deque[Item] = deque()
        self._ends = False

    def put(self, item: Item) -> None:
        """Append an item (not None), once there is room or the line is closed."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._items) < self._capacity or self._ends)
            self._items.append(item)
            self._changed.notify_all()

    def take(self, timeout_s: float | None = None) -> Item | None:
        """Return the oldest item, or None when none came in time or there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._ends, timeout_s)
            self._changed.notify_all()
            return self._items.popleft() if self._items else None

    def close(self) -> None:
        """Let the line end with what is in it now."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the end was reached."""
        with self._changed:
            return self._ends and not self._items
