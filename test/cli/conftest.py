"""Commands as processes, each in a ROS domain of its own."""

import itertools
import os
import signal
import subprocess
import sys

import pytest

_DOMAINS = itertools.count()
DEADLINE_S = 200.0


@pytest.fixture
def command(tmp_path):
    """Return a function that starts `emotion-rescue` with arguments; what runs on is ended."""
    started = []

    def start(*arguments, **environment):
        domain = 1 + (os.getpid() * 7 + next(_DOMAINS)) % 200
        process = subprocess.Popen(
            [sys.executable, '-m', 'emotion_rescue.cli.main', *map(str, arguments)],
            env={**os.environ, 'ROS_DOMAIN_ID': str(domain), **environment}, cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate()


@pytest.fixture
def output_of():
    """Return a function that waits for a command and returns its output and exit code."""
    def wait(process):
        text, _ = process.communicate(timeout=DEADLINE_S)
        return text, process.returncode
    return wait


@pytest.fixture(scope='session')
def read_bag():
    """Return a function that gives topic -> messages of a bag, in order."""
    return _bag_messages


def _bag_messages(folder):
    from rclpy.serialization import deserialize_message
    from rosbags.highlevel import AnyReader

    from emotion_rescue.nodes.message_definitions import message_class
    with AnyReader([folder]) as reader:
        found = {connection.topic: [] for connection in reader.connections}
        for connection, _, data in reader.messages():
            found[connection.topic].append(
                deserialize_message(bytes(data), message_class(connection.msgtype)))
    return found
