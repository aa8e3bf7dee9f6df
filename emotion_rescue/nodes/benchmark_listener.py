"""Receives detections and the perception node's own figures, for measurements."""

import threading
import time

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import QoSProfile

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.health_watch import HealthWatch
from emotion_rescue.nodes.message_definitions import message_class
from emotion_rescue.nodes.replay_gate import TYPES
from emotion_rescue.pipeline.recording import stamp_of_serialised

_WAIT_S = 0.05


class BenchmarkListener:
    """Listens in a thread of its own; use it as a context manager, after rclpy.init.

    Args:
        namespace: of the perception node.
    """

    def __init__(self, namespace: str):
        self._node = rclpy.create_node('benchmark', namespace=namespace)
        self.health = HealthWatch(self._node, ['perception'])
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._node.create_subscription(
            message_class(TYPES['detections']), 'detections', self._take, QoSProfile(depth=100),
            raw=True)
        self._arrivals: list[tuple[int, int]] = []
        self._thread = threading.Thread(target=self._executor.spin, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._executor.shutdown()
        self._thread.join()
        self._node.destroy_node()

    def take_arrivals(self) -> list[tuple[int, int]]:
        """Return (stamp, arrival) of the detections since the last call, in ns of wall time."""
        taken, self._arrivals = self._arrivals, []
        return taken

    def listens(self, node: str, topic: str) -> bool:
        """Return whether `node` subscribes to `topic`."""
        return any(info.node_name == node for info in self._node.get_subscriptions_info_by_topic(
            self._node.resolve_topic_name(topic)))

    def next_figures(self, timeout_s: float = 10.0, count: int = 2) -> dict[str, str]:
        """Wait for `count` more statuses of the perception node and return the newest figures."""
        before, end_s = self.health.count('perception'), time.monotonic() + timeout_s
        while self.health.count('perception') < before + count and time.monotonic() < end_s:
            time.sleep(_WAIT_S)
        return self.health.values('perception')

    def _take(self, serialised):
        self._arrivals.append((stamp_of_serialised(serialised), time.time_ns()))


def arrivals_in_s(arrivals: list[tuple[int, int]]) -> list[float]:
    """Return the times of arrival in seconds."""
    return [arrival / NS_PER_S for _, arrival in arrivals]
