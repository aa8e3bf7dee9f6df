"""The shell of every node here: lifecycle, parameters, diagnostics. The work is injected.

Each transition undoes its mirror: configure loads what cleanup frees, activate starts what
deactivate stops. A transition that fails says why, leaves nothing behind, and the node stays up.
Transitions run beside the executor, so that a node answers while it loads its weights; that is
why a NodeWork takes care that none of its callbacks runs on after `stop`.
"""

from collections.abc import Callable
from typing import Any
from typing import Protocol

import rclpy
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.exceptions import InvalidHandle
from rclpy.executors import ExternalShutdownException
from rclpy.executors import SingleThreadedExecutor
from rclpy.impl.implementation_singleton import rclpy_implementation
from rclpy.lifecycle import LifecycleNode
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.task import Future

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.nodes.diagnostics import DiagnosticsPublisher
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.parameters import declare_parameters
from emotion_rescue.nodes.parameters import read_settings
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.nodes.waiting_line import WaitingLine
from emotion_rescue.pipeline.worker import Worker

RCLError = rclpy_implementation.RCLError
SUCCESS = TransitionCallbackReturn.SUCCESS
FAILURE = TransitionCallbackReturn.FAILURE

# The longest wait of somebody who presses Ctrl-C; `ros2 launch` kills after ten seconds.
_CLOSE_TIMEOUT_S = 8.0
# Transitions that may wait while another is under way.
_WAITING_STEPS = 100


class NodeWork(Protocol):
    """What a node does. `stop` and `close` are safe to call twice and in any state."""

    def load(self, settings: Any) -> None:
        """Load models and create publishers; may take long; raises where it cannot."""

    def start(self) -> None:
        """Subscribe and start threads."""

    def stop(self) -> None:
        """Give subscriptions and threads back."""

    def close(self) -> None:
        """Give models and publishers back."""

    def report(self) -> Report:
        """Return how the work goes; called once a second in every state."""


