"""The ROS side of a replay: the publishing node, the nodes that it needs, and the way to the end.

Imported by the commands only when they run, because it needs rclpy.
"""

from collections.abc import Callable
from collections.abc import Iterable
import contextlib
from pathlib import Path
import threading
import time

from rclpy.executors import SingleThreadedExecutor
from rclpy.signals import SignalHandlerOptions

from emotion_rescue.cli.bring_up import check_alive
from emotion_rescue.cli.bring_up import DISCOVERY_S
from emotion_rescue.cli.bring_up import judges_in_lockstep
from emotion_rescue.cli.bring_up import LOADING_S
from emotion_rescue.cli.bring_up import LOCKSTEP
from emotion_rescue.cli.bring_up import running_nodes
from emotion_rescue.cli.bring_up import wait_until_ready
from emotion_rescue.cli.node_commands import default_params_file
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.cli.process_group import ProcessSpec
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.nodes.health_watch import HealthWatch
from emotion_rescue.nodes.replay_gate import ReplayGate
from emotion_rescue.nodes.replay_node import ReplayNode
from emotion_rescue.nodes.replay_player import Played
from emotion_rescue.nodes.replay_player import ReplayPlayer
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_timeline import last_image_last

_NEEDED = ('perception', 'distress')
NODES = (*_NEEDED, 'overlay')
# In the order of publication: who waits for the last has waited for all.
JUDGEMENTS = ('detections', 'emotions', 'vad', 'distress')


class ReplaySession:
    """Use it as a context manager; on the way out it ends the nodes that it started.

    Args:
        recording: what will be played.
        namespace: of the nodes.
        say: takes one line of text.
        stop: set by the user's Ctrl-C; ends every wait with a KeyboardInterrupt.
        every_frame: whether each image will wait for the one before.
    """

    def __init__(self, recording: Recording, namespace: str, say: Callable[[str], None],
                 stop: threading.Event, every_frame: bool):
        self._every_frame = every_frame
        self._recording, self._namespace, self._say = recording, namespace, say
        self._stop = stop
        self._exits = contextlib.ExitStack()
        self._gate: ReplayGate | None = None
        self._group: ProcessGroup | None = None

    def __enter__(self):
        with contextlib.ExitStack() as exits:
            exits.enter_context(ros([], signal_handler_options=SignalHandlerOptions.NO))
            self.executor = SingleThreadedExecutor()
            exits.callback(self.executor.shutdown)
            self.node = ReplayNode(
                self._recording.kinds, self._every_frame, namespace=self._namespace,
                use_global_arguments=False)
            exits.callback(self.node.destroy_node)
            self.executor.add_node(self.node)
            self._health = HealthWatch(self.node, NODES)
            self._exits = exits.pop_all()
        return self

    def __exit__(self, *exc_info):
        return self._exits.__exit__(*exc_info)

    def start(self, specs: Iterable[ProcessSpec]) -> None:
        """Start nodes that live as long as this session; their death ends it with a NodeError."""
        self._group = self._exits.enter_context(
            ProcessGroup(list(specs), self._say, node_environment()))

    def wait_until_ready(self, needs: dict[str, set[str]],
                         deadline_s: float = LOADING_S) -> None:
        """Wait for subscribers; see `bring_up.wait_until_ready`."""
        wait_until_ready(
            self.node, self.executor, needs, self._tend, self._say, deadline_s)

    def wait_for_each_image(self, topics: Iterable[str], deadline_s: float,
                            missing: Callable[[int], list[str]] = lambda stamp_ns: []) -> None:
        """From now on each image waits until `topics` carry the stamp of the one before.

        `missing` may say that others at this node wait for more; see `ReplayGate`.
        """
        self._gate = ReplayGate(
            self.node, self.executor, topics, self._say, deadline_s, self._tend, missing)

    def require_lockstep(self, bring_up: bool, params_file: Path | None, deadline_s: float,
                         bag: Path | None = None) -> None:
        """Make ready for a replay without a dropped image.

        Args:
            bring_up: start what is missing of perception and distress.
            params_file: of nodes that are started; None: the one of this package.
            deadline_s: longest wait for one image.
            bag: folder to record all topics into, or None.
        """
        running = running_nodes(self.node, self.executor, _NEEDED)
        missing = [name for name in _NEEDED if name not in running] if bring_up else []
        parameters = {name: LOCKSTEP[name] | {'image_transport': self.transport}
                      for name in missing}
        if bag is not None:
            parameters['recorder'] = LOCKSTEP['recorder'] | {'folder': str(bag.resolve())}
        if missing:
            self._say(f'starting {" and ".join(missing)} for this replay')
        if parameters:
            self.start(node_process(
                name, self._namespace, params_file or default_params_file(), values,
                log_level='warn') for name, values in parameters.items())
        if 'distress' in running and not judges_in_lockstep(self.node, self.executor):
            self._say('the distress node runs without lockstep, so that results may differ from '
                      'one replay to the next; start it with the parameter lockstep:=true')
        self._wait_for(running | set(missing), recorded=bag is not None, deadline_s=deadline_s)

    def _wait_for(self, nodes, recorded, deadline_s):
        judged = 'distress' in nodes
        topics = JUDGEMENTS if judged else JUDGEMENTS[:1]
        needs = {self.image_topic: nodes or {'perception'}}
        if judged:
            needs['detections'] = {'distress'}
        if recorded:
            for topic in (self.image_topic, *topics):
                needs[topic] = needs.get(topic, set()) | {'recorder'}
        self.wait_until_ready(needs, max(deadline_s, LOADING_S) if self._group else deadline_s)
        self.wait_for_each_image([topics[-1]], deadline_s)

    def look_for_listeners(self) -> None:
        """Give subscribers the time to be found, and say so if there is none."""
        end_s = time.monotonic() + DISCOVERY_S
        wanted = running_nodes(self.node, self.executor, NODES)
        while not wanted <= self.node.subscribers(self.image_topic) and time.monotonic() < end_s:
            self.executor.spin_once(timeout_sec=0.05)
        if 'perception' not in wanted:
            topic = self.node.resolve_topic_name(self.image_topic)
            self._say(f'nobody is at {topic} yet; start the nodes with: '
                      'emotion-rescue run --use-sim-time --no-microphone')

    def play(self, items: Iterable[RecordedItem], rate: float = 1.0) -> Played:
        """Publish `items`; see ReplayPlayer."""
        line = StatusLine(self._say)
        begin_s = time.monotonic()

        def progress(played):
            line.show(lambda: f'{played.elapsed_s:.1f} s of the recording, '
                      f'{played.images} images, '
                      f'{played.images / (time.monotonic() - begin_s):.1f} images a second')

        if self._gate is not None:
            items = last_image_last(items)
        player = ReplayPlayer(self.node, self.executor, rate, self._gate, self._recording.live,
                              progress)
        try:
            return player.play(items, self._stop)
        finally:
            line.end()

    @property
    def image_topic(self) -> str:
        """The relative topic of the recording's images."""
        return IMAGE if IMAGE in self._recording.kinds else COMPRESSED_IMAGE

    @property
    def transport(self) -> str:
        """The nodes' setting for that."""
        return 'raw' if self.image_topic == IMAGE else 'compressed'

    def _tend(self):
        if self._stop.is_set():
            raise KeyboardInterrupt
        if self._group is not None:
            check_alive(self._group)
        self._health.check()
