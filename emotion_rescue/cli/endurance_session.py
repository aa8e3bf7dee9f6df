"""The processes of the endurance benchmark, and what goes in and comes out. Needs rclpy."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
import os
import threading
import time
from typing import Any

from rclpy.executors import SingleThreadedExecutor
from rclpy.signals import SignalHandlerOptions

from emotion_rescue.cli.bring_up import check_alive
from emotion_rescue.cli.bring_up import wait_until_ready
from emotion_rescue.cli.node_commands import default_params_file
from emotion_rescue.cli.node_commands import keep_to_ourselves
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.cli.replay_session import NODES
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.endurance_benchmark import report
from emotion_rescue.evaluation.lateness import bounds_s
from emotion_rescue.evaluation.memory_log import MemoryLog
from emotion_rescue.evaluation.memory_slope import MB
from emotion_rescue.nodes.endurance_listener import EnduranceListener
from emotion_rescue.nodes.replay_node import ReplayNode
from emotion_rescue.nodes.replay_player import ReplayPlayer
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_timeline import images_last
from emotion_rescue.pipeline.recording_timeline import played

_NAMESPACE = 'benchmark'
# What is under way when the input ends still comes, and what there is to say of it.
_AFTER_S = 6.0
# Also on a machine that is busy with other things.
_READY_WITHIN_S = 600.0


def measure(recording: Recording, duration_s: float, warm_up_s: float, stop: threading.Event,
            say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of `evaluation.endurance_benchmark.report`.

    Args:
        recording: with images; played in a loop, with stamps that go on rising.
        duration_s: seconds to play.
        warm_up_s: seconds of it that say nothing about memory.
        stop: ends it with a KeyboardInterrupt.
        say: takes one line of text.

    Raises:
        NodeError: a node failed or ended.
    """
    keep_to_ourselves()
    os.environ.update(node_environment())
    image_topic = IMAGE if IMAGE in recording.kinds else COMPRESSED_IMAGE
    parameters = {'use_sim_time': True,
                  'image_transport': 'raw' if image_topic == IMAGE else 'compressed'}
    specs = [node_process(name, _NAMESPACE, default_params_file(), parameters, log_level='error')
             for name in NODES]
    load = _Load()
    with ros([], signal_handler_options=SignalHandlerOptions.NO), \
            EnduranceListener(_NAMESPACE, list(NODES), image_topic) as listener, \
            ProcessGroup(specs, say, node_environment()) as group:
        def tend():
            if stop.is_set():
                raise KeyboardInterrupt
            check_alive(group)
            listener.health.check()

        memory = MemoryLog(group.pids)
        player = _Player(recording, tend, say, memory, listener)
        try:
            player.wait_until_ready(image_topic)
            # While nothing was played yet, nodes rightly said that inputs were missing.
            listener.statements.clear()
            with memory:
                result = player.play(duration_s, stop)
                _pause(_AFTER_S, tend)
        finally:
            player.close()
        figures = report(memory.samples, warm_up_s, listener.messages, listener.inputs,
                         bounds_s(DistressSettings()), listener.statements)
        last_words = {name: listener.health.values(name) for name in NODES}
    return {**figures, 'played_images': result.images, 'played_s': result.elapsed_s,
            'load': load.figures(), 'samples': memory.samples, 'nodes_at_the_end': last_words}


class _Player:
    """Publishes the recording, and shows how far it is."""

    def __init__(self, recording, tend, say, memory, listener):
        self._recording, self._tend, self._say = recording, tend, say
        self._memory, self._listener = memory, listener
        self._executor = SingleThreadedExecutor()
        self._node = ReplayNode(recording.kinds, namespace=_NAMESPACE, use_global_arguments=False)
        self._executor.add_node(self._node)

    def close(self):
        self._executor.shutdown()
        self._node.destroy_node()

    def wait_until_ready(self, image_topic):
        needs = {image_topic: set(NODES), 'detections': {'distress', 'overlay'}}
        if AUDIO in self._recording.kinds:
            needs[AUDIO] = {'distress'}
        wait_until_ready(self._node, self._executor, needs, self._tend, self._say, _READY_WITHIN_S)

    def play(self, duration_s, stop):
        line = StatusLine(self._say)

        def progress(so_far):
            self._tend()
            line.show(lambda: self._described(so_far.elapsed_s, duration_s))

        items = first_seconds(played(self._recording, loop=True), duration_s)
        try:
            return ReplayPlayer(self._node, self._executor, progress=progress).play(
                images_last(items), stop)
        finally:
            line.end()

    def _described(self, elapsed_s, duration_s):
        newest = {name: samples[-1] for name, samples in self._memory.samples.items() if samples}
        held = ', '.join(f'{name} {s.anonymous_bytes / MB:.1f}' for name, s in newest.items())
        return (f'{elapsed_s:.0f} of {duration_s:.0f} s, {len(self._listener.messages)} messages, '
                f'anonymous MB: {held}')


def first_seconds(items: Iterable[RecordedItem], duration_s: float) -> Iterator[RecordedItem]:
    """Yield `items` until one is of `duration_s` seconds after the first."""
    end_ns = None
    for item in items:
        time_ns = available_ns(item)
        if end_ns is None:
            end_ns = time_ns + round(duration_s * NS_PER_S)
        if time_ns >= end_ns:
            return
        yield item


class _Load:
    """How busy the machine was, by itself and by others."""

    def __init__(self):
        self._begin = os.getloadavg()

    def figures(self):
        return {'cpus': os.cpu_count(), 'average_5_min_at_begin': self._begin[1],
                'average_5_min_at_end': os.getloadavg()[1]}


def _pause(seconds, tend):
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        tend()
        time.sleep(0.05)
