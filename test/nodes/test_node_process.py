"""Nodes as processes of their own, as users start them."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.ros

pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from rcl_interfaces.srv import SetParameters
from rclpy.parameter import Parameter

from ros_bench import status_where
from ros_bench import wait_until

DEADLINE_S = 60.0
PARAMETERS = """
/**:
  ros__parameters:
    confidence: 7.0
    threads: many
    weights: /nowhere/people.onnx
"""


@pytest.fixture
def start(ros):
    processes = []

    def start_node(module, *arguments):
        processes.append(subprocess.Popen(
            [sys.executable, '-m', f'emotion_rescue.nodes.{module}', '--ros-args',
             '-r', f'__ns:={ros.namespace}', *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        return processes[-1]

    yield start_node
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=DEADLINE_S)


def ask(ros, kind, service, request):
    client = ros.node.create_client(kind, service)
    assert client.wait_for_service(DEADLINE_S)
    answer = client.call_async(request)
    wait_until(answer.done, service, DEADLINE_S)
    return answer.result()


def test_wrong_parameters_from_a_file_are_told_at_once_and_can_be_corrected(
        ros, start, tmp_path):
    file = tmp_path / 'parameters.yaml'
    file.write_text(PARAMETERS)
    diagnostics = ros.diagnostics()
    process = start('perception', '--params-file', str(file))
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02', 'perception'),
                              'the problems', DEADLINE_S)
    assert status.message == ("confidence is 7.0, expected at most 1.0; threads is 'many', "
                              'expected a whole number')
    results = ask(ros, SetParameters, 'perception/set_parameters', SetParameters.Request(
        parameters=[Parameter('confidence', value=0.5).to_parameter_msg(),
                    Parameter('threads', value=1).to_parameter_msg()])).results
    assert all(result.successful for result in results)
    answer = ask(ros, ChangeState, 'perception/change_state', ChangeState.Request(
        transition=Transition(id=Transition.TRANSITION_CONFIGURE)))
    assert not answer.success
    diagnostics.wait(status_where(lambda s, v: '/nowhere/people.onnx' in s.message, 'perception'),
                     'the next problem')
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, output
    assert 'Traceback' not in output


SHUT_DOWN_AMID_A_CALLBACK = """
import rclpy
from std_msgs.msg import String
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.overlay import OverlayNode

def make_node():
    node = OverlayNode()
    publisher = node.create_publisher(String, 'told', 1)

    def told():
        SHUT_DOWN
        publisher.publish(String())
        if rclpy.ok():
            node.destroy_publisher(publisher)

    node.create_timer(0.05, told)
    return node

run_node(make_node)
"""


@pytest.mark.parametrize('shut_down, code', [('rclpy.shutdown()', 0), ('pass', 1)])
def test_only_an_error_that_a_shutdown_brings_is_a_clean_end(ros, shut_down, code):
    done = subprocess.run(
        [sys.executable, '-c', SHUT_DOWN_AMID_A_CALLBACK.replace('SHUT_DOWN', shut_down),
         '--ros-args', '-r', f'__ns:={ros.namespace}'],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=DEADLINE_S)
    assert done.returncode == code, done.stdout
    assert ('Traceback' in done.stdout) == bool(code)


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_working_node_ends_cleanly_when_told(ros, start, number):
    diagnostics = ros.diagnostics()
    process = start('overlay')
    diagnostics.wait(status_where(lambda s, v: v['state'] == 'active', 'overlay'), 'activity',
                     DEADLINE_S)
    process.send_signal(number)
    output, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0
    assert 'Traceback' not in output
