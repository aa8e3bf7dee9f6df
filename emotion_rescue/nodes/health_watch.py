"""Listens to /diagnostics for what other nodes say about themselves."""

from collections.abc import Iterable

from diagnostic_msgs.msg import DiagnosticArray
from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.node import Node
from rclpy.qos import QoSProfile

from emotion_rescue.core.errors import NodeError

# A node with an error in one of these states has failed to start; elsewhere it goes on working.
_NOT_STARTED = ('unconfigured', 'inactive')


class HealthWatch:
    """Keeps the newest status of nodes.

    Args:
        node: subscribes.
        names: of the nodes to watch, in the namespace of `node`.
    """

    def __init__(self, node: Node, names: Iterable[str]):
        prefix = node.get_namespace().strip('/')
        self._node = node
        self._names = {f'{prefix}/{name}'.lstrip('/'): name for name in names}
        self._newest: dict[str, DiagnosticStatus] = {}
        self._counts: dict[str, int] = {}
        self._subscription = node.create_subscription(
            DiagnosticArray, '/diagnostics', self._take, QoSProfile(depth=20))

    def check(self) -> None:
        """Raise NodeError with its reason if a node has failed to start."""
        for name, status in self._newest.items():
            if (status.level == DiagnosticStatus.ERROR
                    and self.values(name).get('state') in _NOT_STARTED):
                raise NodeError(f'the node {name} could not start: {status.message}')

    def values(self, name: str) -> dict[str, str]:
        """Return the newest figures of a node; none before its first status."""
        status = self._newest.get(name)
        return {} if status is None else {pair.key: pair.value for pair in status.values}

    def count(self, name: str) -> int:
        """Return how many times a node has told its status."""
        return self._counts.get(name, 0)

    def close(self) -> None:
        """Give the subscription back."""
        self._node.destroy_subscription(self._subscription)

    def _take(self, message):
        for status in message.status:
            name = self._names.get(status.name.lstrip('/'))
            if name is not None:
                self._newest[name] = status
                self._counts[name] = self.count(name) + 1
