"""Records all topics of the namespace into a rosbag2 folder (MCAP), as they are on the wire."""

from dataclasses import dataclass
from pathlib import Path
import signal
import sys
import threading
import time
from typing import Any

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy
from rclpy.qos import QoSProfile
from rclpy.qos import ReliabilityPolicy
from rclpy.signals import SignalHandlerOptions

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.settings import RecorderSettings
from emotion_rescue.nodes.bag_file import BagFile
from emotion_rescue.nodes.message_definitions import message_class
from emotion_rescue.nodes.message_definitions import UnknownTypeError
from emotion_rescue.nodes.parameters import declare_settings
from emotion_rescue.nodes.ros_context import ros

# Outside the namespace, but part of what happened.
_GLOBAL_TOPICS = ('/clock', '/diagnostics', '/tf', '/tf_static')
_IMAGE_TYPES = {'sensor_msgs/msg/Image': 'raw', 'sensor_msgs/msg/CompressedImage': 'compressed'}
_QUEUE = 100
_LOOK_EVERY_S = 0.2
# On the way down: what publishers have handed over still arrives; silence says that it has.
_SILENCE_S = 0.3
_LONGEST_DRAIN_S = 5.0


@dataclass
class _Recorded:
    subscription: Any
    handle: Any
    qos: tuple


class RecorderNode(Node):
    """Subscribes to every topic that it finds, also to those that appear later.

    Messages carry the time of their arrival on the node's clock; with `use_sim_time` those that
    arrive before the first /clock are kept back until it is known.

    Raises:
        SettingsError: a parameter is out of range.
        InputError: the bag cannot be made.
    """

    def __init__(self, **node_options):
        super().__init__('recorder', **node_options)
        self._settings = declare_settings(self, RecorderSettings)
        if not self._settings.folder:
            raise InputError("the recorder needs the parameter 'folder': where to write the bag")
        self._simulated = self.get_parameter('use_sim_time').value
        self._bag = BagFile(Path(self._settings.folder))
        self._bag.open()
        self._extra = {self.resolve_topic_name(t) for t in self._settings.extra_topics.split()}
        self._recorded: dict[str, _Recorded] = {}
        self._unknown: set[str] = set()
        self._before_clock: list[tuple[Any, bytes]] = []
        self._last_look_s = -_LOOK_EVERY_S
        self.last_message_s = time.monotonic()
        self.get_logger().info(f'recording {self._prefix()}* into {self._settings.folder}')

    def look_for_topics(self) -> None:
        """Subscribe to what is new, at most five times a second; call it as often as you like."""
        now_s = time.monotonic()
        if now_s - self._last_look_s < _LOOK_EVERY_S:
            return
        self._last_look_s = now_s
        for topic, types in self.get_topic_names_and_types():
            if self._wanted(topic, types[0]):
                self._record(topic, types[0])

    def close(self) -> None:
        """Finish the bag."""
        for handle, data in self._before_clock:
            self._bag.write(handle, 0, data)
        self._before_clock = []
        self._bag.close()
        self.get_logger().info(
            f'{self._bag.message_count} messages of {len(self._recorded)} topics are in '
            f'{self._settings.folder}')

    def _prefix(self):
        return self.get_namespace().rstrip('/') + '/'

    def _wanted(self, topic, type_name):
        form = _IMAGE_TYPES.get(type_name)
        if form is not None and self._settings.images not in ('all', form):
            return False
        if any(part.startswith('_') for part in topic.split('/')):
            return False
        return (topic.startswith(self._prefix()) or topic in _GLOBAL_TOPICS
                or topic in self._extra)

    def _record(self, topic, type_name):
        publishers = self.get_publishers_info_by_topic(topic)
        if not publishers or type_name in self._unknown:
            return
        qos = _qos_for([p.qos_profile for p in publishers])
        known = self._recorded.get(topic)
        wanted = (qos.reliability, qos.durability)
        if known is not None and known.qos == wanted:
            return
        try:
            handle = known.handle if known else self._bag.add_topic(
                topic, type_name, str(publishers[0].topic_type_hash),
                [p.qos_profile for p in publishers])
            message_type = message_class(type_name)
        except UnknownTypeError as error:
            self._unknown.add(type_name)
            self.get_logger().error(f'{topic} is not recorded: {error}')
            return
        if known is not None:
            self.destroy_subscription(known.subscription)
        subscription = self.create_subscription(
            message_type, topic, lambda data: self._write(handle, data), qos, raw=True)
        self._recorded[topic] = _Recorded(subscription, handle, wanted)
        self.get_logger().info(f'recording {topic} ({type_name})')

    def _write(self, handle, data):
        self.last_message_s = time.monotonic()
        now_ns = self.get_clock().now().nanoseconds
        if self._simulated and now_ns == 0:
            self._before_clock.append((handle, data))
            return
        for early_handle, early_data in self._before_clock:
            self._bag.write(early_handle, now_ns, early_data)
        self._before_clock = []
        self._bag.write(handle, now_ns, data)


def _qos_for(offered):
    # The strictest that every publisher can serve.
    reliable = all(q.reliability == ReliabilityPolicy.RELIABLE for q in offered)
    latched = all(q.durability == DurabilityPolicy.TRANSIENT_LOCAL for q in offered)
    return QoSProfile(
        depth=_QUEUE,
        reliability=ReliabilityPolicy.RELIABLE if reliable else ReliabilityPolicy.BEST_EFFORT,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE)


def record(node: RecorderNode, stop: threading.Event) -> None:
    """Record until `stop` is set, then what is still on its way, then finish the bag."""
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    try:
        while not stop.is_set():
            node.look_for_topics()
            executor.spin_once(timeout_sec=0.1)
        stopped_s = time.monotonic()
        while time.monotonic() < min(stopped_s + _LONGEST_DRAIN_S,
                                     max(stopped_s, node.last_message_s) + _SILENCE_S):
            executor.spin_once(timeout_sec=0.05)
    finally:
        executor.shutdown()
        node.close()


def main(args: list[str] | None = None) -> int:
    """Record until SIGINT or SIGTERM."""
    stop = threading.Event()
    # Not rclpy's own handlers: they would take the context away before the bag is complete.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with ros(args, signal_handler_options=SignalHandlerOptions.NO):
        try:
            node = RecorderNode()
            try:
                record(node, stop)
            finally:
                node.destroy_node()
        except (EmotionRescueError, OSError) as error:
            print(f'recorder: {error}', file=sys.stderr)
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
