"""Receives detections and the perception node's own figures, for measurements."""

import time

from rclpy.qos import QoSProfile

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.listening_node import ListeningNode
from emotion_rescue.nodes.message_definitions import message_class
from emotion_rescue.nodes.replay_gate import TYPES
from emotion_rescue.pipeline.recording import stamp_of_serialised

_WAIT_S = 0.05


class BenchmarkListener(ListeningNode):
    """Notes when detections come.

    Args:
        namespace: of the perception node.
    """

    def __init__(self, namespace: str):
        super().__init__(namespace, ['perception'])
        self.node.create_subscription(
            message_class(TYPES['detections']), 'detections', self._take, QoSProfile(depth=100),
            raw=True)
        self._arrivals: list[tuple[int, int]] = []

    def take_arrivals(self) -> list[tuple[int, int]]:
        """Return (stamp, arrival) of the detections since the last call, in ns of wall time."""
        taken, self._arrivals = self._arrivals, []
        return taken

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