class ManagedNode(LifecycleNode):
    """A lifecycle node around a `NodeWork`.

    Args:
        name: of the node.
        settings_class: dataclass of its parameters, one of them `autostart`.
        make_work: called once with this node.
        node_options: of rclpy's Node, such as namespace and parameter_overrides.

    Attributes:
        work: what the node does.
        failure: why the last transition failed; '' where it did not.
    """

    def __init__(self, name: str, settings_class: type,
                 make_work: Callable[['ManagedNode'], NodeWork], **node_options):
        super().__init__(name, **node_options)
        self._settings_class = settings_class
        declare_parameters(self, settings_class, self._why_settings_are_fixed)
        self.failure = ''
        self.work = make_work(self)
        self._said_twin = False
        self._closing = False
        self._line: WaitingLine[Callable[[], object]] = WaitingLine(_WAITING_STEPS)
        self._transitions = Worker('transitions', self._line, lambda step: step()).start()
        self._run_transitions_beside_executor()
        self._diagnostics = DiagnosticsPublisher(self, self._report)

    def start_up(self) -> None:
        """Configure and activate in the background if the parameter `autostart` says so."""
        if self.get_parameter('autostart').value is not False:
            self._line.put(self._start_up)

    @property
    def state(self) -> str:
        """Label of the lifecycle state, such as 'active'."""
        return self._state_machine.current_state[1]

    def close(self) -> None:
        """End the work in whatever state it is; the node is of no use afterwards.

        A model that is still being loaded, or does not answer, is left behind with an error.
        """
        self._closing = True
        self._line.put(self._release)
        if not self._transitions.stop(_CLOSE_TIMEOUT_S):
            self.get_logger().error(f'{self.state}: the work has not ended for '
                                    f'{_CLOSE_TIMEOUT_S:g} s and is left behind')

    def on_configure(self, state):
        """Read the settings and load."""
        return self._begin(self._load, self.work.close)

    def on_activate(self, state):
        """Start the work."""
        def undo():
            self.work.stop()
            super(ManagedNode, self).on_deactivate(state)

        super().on_activate(state)
        return self._begin(self.work.start, undo)

    def on_deactivate(self, state):
        """Stop the work."""
        super().on_deactivate(state)
        return self._end(self.work.stop)

    def on_cleanup(self, state):
        """Free what was loaded."""
        return self._end(self.work.close)

    def on_shutdown(self, state):
        """Stop and free."""
        return self._end(self._release)

    def on_error(self, state):
        """Stop and free; the node can be configured again."""
        return self._end(self._release)

    def _start_up(self):
        if self._closing:
            return
        try:
            if self.trigger_configure() == SUCCESS and not self._closing:
                self.trigger_activate()
        except Exception as error:  # noqa: BLE001 (somebody else may have changed the state)
            self.get_logger().error(f'the node could not start by itself: {error}')

    def _release(self):
        self.work.stop()
        self.work.close()

    def _load(self):
        self.work.load(read_settings(self, self._settings_class))

    def _begin(self, step, undo):
        if self._succeeds(step):
            return SUCCESS
        undo()
        return FAILURE

    def _end(self, step):
        # Half ended work is ended whole by `on_error`, and can be configured again.
        return SUCCESS if self._succeeds(step) else TransitionCallbackReturn.ERROR

    def _succeeds(self, step):
        self.failure = ''
        try:
            step()
        except EmotionRescueError as error:
            self.failure = str(error)
        except Exception as error:  # noqa: BLE001 (a defect must not take the node down)
            self.failure = f'{type(error).__name__}: {error}'
        if self.failure:
            self.get_logger().error(f'{self.state} failed: {self.failure}')
        return not self.failure

    def _run_transitions_beside_executor(self):
        # rclpy answers nothing during a transition that runs in the executor's thread.
        service = self._service_change_state
        change_state = service.callback
        service.callback_group = ReentrantCallbackGroup()

        async def change_state_beside(request, response):
            done = Future(executor=self.executor)

            def work():
                done.set_result(self._changed_state(change_state, request, response))
                self.executor.wake()

            self._line.put(work)
            return await done

        service.callback = change_state_beside

    def _changed_state(self, change_state, request, response):
        # Whoever asks must be answered: rclpy of Jazzy raises where a transition is not allowed.
        try:
            if not self._closing:
                return change_state(request, response)
        except Exception as error:  # noqa: BLE001 (whatever it is, the caller waits)
            self.get_logger().error(f'{self.state}: no transition {request.transition.id} '
                                    f'{request.transition.label}: {error}')
        response.success = False
        return response

    def _why_settings_are_fixed(self):
        return '' if self.state == 'unconfigured' else (
            f'a change takes effect at the next configure and the node is {self.state}; '
            'deactivate and clean up first')

    def _report(self):
        report = Report(values={'state': self.state}).joined(self._work_report())
        if self.failure:
            report = Report(Level.ERROR, self.failure).joined(report)
        return self._twin_report().joined(report)

    def _work_report(self):
        try:
            return self.work.report()
        except Exception as error:  # noqa: BLE001 (a defect must not take the node down)
            return Report(Level.ERROR, f'no report: {type(error).__name__}: {error}')

    def _twin_report(self):
        name = self.get_fully_qualified_name()
        count = self.get_fully_qualified_node_names().count(name)
        if count < 2:
            self._said_twin = False
            return Report()
        problem = (f'{count} nodes are called {name}; end the others, or give them another '
                   'namespace')
        if not self._said_twin:
            self.get_logger().error(problem)
            self._said_twin = True
        return Report(Level.ERROR, problem)


def run_node(make_node: Callable[[], ManagedNode], args: list[str] | None = None) -> None:
    """Run a node until Ctrl-C or the end of ROS."""
    # Measured with 0.9 MB images at 60 Hz: 2.5 ms of CPU a message. The EventsExecutor of Kilted
    # takes 2.1 ms, but its spin() dispatches nothing and its callbacks cannot have message infos.
    with ros(args):
        node = make_node()
        try:
            executor = SingleThreadedExecutor()
            executor.add_node(node)
            node.start_up()
            executor.spin()
        except (KeyboardInterrupt, ExternalShutdownException):
            pass
        except (RCLError, InvalidHandle):
            # A signal may shut ROS down amid a callback, which then cannot publish any more.
            if rclpy.ok():
                raise
        finally:
            node.close()
            node.destroy_node()
