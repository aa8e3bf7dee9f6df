"""A node that listens in a thread of its own while something else goes on, for measurements."""

from collections.abc import Iterable
import threading

import rclpy
from rclpy.executors import SingleThreadedExecutor

from emotion_rescue.nodes.health_watch import HealthWatch


class ListeningNode:
    """Use it as a context manager, after rclpy.init.

    Args:
        namespace: of the node and of those whose health it watches.
        watched: their names.

    Attributes:
        node: create subscriptions before the context is entered.
        health: of the watched nodes.
    """

    def __init__(self, namespace: str, watched: Iterable[str]):
        self.node = rclpy.create_node('benchmark', namespace=namespace)
        self.health = HealthWatch(self.node, watched)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.node)
        self._thread = threading.Thread(target=self._executor.spin, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._executor.shutdown()
        self._thread.join()
        self.node.destroy_node()

    def listens(self, node: str, topic: str) -> bool:
        """Return whether `node` subscribes to `topic`."""
        return any(info.node_name == node for info in self.node.get_subscriptions_info_by_topic(
            self.node.resolve_topic_name(topic)))
