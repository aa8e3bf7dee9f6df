"""Notices that an input is silent, finds out why, and says so with the topic's full name."""

from collections.abc import Sequence
import time
from typing import Any

from rclpy.clock import Clock
from rclpy.clock import ClockType
from rclpy.event_handler import SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.qos import qos_check_compatible
from rclpy.qos import qos_policy_name_from_kind
from rclpy.qos import QoSCompatibility
from rclpy.qos import QoSProfile

LOOK_EVERY_S = 0.25


class InputWatch:
    """Watches one topic; call `heard` for every message.

    Args:
        node: logs and looks at the graph.
        topic: as given to create_subscription.
        message_type: class that the subscription expects.
        qos: of the subscription.
        missing_input_s: silence after which the input is missing, in seconds.

    Attributes:
        topic: full name of the topic.
        problem: one sentence while the input is missing, else ''.
        events: to give to create_subscription.
    """

    def __init__(self, node: Node, topic: str, message_type: type, qos: QoSProfile,
                 missing_input_s: float):
        self.topic = node.resolve_topic_name(topic)
        self.problem = ''
        self.events = SubscriptionEventCallbacks(
            incompatible_qos=self._on_incompatible_qos, use_default_callbacks=False)
        self._node = node
        self._name = topic
        self._type_name = type_name(message_type)
        self._qos = qos
        self._missing_input_s = missing_input_s
        self._policies: set[str] = set()
        self._heard_s = time.monotonic()
        self._timer = node.create_timer(
            LOOK_EVERY_S, self.look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def heard(self) -> None:
        """Note that a message has come; cheap."""
        self._heard_s = time.monotonic()

    def look(self) -> None:
        """Say what has changed: the input is missing, for another reason, or back."""
        silent_s = time.monotonic() - self._heard_s
        if silent_s < self._missing_input_s:
            if self.problem:
                self._node.get_logger().info(f'messages arrive on {self.topic} again')
            self.problem = ''
            return
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        problem = f'nothing arrives on {self.topic}: ' + self._reason(publishers)
        if problem != self.problem:
            self.problem = problem
            self._node.get_logger().warning(problem)

    def close(self) -> None:
        """Stop watching."""
        self._node.destroy_timer(self._timer)

    def _on_incompatible_qos(self, event):
        self._policies.add(
            qos_policy_name_from_kind(event.last_policy_kind).removesuffix('_QOS_POLICY'))

    def _reason(self, publishers: Sequence[Any]) -> str:
        if not publishers:
            return f'nobody publishes it; {self._elsewhere()}'
        right = [p for p in publishers if p.topic_type == self._type_name]
        if not right:
            types = ', '.join(sorted({p.topic_type for p in publishers}))
            return f'{_names(publishers)} publishes {types}, expected {self._type_name}'
        reasons = [qos_check_compatible(p.qos_profile, self._qos) for p in right]
        if all(compatible == QoSCompatibility.ERROR for compatible, _ in reasons):
            policies = ', '.join(sorted(self._policies)) or reasons[0][1]
            return (f'{_names(right)} offers an incompatible QoS ({policies}); change it there, '
                    'or the matching parameter here')
        return f'{_names(right)} publishes it, but no message comes through'

    def _elsewhere(self) -> str:
        others = sorted(
            name for name, types in self._node.get_topic_names_and_types()
            if self._type_name in types and name != self.topic
            and self._node.count_publishers(name))
        if not others:
            return f'no topic of {self._type_name} is published at all'
        return f'{self._type_name} is published on {", ".join(others)}: remap {self._name} to it'


def type_name(message_type: type) -> str:
    """Return a message class's name as the graph spells it, such as std_msgs/msg/Header."""
    package, kind = message_type.__module__.split('.')[:2]
    return f'{package}/{kind}/{message_type.__name__}'


def _names(publishers):
    # Shortly after its discovery a publisher is not yet known to belong to a node.
    return ', '.join(sorted({
        'somebody' if p.node_name.startswith('_') else
        f'{p.node_namespace.rstrip("/")}/{p.node_name}' for p in publishers}))
