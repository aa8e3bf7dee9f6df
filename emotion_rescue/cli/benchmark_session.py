"""The processes of the perception benchmark and their turns. Needs rclpy."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
import subprocess
import tempfile
import threading
import time
from typing import Any

import numpy as np
from rclpy.signals import SignalHandlerOptions

from emotion_rescue.cli.bring_up import check_alive
from emotion_rescue.cli.demo_results import described_weights
from emotion_rescue.cli.node_commands import keep_to_ourselves
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import NodeError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.evaluation.perception_benchmark import bare_round
from emotion_rescue.evaluation.perception_benchmark import node_round
from emotion_rescue.evaluation.perception_benchmark import OVERFEED
from emotion_rescue.evaluation.perception_benchmark import report
from emotion_rescue.evaluation.perception_benchmark import Round
from emotion_rescue.evaluation.perception_benchmark import SETTLE_S
from emotion_rescue.evaluation.perception_benchmark import STEADY_RATE_HZ
from emotion_rescue.evaluation.perception_benchmark import SteadyPhase
from emotion_rescue.nodes.benchmark_listener import arrivals_in_s
from emotion_rescue.nodes.benchmark_listener import BenchmarkListener
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.pipeline.assembly import make_detector

_NAMESPACE = 'benchmark'
_READY_WITHIN_S = 120.0
# As the perception node calls them on /diagnostics.
_COUNTS = {'received': 'received', 'processed': 'processed', 'replaced': 'replaced',
           'failed': 'failed', 'lost_in_transport': 'lost in transport'}


def measure(settings: PerceptionSettings, images: Sequence[np.ndarray], duration_s: float,
            round_s: float, stop: threading.Event, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of `evaluation.perception_benchmark.report`.

    Args:
        settings: of the perception node and of the bare detector.
        images: uint8 (h, w, 3), blue first, all of one size.
        duration_s: seconds of each measurement.
        round_s: seconds of one turn.
        stop: ends it with a KeyboardInterrupt.
        say: takes one line of text.

    Raises:
        NodeError: the node failed.
        WeightsError: the weights cannot be loaded.
    """
    keep_to_ourselves()
    node = node_process('perception', _NAMESPACE, log_level='error', parameters={
        'weights': settings.weights, 'threads': settings.threads,
        'image_size_px': settings.image_size_px})
    detector = make_detector(settings)
    with tempfile.TemporaryDirectory() as folder, \
            ros([], signal_handler_options=SignalHandlerOptions.NO), \
            BenchmarkListener(_NAMESPACE) as listener, \
            ProcessGroup([node], say, node_environment()) as group:
        file = Path(folder) / 'images.npy'
        np.save(file, np.stack(images))
        bench = _Bench(listener, group, file, stop, say)
        bench.wait_until_ready()
        detector.load()
        try:
            say(f'detector: {detector.describe()}')
            bare, fed, call_s = bench.take_turns(
                detector, images, max(2, round(duration_s / round_s)), round_s)
            steady = bench.steady(duration_s)
        finally:
            detector.close()
    return report(bare, fed, call_s, steady, weights=described_weights(
        Path(settings.weights or default_weights('people'))), threads=settings.threads,
        image_px=list(images[0].shape[1::-1]), detector=detector.describe(),
        duration_s=duration_s)


class _Bench:
    def __init__(self, listener, group, images_file, stop, say):
        self._listener, self._group, self._file = listener, group, images_file
        self._stop, self._say = stop, say

    def wait_until_ready(self):
        end_s = time.monotonic() + _READY_WITHIN_S
        while not self._listener.listens('perception', 'image'):
            self._tend()
            if time.monotonic() > end_s:
                raise NodeError(f'the node perception was not ready after {_READY_WITHIN_S:g} s')
            self._stop.wait(0.05)

    def take_turns(self, detector, images, turns, round_s):
        bare: list[Round] = []
        fed: list[Round] = []
        call_s: list[float] = []
        for turn in range(turns):
            result, times = bare_round(detector, images, round_s, self._tend)
            bare.append(result)
            call_s += times
            rate_hz = OVERFEED * result.fps
            self._listener.take_arrivals()
            self._feed(rate_hz, round_s + SETTLE_S)
            fed.append(node_round(arrivals_in_s(self._listener.take_arrivals())))
            self._say(f'turn {turn + 1} of {turns}: bare {result.fps:.1f}, node '
                      f'{fed[-1].fps:.1f} images/s, fed with {rate_hz:.1f}')
        return bare, fed, call_s

    def steady(self, duration_s):
        self._say(f'{duration_s:g} s at {STEADY_RATE_HZ:g} Hz')
        before = self._figures()
        self._listener.take_arrivals()
        published = self._feed(STEADY_RATE_HZ, duration_s)
        after = self._figures()
        arrivals = self._listener.take_arrivals()
        change = {key: after[key] - before[key] for key in after}
        return SteadyPhase(
            published=published, delivered=len(arrivals), **change,
            latency_s=[(arrival - stamp) / NS_PER_S for stamp, arrival in arrivals])

    def _figures(self):
        values = self._listener.next_figures()
        try:
            return {name: int(values[key]) for name, key in _COUNTS.items()}
        except (KeyError, ValueError):
            raise NodeError(f'the node perception does not count its images: {values}') from None

    def _feed(self, rate_hz, duration_s):
        spec = node_process('benchmark_feeder', _NAMESPACE)
        command = [*spec.command[:3], str(self._file), str(rate_hz), str(duration_s),
                   *spec.command[3:]]
        with subprocess.Popen(command, env=node_environment(), stdout=subprocess.PIPE,
                              text=True) as process:
            try:
                while process.poll() is None:
                    self._tend()
                    self._stop.wait(0.1)
            except BaseException:
                process.terminate()
                raise
            lines = process.stdout.read().split()
        if process.returncode or not lines or lines[-1] == '0':
            raise NodeError('the process that publishes images for the measurement has failed')
        return int(lines[-1])

    def _tend(self):
        if self._stop.is_set():
            raise KeyboardInterrupt
        check_alive(self._group)
        self._listener.health.check()
