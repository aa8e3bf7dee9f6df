import threading

import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.settings import PerceptionSettings

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')

from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from lifecycle_msgs.srv import GetState
from rcl_interfaces.msg import Log
from rclpy.parameter import Parameter
from std_msgs.msg import Empty

from emotion_rescue.nodes import managed_node
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.managed_node import ManagedNode
from ros_bench import status_where
from ros_bench import wait_until


class Work:
    """Notes what is asked of it; raises what a test has put into `errors`."""

    def __init__(self, **errors):
        self.calls = []
        self.errors = errors
        self.load_may_end = threading.Event()
        self.load_may_end.set()

    def __call__(self, node):
        return self

    def _note(self, name):
        self.calls.append(name)
        error = self.errors.pop(name, None)
        if error is not None:
            raise error

    def load(self, settings):
        self.settings = settings
        assert self.load_may_end.wait(20.0)
        self._note('load')

    def start(self):
        self._note('start')

    def stop(self):
        self._note('stop')

    def close(self):
        self._note('close')

    def report(self):
        return Report(Level.OK, '', {'answer': 42})


@pytest.fixture
def make(ros):
    def make_node(work, **overrides):
        return ros.make(lambda **options: ManagedNode(
            'perception', PerceptionSettings, work, **options), overrides)
    return make_node


def change(ros, *steps):
    client = ros.node.create_client(ChangeState, 'perception/change_state')
    assert client.wait_for_service(20.0)
    answers = [client.call_async(ChangeState.Request(transition=Transition(id=step)))
               for step in steps]
    wait_until(lambda: all(a.done() for a in answers), 'answers')
    return [answer.result().success for answer in answers]


def test_every_transition_is_undone_by_its_mirror(ros, make):
    work = Work()
    node = make(work, confidence=0.5)
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [True]
    assert (node.state, work.calls) == ('inactive', ['load'])
    assert work.settings == PerceptionSettings(confidence=0.5, autostart=False)
    assert change(ros, Transition.TRANSITION_ACTIVATE) == [True]
    assert (node.state, work.calls.pop()) == ('active', 'start')
    assert change(ros, Transition.TRANSITION_DEACTIVATE) == [True]
    assert (node.state, work.calls.pop()) == ('inactive', 'stop')
    assert change(ros, Transition.TRANSITION_CLEANUP) == [True]
    assert (node.state, work.calls.pop()) == ('unconfigured', 'close')
    assert change(ros, Transition.TRANSITION_UNCONFIGURED_SHUTDOWN) == [True]
    assert (node.state, work.calls) == ('finalized', ['load', 'stop', 'close'])


def test_the_node_answers_while_it_loads(ros, make):
    work = Work()
    work.load_may_end.clear()
    make(work)
    diagnostics = ros.diagnostics()
    configure = ros.node.create_client(ChangeState, 'perception/change_state')
    state = ros.node.create_client(GetState, 'perception/get_state')
    assert configure.wait_for_service(20.0) and state.wait_for_service(20.0)
    configured = configure.call_async(
        ChangeState.Request(transition=Transition(id=Transition.TRANSITION_CONFIGURE)))
    asked = []

    def configuring():
        asked.append(state.call_async(GetState.Request()))
        wait_until(asked[-1].done, 'the state')
        return asked[-1].result().current_state.label == 'configuring'

    wait_until(configuring, 'configuring')
    diagnostics.wait(status_where(lambda s, v: v['state'] == 'configuring'), 'diagnostics')
    assert not configured.done()
    work.load_may_end.set()
    wait_until(configured.done, 'the end of configure')
    assert configured.result().success


def test_the_node_answers_however_many_requests_wait(ros, make):
    work = Work()
    work.load_may_end.clear()
    make(work)
    configure = ros.node.create_client(ChangeState, 'perception/change_state')
    state = ros.node.create_client(GetState, 'perception/get_state')
    assert configure.wait_for_service(20.0) and state.wait_for_service(20.0)
    requests = [configure.call_async(ChangeState.Request(
        transition=Transition(id=Transition.TRANSITION_CONFIGURE))) for _ in range(8)]
    asked = state.call_async(GetState.Request())
    wait_until(asked.done, 'the state')
    work.load_may_end.set()
    wait_until(lambda: all(r.done() for r in requests), 'answers')
    assert [r.result().success for r in requests] == [True] + 7 * [False]


def test_requests_meanwhile_wait_their_turn(ros, make):
    node = make(Work())
    assert change(ros, Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE,
                  Transition.TRANSITION_CONFIGURE) == [True, True, False]
    assert node.state == 'active'


@pytest.mark.parametrize('error, reason', [
    (WeightsError('people.onnx is truncated'), 'people.onnx is truncated'),
    (KeyError('defect'), "KeyError: 'defect'")])
def test_a_configure_that_fails_leaves_nothing_behind_and_can_be_repeated(
        ros, make, error, reason):
    work = Work(load=error)
    node = make(work)
    diagnostics = ros.diagnostics()
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [False]
    assert (node.state, node.failure) == ('unconfigured', reason)
    assert work.calls == ['load', 'close']
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02'), 'the error')
    assert status.message == reason
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [True]
    assert node.failure == ''


def test_an_activate_that_fails_is_undone(ros, make):
    work = Work(start=RuntimeError('no thread'))
    node = make(work)
    assert change(ros, Transition.TRANSITION_CONFIGURE,
                  Transition.TRANSITION_ACTIVATE) == [True, False]
    assert node.state == 'inactive'
    assert work.calls == ['load', 'start', 'stop']


