"""One thread that does slow work beside the callbacks and outlives every failure."""

from collections.abc import Callable
import logging
import threading
from typing import Generic

from emotion_rescue.pipeline.newest_slot import Item
from emotion_rescue.pipeline.newest_slot import NewestSlot

_log = logging.getLogger(__name__)


def stamp_of(item: object) -> object:
    """Return `item.stamp_ns`, or the item itself where it has none (a bare stamp)."""
    return getattr(item, 'stamp_ns', item)


class Worker(Generic[Item]):
    """Takes items from a slot and gives each to `handle`, in a thread of its own.

    A failure costs only its item: it is logged with the item's stamp and counted.

    Attributes:
        processed: items that `handle` finished without an error.
        failed: items on which `handle` raised.
        last_error: text of the newest failure; '' before the first one.
    """

    def __init__(self, name: str, slot: NewestSlot[Item], handle: Callable[[Item], object], *,
                 stamp: Callable[[Item], object] = stamp_of):
        """Prepare the worker; nothing runs before `start`.

        Args:
            name: of the thread, and in the log.
            slot: where items come from; anything with its `take`, `close` and `closed`.
            handle: called with one item at a time.
            stamp: what to name an item by in the log.
        """
        self.processed = 0
        self.failed = 0
        self.last_error = ''
        self._slot = slot
        self._handle = handle
        self._stamp = stamp
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> 'Worker[Item]':
        """Start the thread and return self; a worker can be started once."""
        self._thread.start()
        return self

    def stop(self, timeout_s: float | None = None) -> bool:
        """Close the slot and wait for the item in hand; safe to call twice and before `start`.

        Args:
            timeout_s: longest wait in seconds; None: until the item in hand is done.

        Returns:
            Whether the thread has ended.
        """
        self._slot.close()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self):
        while not self._slot.closed:
            item = self._slot.take()
            if item is not None:
                self._do(item)

    def _do(self, item):
        try:
            self._handle(item)
        except Exception as error:  # noqa: BLE001 (one bad item must not end the work)
            self.failed += 1
            self.last_error = f'{type(error).__name__}: {error}'
            _log.exception('%s failed on the item of stamp %s; going on with the next one',
                           self._thread.name, self._stamp(item))
        else:
            self.processed += 1
