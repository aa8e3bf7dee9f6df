"""Measure how much of the detector's speed the perception node keeps, and what it adds in time."""

import argparse
import dataclasses
import functools
from pathlib import Path
import threading

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.replay import stopped_by_signals
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.evaluation.perception_benchmark import table

HELP = """\
Measure how much of the detector's speed the perception node keeps.

Compares the bare detector loop with the real node in its own process, on the same 640x480 images
and weights, in turns, the detector on one thread in both. The node is fed by another process a
little faster than it can take. Then images come at 15 Hz, and each is accounted for.

examples:
  emotion-rescue benchmark perception --json out/perception.json
  emotion-rescue benchmark perception --weights yolo11n.pt --image-size-px 320
"""
IMAGE_COUNT = 40
ROUND_S = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--weights', default='', metavar='FILE',
                        help='YOLO checkpoint (the default people detector)')
    parser.add_argument('--image-size-px', type=int, default=0, metavar='N', help='longer side of '
                        'the detector input (0: as the weights were made for)')
    parser.add_argument('--duration-s', type=positive, default=20.0, metavar='S',
                        help='seconds of each of the three measurements (%(default)s)')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='threads of the detector, in both (%(default)s)')


def run(args: argparse.Namespace) -> int:
    """Measure; return 0, or 130 when interrupted."""
    require_ros()
    from emotion_rescue.cli.benchmark_session import measure
    settings = PerceptionSettings(
        weights=args.weights and str(Path(args.weights).resolve()), threads=args.threads,
        image_size_px=args.image_size_px)
    pictures = [path for path in demo_pictures() if path.stem in ('bus', 'zidane')]
    images = [frame.bgr for frame in DemoCamera(
        pictures or demo_pictures(), IMAGE_COUNT / 10.0).items()]
    stop = threading.Event()
    with stopped_by_signals(stop):
        figures = measure(
            settings, images, args.duration_s, min(ROUND_S, args.duration_s), stop,
            functools.partial(print, flush=True))
    figures |= {'settings': dataclasses.asdict(settings)}
    print(f'\n{table(figures)}')
    keep_figures(figures, args.json)
    return 0
