"""A place for one waiting item: the newest replaces the one before it, and the loss is counted.

A queue in front of a slow model makes it judge the past. With a slot it always works on the
newest item, and whatever it could not keep up with is a number that diagnostics can show.
"""

import threading
from typing import Generic
from typing import TypeVar

Item = TypeVar('Item')


class NewestSlot(Generic[Item]):
    """Hands items from any number of producers to a consumer; holds at most one.

    Every item is accounted for: `received` equals items taken plus `replaced` plus the one that
    may be waiting.

    Attributes:
        received: items that were put while the slot was open.
        replaced: items that nobody took, because a newer one or `close` came first.
    """

    def __init__(self):
        self.received = 0
        self.replaced = 0
        self._changed = threading.Condition()
        self._item: Item | None = None
        self._closed = False

    def put(self, item: Item) -> bool:
        """Leave `item` (not None) for the consumer; return False, doing nothing, once closed."""
        if item is None:
            raise ValueError('None means "nothing came" to the consumer and cannot be put')
        with self._changed:
            if self._closed:
                return False
            self.received += 1
            self._discard()
            self._item = item
            self._changed.notify()
            return True

    def take(self, timeout_s: float | None = None) -> Item | None:
        """Return the waiting item, waiting for one at most `timeout_s` (None: without end).

        Returns:
            The newest item, or None when none came in time or the slot is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Discard the waiting item, wake the consumer, and take nothing more."""
        with self._changed:
            self._closed = True
            self._discard()
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def _discard(self):
        if self._item is not None:
            self.replaced += 1
            self._item = None
