"""What a stamp means that is not later than the one before."""

from enum import Enum

from emotion_rescue.core.frames import NS_PER_S

# Clocks are stepped and messages overtake each other by less than this.
JUMP_BACK_NS = NS_PER_S

# Time that jumps to 0 or to the first stamp, give or take this, has begun again.
_AGAIN_NS = 2 * NS_PER_S


class Order(Enum):
    """Where a stamp stands."""

    NEXT = 'as it should be'
    LATE = 'it came after a newer one and should be skipped'
    JUMP = 'the clock was set back'
    AGAIN = 'a simulation was reset, or a recording begins again'


class StampOrder:
    """Judges the stamps of one stream."""

    def __init__(self):
        self.newest_ns: int | None = None
        self._first_ns: int | None = None

    def place(self, stamp_ns: int) -> Order:
        """Return where `stamp_ns` stands, and compare the next one with it unless it is late."""
        newest_ns = stamp_ns if self.newest_ns is None else self.newest_ns
        if newest_ns - JUMP_BACK_NS < stamp_ns < newest_ns:
            return Order.LATE
        self.newest_ns = stamp_ns
        if self._first_ns is None:
            self._first_ns = stamp_ns
        if stamp_ns >= newest_ns:
            return Order.NEXT
        if min(abs(stamp_ns), abs(stamp_ns - self._first_ns)) > _AGAIN_NS:
            return Order.JUMP
        self._first_ns = stamp_ns
        return Order.AGAIN