def test_a_deactivate_that_fails_ends_everything(ros, make):
    work = Work()
    node = make(work)
    change(ros, Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE)
    work.errors['stop'] = RuntimeError('hangs')
    assert change(ros, Transition.TRANSITION_DEACTIVATE) == [False]
    assert node.state == 'unconfigured'
    assert work.calls == ['load', 'start', 'stop', 'stop', 'close']


def test_an_activate_that_fails_leaves_publishers_silent(ros, make):
    node = make(Work(start=RuntimeError('no thread')))
    publisher = node.create_lifecycle_publisher(Empty, 'said', 10)
    said = ros.inbox(Empty, 'said')
    wait_until(publisher.get_subscription_count, 'a subscriber')
    change(ros, Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE)
    assert not publisher.is_activated
    publisher.publish(Empty())
    assert change(ros, Transition.TRANSITION_ACTIVATE) == [True]
    publisher.publish(Empty())
    assert len(said.wait_count(1)) == 1


def test_a_report_that_raises_is_an_error_and_the_node_stays(ros, make):
    work = Work()
    work.report = lambda: 1 / 0
    make(work)
    status = ros.diagnostics().wait(status_where(lambda s, v: s.level == b'\x02'), 'the error')
    assert status.message == 'no report: ZeroDivisionError: division by zero'
    work.report = Report
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [True]


def test_a_transition_that_rclpy_refuses_by_raising_is_answered(ros, make, monkeypatch):
    node = make(Work())

    def change_state_of_jazzy(transition_id, publish):
        raise RuntimeError('Failed to trigger lifecycle state machine transition')

    monkeypatch.setattr(type(node._state_machine), 'trigger_transition_by_id',
                        change_state_of_jazzy, raising=False)
    assert change(ros, Transition.TRANSITION_ACTIVATE) == [False]
    assert node.state == 'unconfigured'


def test_autostart_that_raises_is_logged_and_the_node_answers(ros, make, monkeypatch):
    node = make(Work(), autostart=True)
    logged = ros.inbox(Log, '/rosout')

    def refuse():
        raise RuntimeError('not from here')

    monkeypatch.setattr(node, 'trigger_configure', refuse)
    node.start_up()
    logged.wait(lambda messages: any(
        m.msg == 'the node could not start by itself: not from here' for m in messages), 'a log')
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [True]


def test_settings_cannot_change_while_they_are_in_use(ros, make):
    node = make(Work(), confidence=0.5)
    assert node.set_parameters([Parameter('confidence', value=0.6)])[0].successful
    change(ros, Transition.TRANSITION_CONFIGURE)
    refused, = node.set_parameters([Parameter('confidence', value=0.7)])
    assert (refused.successful, refused.reason) == (
        False, 'a change takes effect at the next configure and the node is inactive; deactivate '
        'and clean up first')
    assert node.get_parameter('confidence').value == 0.6
    same, clock = node.set_parameters([Parameter('confidence', value=0.6),
                                       Parameter('use_sim_time', value=True)])
    assert same.successful and clock.successful
    change(ros, Transition.TRANSITION_CLEANUP)
    assert node.set_parameters([Parameter('confidence', value=0.7)])[0].successful


def test_a_load_that_does_not_end_is_left_behind(ros, make, monkeypatch):
    monkeypatch.setattr(managed_node, '_CLOSE_TIMEOUT_S', 0.2)
    work = Work()
    work.load_may_end.clear()
    node = make(work, autostart=True)
    logged = ros.inbox(Log, '/rosout')
    node.start_up()
    wait_until(lambda: node.state == 'configuring', 'the load')
    node.close()
    logged.wait(lambda messages: any(
        m.msg == 'configuring: the work has not ended for 0.2 s and is left behind'
        for m in messages), 'a log')
    work.load_may_end.set()
    wait_until(lambda: work.calls == ['load', 'stop', 'close'], 'the end')


def test_settings_out_of_range_fail_the_configure_with_all_of_them(ros, make):
    work = Work()
    node = make(work, confidence=7.0, threads='many')
    assert change(ros, Transition.TRANSITION_CONFIGURE) == [False]
    assert node.failure == ("confidence is 7.0, expected at most 1.0; threads is 'many', expected "
                            'a whole number')
    assert node.state == 'unconfigured'
    assert 'load' not in work.calls


def test_autostart(ros, make):
    node = make(Work(), autostart=True)
    node.start_up()
    wait_until(lambda: node.state == 'active', 'active')


def test_autostart_that_fails_says_so_and_the_node_stays(ros, make):
    node = make(Work(load=WeightsError('no weights')), autostart=True)
    diagnostics = ros.diagnostics()
    node.start_up()
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02'), 'the error')
    assert status.message == 'no weights'
    assert node.state == 'unconfigured'


def test_no_autostart(ros, make):
    work = Work()
    node = make(work, autostart=False)
    node.start_up()
    diagnostics = ros.diagnostics()
    diagnostics.wait_count(1)
    assert (node.state, work.calls) == ('unconfigured', [])


def test_diagnostics_name_the_node_and_its_state(ros, make):
    make(Work())
    status = ros.diagnostics().wait(status_where(lambda s, v: v['answer'] == '42'), 'a status')
    assert status.name == f'{ros.namespace.lstrip("/")}/perception'
    assert (status.level, status.message) == (b'\x00', 'OK')
    assert status.values[0].key == 'state'
    assert status.values[0].value == 'unconfigured'


def test_two_nodes_of_the_same_name_are_said(ros, make):
    make(Work())
    diagnostics = ros.diagnostics()
    diagnostics.wait(status_where(lambda s, v: s.message == 'OK'), 'one node')
    make(Work())
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02'), 'the twin')
    assert status.message == (f'2 nodes are called {ros.namespace}/perception; end the others, or '
                              'give them another namespace')
