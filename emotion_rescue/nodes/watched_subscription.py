"""A subscription that says when its input is missing and counts what was lost on the way."""

from collections.abc import Callable
import threading
import time

from rclpy.node import Node
from rclpy.qos import QoSProfile
from rclpy.qos import ReliabilityPolicy

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.input_watch import InputWatch

# More than one, so that a message is not lost without a trace while another is being taken.
_SENSOR_DEPTH = 10


def sensor_qos(reliability: str = 'best_effort', depth: int = _SENSOR_DEPTH) -> QoSProfile:
    """Return the profile for sensor data, with 'best_effort' or 'reliable'."""
    return QoSProfile(depth=depth, reliability=ReliabilityPolicy[reliability.upper()])


class WatchedSubscription:
    """Subscribes on construction; `close` gives everything back, and no callback outlives it.

    Args:
        node: owner.
        message_type: class of the messages.
        topic: relative or absolute name.
        callback: called with each message (its serialised bytes where `raw`).
        qos: of the subscription.
        missing_input_s: silence in seconds after which the input is reported as missing.
        raw: leave messages serialised, so that only those that are used cost anything.
        timed: call `callback` also with the time.monotonic() of the arrival; a message may have
            waited since.

    Attributes:
        watch: tells whether the input is missing, and why.
        lost: messages that a publisher sent after the first one that came, and that never came;
            None where the middleware does not number them.
    """

    def __init__(self, node: Node, message_type: type, topic: str, callback: Callable,
                 qos: QoSProfile, missing_input_s: float, raw: bool = False,
                 timed: bool = False):
        self.lost: int | None = None
        self.watch = InputWatch(node, topic, message_type, qos, missing_input_s)
        self._node = node
        self._callback = callback
        self._timed = timed
        self._numbers: dict[bytes, int] = {}
        self._closed = False
        # Reentrant: a callback may close its own subscription.
        self._taking = threading.RLock()
        try:
            self._subscription = node.create_subscription(
                message_type, topic, self._take, qos, raw=raw, event_callbacks=self.watch.events)
        except BaseException:
            self.watch.close()
            raise

    def close(self) -> None:
        """Take nothing more; waits for the callback in hand."""
        with self._taking:
            if not self._closed:
                self._closed = True
                self.watch.close()
                self._node.destroy_subscription(self._subscription)

    def _take(self, message, info):
        # The executor may have a message in hand that it took before `close`.
        with self._taking:
            if not self._closed:
                self.watch.heard()
                self._count_lost(info)
                if self._timed:
                    self._callback(message, time.monotonic() - _waited_s(info))
                else:
                    self._callback(message)

    def _count_lost(self, info):
        number, publisher = info.get('publication_sequence_number'), info.get('publisher_gid')
        if number is None or publisher is None:
            return
        key = bytes(publisher['data'])
        missed = number - self._numbers.get(key, number - 1) - 1
        self._numbers[key] = number
        self.lost = (self.lost or 0) + max(0, missed)


def _waited_s(info):
    # 0 where the middleware does not say when it came, or the clock was set back meanwhile.
    came_ns = info.get('received_timestamp')
    return max(0.0, (time.time_ns() - came_ns) / NS_PER_S) if came_ns else 0.0
