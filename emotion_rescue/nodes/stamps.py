"""Nanoseconds of the sensor's clock to builtin_interfaces/Time and back."""

from builtin_interfaces.msg import Time

from emotion_rescue.core.frames import NS_PER_S


def nanoseconds(stamp: Time) -> int:
    """Return a Time as nanoseconds."""
    return stamp.sec * NS_PER_S + stamp.nanosec


def time_message(stamp_ns: int) -> Time:
    """Return nanoseconds as a Time."""
    seconds, remainder = divmod(stamp_ns, NS_PER_S)
    return Time(sec=seconds, nanosec=remainder)
