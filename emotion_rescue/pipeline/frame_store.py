"""Recent images by their stamp, so that a detection meets the very image it was made from."""

from collections import OrderedDict
from collections.abc import Callable

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder

# Decoding is put off until somebody looks: most images are only ever waited with.
OpenFrame = Callable[[], ImageFrame]


class FrameStore:
    """Keeps the newest images, bounded in number and in seconds; not locked by itself.

    A stamp that jumps back (simulation reset, recording started again) forgets all older images:
    a stamp alone would no longer say which of them is meant.
    """

    def __init__(self, *, capacity: int = 32, keep_s: float = 3.0):
        """Prepare an empty store.

        Args:
            capacity: most images; 32 of 1920x1080 take 200 MB, and at 30 Hz last a second,
                more than a detector takes.
            keep_s: how much older than the newest an image may be, in seconds of the stamps.
        """
        self._capacity = capacity
        self._keep_ns = int(keep_s * NS_PER_S)
        self._order = StampOrder()
        self._frames: OrderedDict[int, OpenFrame] = OrderedDict()

    def __len__(self):
        return len(self._frames)

    def add(self, stamp_ns: int, open_frame: OpenFrame) -> bool:
        """Remember the image of `stamp_ns`, opened by calling `open_frame`.

        Returns:
            False where it came late and was left out.
        """
        order = self._order.place(stamp_ns)
        if order is Order.LATE:
            return False
        if order is not Order.NEXT:
            self._frames.clear()
        self._frames[stamp_ns] = open_frame
        while len(self._frames) > self._capacity or self._oldest_ns() < stamp_ns - self._keep_ns:
            self._frames.popitem(last=False)
        return True

    def find(self, stamp_ns: int) -> OpenFrame | None:
        """Return how to open the image of exactly `stamp_ns`, or None where it is not here."""
        return self._frames.get(stamp_ns)

    def newest(self) -> OpenFrame | None:
        """Return how to open the newest image, or None where there is none."""
        return self._frames[next(reversed(self._frames))] if self._frames else None

    def _oldest_ns(self):
        return next(iter(self._frames))
