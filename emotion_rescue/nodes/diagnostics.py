"""What a node says about itself on /diagnostics, once a second, whatever its state."""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import enum
import math
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from diagnostic_msgs.msg import DiagnosticStatus
from diagnostic_msgs.msg import KeyValue
from rclpy.clock import Clock
from rclpy.clock import ClockType
from rclpy.node import Node
from rclpy.qos import QoSProfile

PERIOD_S = 1.0


class Level(enum.IntEnum):
    """How well a node is. The numbers are those of diagnostic_msgs/DiagnosticStatus."""

    OK = 0
    WARN = 1
    ERROR = 2


@dataclass(frozen=True)
class Report:
    """The state of a node.

    Attributes:
        level: the worst of what is said.
        message: one sentence for an operator; '' where all is well.
        values: name -> figure or text, in the order to show.
    """

    level: Level = Level.OK
    message: str = ''
    values: Mapping[str, Any] = field(default_factory=dict)

    def joined(self, other: 'Report') -> 'Report':
        """Return both reports as one: the worse level, both sentences, all values."""
        message = '; '.join(filter(None, (self.message, other.message)))
        return Report(max(self.level, other.level), message, {**self.values, **other.values})


class DiagnosticsPublisher:
    """Publishes what `report` returns, by wall time: it goes on while simulated time stands.

    Args:
        node: names the status.
        report: called once a second, in the executor's thread.
    """

    def __init__(self, node: Node, report: Callable[[], Report]):
        self._node = node
        self._report = report
        self._publisher = node.create_publisher(
            DiagnosticArray, '/diagnostics', QoSProfile(depth=10))
        self._timer = node.create_timer(
            PERIOD_S, self.publish, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def publish(self) -> None:
        """Publish now."""
        message = status_message(self._node.get_fully_qualified_name(), self._report())
        array = DiagnosticArray(status=[message])
        array.header.stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(array)

    def close(self) -> None:
        """Say nothing more."""
        self._node.destroy_timer(self._timer)
        self._node.destroy_publisher(self._publisher)


def status_message(name: str, report: Report) -> DiagnosticStatus:
    """Return the message form of `report` for the node of the full name `name`."""
    return DiagnosticStatus(
        level=bytes([report.level]), name=name.lstrip('/'), message=report.message or 'OK',
        hardware_id=name, values=[
            KeyValue(key=key, value=value_text(value)) for key, value in report.values.items()])


def value_text(value: Any) -> str:
    """Return a value as people read it; what is not known is 'unknown'."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return 'unknown'
    return f'{value:.4g}' if isinstance(value, float) else str(value)
