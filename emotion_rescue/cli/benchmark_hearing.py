"""Measure how long after somebody has spoken the nodes say what was heard."""

import argparse
import functools
from pathlib import Path
import threading

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.cli.replay import stopped_by_signals
from emotion_rescue.core.errors import InputError

HELP = """\
Measure how long after somebody has stopped speaking the nodes say what was heard.

Starts perception and distress with their defaults, gives them images at 10 Hz and sound in real
time, and notes when the messages on voice come: those with the tone, and those with the words.

examples:
  emotion-rescue benchmark hearing --json out/hearing.json
  emotion-rescue benchmark hearing --sound call.wav --no-sight
"""
IMAGE_COUNT = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--sound', type=Path, metavar='FILE',
                        help="with speech (the demo's soundtrack, 40 s)")
    parser.add_argument('--no-sight', action='store_true',
                        help='nobody is judged by looks meanwhile; people are still detected')


def run(args: argparse.Namespace) -> int:
    """Measure; return 0, or 130 when interrupted."""
    require_ros()
    from emotion_rescue.cli.hearing_session import measure
    from emotion_rescue.evaluation.hearing_benchmark import table
    from emotion_rescue.pipeline.recording_sound import read_soundtrack
    from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack
    from emotion_rescue.synthesis.voice.soundtrack import LENGTH_S
    sound = read_soundtrack(args.sound) if args.sound else demo_soundtrack(LENGTH_S)
    pictures = [path for path in demo_pictures() if path.stem in ('bus', 'zidane')]
    images = [frame.bgr for frame in DemoCamera(
        pictures or demo_pictures(), IMAGE_COUNT / 10.0).items()]
    stop = threading.Event()
    with stopped_by_signals(stop):
        figures = measure(sound, images, {'sight_enabled': not args.no_sight}, stop,
                          functools.partial(print, flush=True))
    if not figures['utterances']:
        raise InputError('nobody speaks in that sound, so nothing can be measured')
    print(f'\n{table(figures)}')
    keep_figures(figures, args.json)
    return 0
