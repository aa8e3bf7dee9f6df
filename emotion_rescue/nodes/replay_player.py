"""Plays a recording: by the clock on the wall, or as fast as every image gets its judgement."""

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
import threading
import time

from rclpy.executors import SingleThreadedExecutor

from emotion_rescue.core.errors import NodeError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.replay_gate import ReplayGate
from emotion_rescue.nodes.replay_node import ReplayNode
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import kind_of
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording_timeline import is_image
from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder

# /clock comes at least this often while nothing else does.
_CLOCK_EVERY_S = 0.02
_JUMP_NS = NS_PER_S
_ACKNOWLEDGED_WITHIN_S = 10.0


@dataclass
class Played:
    """What has been played so far.

    Attributes:
        images: how many.
        first_ns: stamp of the first item; None before it.
        now_ns: the recording's time; None before the first item.
    """

    images: int = 0
    first_ns: int | None = None
    now_ns: int | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds of the recording that have been played."""
        return 0.0 if self.now_ns is None else max(0, self.now_ns - self.first_ns) / NS_PER_S


class ReplayPlayer:
    """Publishes items in their order.

    Args:
        node: publishes.
        executor: spun while waiting; `node` is in it.
        rate: seconds of the recording in a second on the wall.
        gate: where given, each image waits for the one before to come through, and `rate` is
            of no account.
        live: the items are as old as they say, so there is nothing to wait for, and the nodes
            have the same clock.
        progress: called after each image.
    """

    def __init__(self, node: ReplayNode, executor: SingleThreadedExecutor, rate: float = 1.0,
                 gate: ReplayGate | None = None, live: bool = False,
                 progress: Callable[[Played], None] = lambda played: None):
        self._node, self._executor, self._rate = node, executor, rate
        self._gate, self._live, self._progress = gate, live, progress
        self._order = StampOrder()
        self._wall_begin_s = 0.0
        self._begin_ns: int | None = None
        self.played = Played()

    def play(self, items: Iterable[RecordedItem], stop: threading.Event) -> Played:
        """Publish `items` until they end or `stop` is set.

        Raises:
            NodeError: with a gate, an image or a sound did not come through in time.
        """
        for item in items:
            if stop.is_set():
                break
            self._advance(available_ns(item), stop)
            self._node.publish(item)
            if self._gate is not None:
                self._pass(item)
            if is_image(item):
                self.played.images += 1
                self._progress(self.played)
        return self.played

    def _pass(self, item):
        kind = kind_of(item)
        if not self._node.wait_acknowledged(kind, _ACKNOWLEDGED_WITHIN_S):
            raise NodeError(f'a subscriber of {self._node.topic(kind)} has not taken a message '
                            f'for {_ACKNOWLEDGED_WITHIN_S:g} s; look at what the nodes log')
        # Nobody judges an image that comes after a newer one.
        if is_image(item) and self._order.place(item.stamp_ns) is not Order.LATE:
            self._gate.wait(item.stamp_ns)

    def _advance(self, time_ns, stop):
        played = self.played
        jumped = played.now_ns is None or time_ns < played.now_ns - _JUMP_NS
        if jumped:
            self._begin_ns, self._wall_begin_s = time_ns, time.monotonic()
            played.first_ns = played.now_ns = time_ns
        if self._live:
            played.now_ns = time_ns
            self._executor.spin_once(timeout_sec=0.0)
            return
        if self._gate is None:
            self._pace(time_ns, stop)
        played.now_ns = max(played.now_ns, time_ns)
        self._node.publish_clock(played.now_ns)

    def _pace(self, time_ns, stop):
        while not stop.is_set():
            now_s = time.monotonic()
            due_s = self._wall_begin_s + (time_ns - self._begin_ns) / NS_PER_S / self._rate
            if now_s >= due_s:
                return
            self._executor.spin_once(timeout_sec=min(_CLOCK_EVERY_S, due_s - now_s))
            now_ns = self._begin_ns + round(
                (time.monotonic() - self._wall_begin_s) * self._rate * NS_PER_S)
            self.played.now_ns = max(self.played.now_ns, min(now_ns, time_ns))
            self._node.publish_clock(self.played.now_ns)
