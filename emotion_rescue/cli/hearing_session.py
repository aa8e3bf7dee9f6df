"""The processes of the hearing benchmark. Needs rclpy."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
import subprocess
import tempfile
import threading
import time
from typing import Any

import numpy as np
from rclpy.signals import SignalHandlerOptions

from emotion_rescue.cli.bring_up import check_alive
from emotion_rescue.cli.node_commands import keep_to_ourselves
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.core.errors import NodeError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.evaluation.hearing_benchmark import report
from emotion_rescue.evaluation.hearing_benchmark import speech_ends_ns
from emotion_rescue.models.voice_activity import SileroVoiceActivity
from emotion_rescue.nodes.hearing_bench import HearingBench
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.pipeline.utterances import UtteranceCutter

_NAMESPACE = 'benchmark'
_NODES = {'perception': 'image', 'distress': 'audio'}
_READY_WITHIN_S, _AFTER_S, _ENDS_WITHIN_S = 180.0, 5.0, 30.0
_IMAGES_HZ = 10.0


def measure(sound: AudioClip, images: np.ndarray, parameters: dict[str, Any],
            stop: threading.Event, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of `evaluation.hearing_benchmark.report`.

    Args:
        sound: with speech; its stamp does not matter.
        images: uint8 (n, h, w, 3), blue first, that perception looks at meanwhile.
        parameters: of the distress node.
        stop: ends it with a KeyboardInterrupt.
        say: takes one line of text.

    Raises:
        NodeError: a node failed.
    """
    ends_ns = _ends_ns(sound)
    say(f'{sound.duration_s:.0f} s of sound with {len(ends_ns)} utterances')
    keep_to_ourselves()
    specs = [node_process(name, _NAMESPACE, log_level='error',
                          parameters=parameters if name == 'distress' else {})
             for name in _NODES]
    with tempfile.TemporaryDirectory() as folder, \
            ros([], signal_handler_options=SignalHandlerOptions.NO), \
            HearingBench(_NAMESPACE, list(_NODES)) as bench, \
            ProcessGroup(specs, say, node_environment()) as group:
        def tend(_=0.0):
            if stop.is_set():
                raise KeyboardInterrupt
            check_alive(group)
            bench.health.check()

        _wait_until_ready(bench, tend)
        file = Path(folder) / 'images.npy'
        np.save(file, images)
        with _fed_with_images(file, sound.duration_s + _AFTER_S):
            begin_ns = bench.play(sound, tend)
            _pause(_AFTER_S, tend)
        values = bench.health.values('distress')
        rates = {'detections': bench.detections / (sound.duration_s + _AFTER_S)}
        return {**report([begin_ns + end_ns for end_ns in ends_ns], bench.messages, rates),
                'models': {k: v for k, v in values.items() if k.endswith(' model')}}


def _ends_ns(sound):
    activity = SileroVoiceActivity()
    activity.load()
    return speech_ends_ns(replace(sound, stamp_ns=0), UtteranceCutter(activity.stream()))


def _wait_until_ready(bench, tend):
    end_s = time.monotonic() + _READY_WITHIN_S
    while missing := [n for n, topic in _NODES.items() if not bench.listens(n, topic)]:
        tend()
        if time.monotonic() > end_s:
            raise NodeError(f'the node {missing[0]} was not ready after {_READY_WITHIN_S:g} s')
        time.sleep(0.05)


def _pause(seconds, tend):
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        tend()
        time.sleep(0.05)


@contextmanager
def _fed_with_images(file, duration_s):
    spec = node_process('benchmark_feeder', _NAMESPACE)
    command = [*spec.command[:3], str(file), str(_IMAGES_HZ), str(duration_s), *spec.command[3:]]
    with subprocess.Popen(command, env=node_environment(), stdout=subprocess.DEVNULL) as process:
        try:
            yield
            process.wait(_ENDS_WITHIN_S)
        except BaseException:
            process.terminate()
            raise
