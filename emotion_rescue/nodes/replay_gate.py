"""Waits until an image has been worked on to the end, so that none is dropped in a replay."""

from collections.abc import Callable
from collections.abc import Iterable
import time

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile

from emotion_rescue.core.errors import NodeError
from emotion_rescue.nodes.message_definitions import message_class
from emotion_rescue.pipeline.recording import stamp_of_serialised

TYPES = {
    'detections': 'vision_msgs/msg/Detection2DArray',
    'distress': 'emotion_rescue_msgs/msg/PersonDistressArray',
}
_SAY_AFTER_S = 2.0
_SAY_EVERY_S = 5.0
_SPIN_S = 0.02


class ReplayGate:
    """Knows which images have come out at the other end.

    Args:
        node: subscribes.
        executor: spun while waiting; `node` is in it.
        topics: of `TYPES`; an image is through when all carry its stamp.
        say: takes one line of text.
        deadline_s: how long one image may take.
        tend: called while waiting; may raise to end it.
        missing: takes an image's stamp and returns the topics on which somebody else at this node
            still waits for it; two subscriptions of a topic do not get a message at once.
    """

    def __init__(self, node: Node, executor: SingleThreadedExecutor, topics: Iterable[str],
                 say: Callable[[str], None], deadline_s: float = 60.0,
                 tend: Callable[[], object] = lambda: None,
                 missing: Callable[[int], list[str]] = lambda stamp_ns: []):
        self._node, self._executor = node, executor
        self._say, self._deadline_s, self._tend = say, deadline_s, tend
        self._missing_elsewhere = missing
        self._newest_ns: dict[str, int | None] = {}
        self._subscriptions = [self._subscribe(topic) for topic in topics]

    def wait(self, stamp_ns: int) -> None:
        """Return once the image of `stamp_ns` is through.

        Raises:
            NodeError: it did not come through before the deadline.
        """
        start_s = time.monotonic()
        say_s = start_s + _SAY_AFTER_S
        while missing := self._missing(stamp_ns):
            self._executor.spin_once(timeout_sec=_SPIN_S)
            self._tend()
            now_s = time.monotonic()
            if now_s - start_s > self._deadline_s:
                raise NodeError(
                    f'nothing came on {" and ".join(missing)} for the image of '
                    f'{stamp_ns / 1e9:.3f} s within {self._deadline_s:g} s; look at what the '
                    'nodes log, or give them more time with --deadline')
            if now_s > say_s:
                say_s = now_s + _SAY_EVERY_S
                self._say(f'waiting for {" and ".join(map(self._described, missing))} '
                          f'({now_s - start_s:.0f} s)')

    def close(self) -> None:
        """Give the subscriptions back."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._subscriptions = []

    def _missing(self, stamp_ns):
        elsewhere = map(self._node.resolve_topic_name, self._missing_elsewhere(stamp_ns))
        return [*(t for t, newest in self._newest_ns.items() if newest != stamp_ns), *elsewhere]

    def _subscribe(self, topic):
        name = self._node.resolve_topic_name(topic)
        self._newest_ns[name] = None

        def remember(serialised):
            self._newest_ns[name] = stamp_of_serialised(serialised)

        return self._node.create_subscription(
            message_class(TYPES[topic]), topic, remember, QoSProfile(depth=10), raw=True)

    def _described(self, topic):
        count = self._node.count_publishers(topic)
        return f'{topic} ({count or "no"} publisher{"" if count == 1 else "s"})'
