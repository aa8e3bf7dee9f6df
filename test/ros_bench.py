"""A small ROS world for one test: nodes that spin, messages that are waited for."""

from collections.abc import Callable
import itertools
import threading
import time
from typing import Any

import rclpy
from rclpy.context import Context
from rclpy.executors import ExternalShutdownException
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter

DEADLINE_S = 20.0
_POLL_S = 0.02
_numbers = itertools.count(1)


def wait_until(condition: Callable[[], Any], what: str, deadline_s: float = DEADLINE_S) -> Any:
    """Return the first true value of `condition`; fail the test after the deadline."""
    end_s = time.monotonic() + deadline_s
    pause = threading.Event()
    while not (value := condition()):
        assert time.monotonic() < end_s, f'{what}: not within {deadline_s:g} s'
        pause.wait(_POLL_S)
    return value


class Inbox:
    """Messages of one topic, in the order of their arrival."""

    def __init__(self):
        self.messages: list[Any] = []
        self._arrived = threading.Condition()

    def put(self, message):
        with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()

    def wait(self, condition: Callable[[list[Any]], Any], what: str,
             deadline_s: float = DEADLINE_S) -> Any:
        """Return the first true value of `condition`, which is given all messages so far."""
        value = None

        def holds():
            nonlocal value
            value = condition(self.messages)
            return value

        with self._arrived:
            assert self._arrived.wait_for(holds, deadline_s), (
                f'{what}: not within {deadline_s:g} s; '
                f'{len(self.messages)} messages, the last: {self.messages[-1:]}')
        return value

    def wait_count(self, count: int, deadline_s: float = DEADLINE_S) -> list[Any]:
        """Return all messages once there are at least `count`."""
        self.wait(lambda messages: len(messages) >= count, f'{count} messages', deadline_s)
        return list(self.messages)


class RosBench:
    """An rclpy context of its own, a node to talk with, and threads that spin.

    Attributes:
        context: give it to every node that a test makes.
        node: publishes and subscribes on behalf of the test.
        namespace: of all nodes.
    """

    def __init__(self, domain_id: int):
        self.context = Context()
        rclpy.init(args=[], context=self.context, domain_id=domain_id)
        self._spinning: list[tuple[SingleThreadedExecutor, threading.Thread, Node]] = []
        # A node leaves the graph only once it is garbage: a namespace for each test.
        self.namespace = f'/test_{next(_numbers)}'
        self.node = self.spin(Node('bench', context=self.context, namespace=self.namespace))

    def spin(self, node: Node) -> Node:
        """Spin `node` in a thread of its own until the end of the test."""
        executor = SingleThreadedExecutor(context=self.context)
        executor.add_node(node)
        thread = threading.Thread(target=_spin, args=(executor,), daemon=True)
        thread.start()
        self._spinning.append((executor, thread, node))
        return node

    def make(self, make_node: Callable[..., Node], parameters: dict[str, Any] | None = None,
             **options: Any) -> Node:
        """Make and spin a node of this package; it starts by itself only if told so."""
        parameters = {'autostart': False, **(parameters or {})}
        return self.spin(make_node(
            context=self.context, namespace=self.namespace,
            parameter_overrides=[Parameter(k, value=v) for k, v in parameters.items()],
            **options))

    def active(self, make_node: Callable[..., Node], parameters: dict[str, Any] | None = None,
               **options: Any) -> Node:
        """Make, spin and activate a node of this package."""
        node = self.make(make_node, parameters, **options)
        node.trigger_configure()
        node.trigger_activate()
        assert node.state == 'active', node.failure
        return node

    def inbox(self, message_type: type, topic: str, qos: Any = 100) -> Inbox:
        """Subscribe to `topic`."""
        inbox = Inbox()
        self.node.create_subscription(message_type, topic, inbox.put, qos)
        return inbox

    def publisher(self, message_type: type, topic: str, qos: Any = 10, wait: bool = True):
        """Return a publisher, once somebody has subscribed to it unless told not to wait."""
        publisher = self.node.create_publisher(message_type, topic, qos)
        if wait:
            wait_until(publisher.get_subscription_count, f'a subscriber of {topic}')
        return publisher

    def diagnostics(self) -> Inbox:
        """Subscribe to what nodes say about themselves."""
        from diagnostic_msgs.msg import DiagnosticArray
        return self.inbox(DiagnosticArray, '/diagnostics')

    def close(self):
        for executor, thread, node in reversed(self._spinning):
            if hasattr(node, 'close'):
                node.close()
            executor.shutdown()
            thread.join(DEADLINE_S)
            node.destroy_node()
        self.context.try_shutdown()


def status_where(condition: Callable[[Any, dict[str, str]], Any], name: str = '') -> Callable:
    """Return a condition for Inbox.wait: some status of `name` fulfils it."""
    def check(messages):
        for array in messages:
            for status in array.status:
                values = {pair.key: pair.value for pair in status.values}
                if name in status.name and condition(status, values):
                    return status
        return None
    return check


def _spin(executor):
    try:
        executor.spin()
    except ExternalShutdownException:
        pass
