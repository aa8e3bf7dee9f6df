"""Commands as processes, each in a ROS domain of its own."""

import itertools
import os
import signal
import subprocess
import sys

import pytest

_DOMAINS = itertools.count()
_DEADLINE_S = 200.0


def _start(arguments, cwd):
    domain = 1 + (os.getpid() * 7 + next(_DOMAINS)) % 200
    return subprocess.Popen(
        [sys.executable, '-m', 'emotion_rescue.cli.main', *map(str, arguments)],
        env={**os.environ, 'ROS_DOMAIN_ID': str(domain)}, cwd=cwd, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)


def _output(process):
    text, _ = process.communicate(timeout=_DEADLINE_S)
    return text, process.returncode


def _end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
    process.communicate()


@pytest.fixture
def command(tmp_path):
    """Return a function that starts `emotion-rescue` with arguments; what runs on is ended."""
    started = []

    def start(*arguments):
        started.append(_start(arguments, tmp_path))
        return started[-1]

    yield start
    for process in started:
        _end(process)


@pytest.fixture(scope='session')
def output_of():
    """Return a function that waits for a command and returns its output and exit code."""
    return _output


@pytest.fixture(scope='session')
def run_command(tmp_path_factory):
    """Return a function that runs `emotion-rescue` to its end: output and exit code."""
    def run(*arguments):
        process = _start(arguments, tmp_path_factory.mktemp('command'))
        try:
            return _output(process)
        finally:
            _end(process)
    return run


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
