"""Run the whole graph for long: whether memory grows, stamps hold, and lateness is said."""

import argparse
import functools
from pathlib import Path
import tempfile
import threading

from emotion_rescue.cli.benchmark_results import check_figures_can_be_kept
from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.replay import seconds
from emotion_rescue.cli.replay import stopped_by_signals
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.evaluation.endurance_benchmark import table
from emotion_rescue.pipeline.open_recording import open_recording
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE

HELP = """\
Run the whole graph for minutes: whether memory grows, stamps hold, and lateness is said.

Starts perception, distress and overlay with their defaults, plays a bag in real time and in a
loop with stamps that go on rising (without --bag: the demo's pictures and voices, 64 s), and
notes every message. Three bars:
  memory    resident and anonymous memory of each node grow by less than 1 MB a minute after the
            warm-up; Theil and Sen's line with its 95 % interval, and each half by itself
  stamps    every stamp is that of an image; of voice: lies in the sound; of survivors: either
  lateness  no message comes later than its bound without a warning on /diagnostics that says so
            within 5 s

A message is as late as it comes after what it was made of was published. The bounds are those by
which the nodes warn: detections, emotions, vad, distress and survivors 1 s (as long as the
overlay waits for them); overlay and markers 1.5 s; voice 2 s after the end of its sound (as long
as it waits for images); its words also distress.utterance_pause_s and distress.words_budget_s,
4.35 s by default. Memory is read from /proc, so this runs on Linux only.

examples:
  emotion-rescue benchmark endurance --json out/endurance.json
  emotion-rescue benchmark endurance --minutes 60 --bag out/mission
"""
MINUTES, WARM_UP_MINUTES = 10.0, 2.0
# One round of the bag that is made.
BAG_S = 64.0
_S_PER_MIN = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--minutes', type=positive, default=MINUTES, metavar='M',
                        help='how long to play (%(default)s)')
    parser.add_argument('--warm-up-minutes', type=seconds, default=WARM_UP_MINUTES, metavar='M',
                        help='how much of that says nothing about memory (%(default)s)')
    parser.add_argument('--bag', metavar='BAG', help='bag or video with images to play (one with '
                        "the demo's pictures and voices is made)")
    parser.add_argument('--image-topic', default='', metavar='TOPIC', help='which images of a '
                        'bag, where it has several')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for; return 0 also where a bar is missed."""
    if not Path('/proc/self/status').is_file():
        raise MissingPackageError('memory is read from /proc, which this system does not have; '
                                  'run this benchmark on Linux')
    if args.warm_up_minutes >= args.minutes:
        raise InputError(f'--warm-up-minutes {args.warm_up_minutes:g} leaves nothing of --minutes '
                         f'{args.minutes:g} to measure; play longer, or warm up less')
    check_figures_can_be_kept(args.json)
    given = None if args.bag is None else _given(args.bag, args.image_topic)
    require_ros()
    say = functools.partial(print, flush=True)
    stop = threading.Event()
    with stopped_by_signals(stop), tempfile.TemporaryDirectory() as folder:
        recording = given or _made(Path(folder) / 'bag')
        say(recording.describe())
        from emotion_rescue.cli.endurance_session import measure
        figures = measure(recording, args.minutes * _S_PER_MIN,
                          args.warm_up_minutes * _S_PER_MIN, stop, say)
        figures['input'] = recording.describe()
    print(f'\n{table(figures)}')
    keep_figures(figures, args.json)
    return 0


def _given(name, image_topic):
    recording = open_recording(name, image_topic=image_topic)
    if recording.live:
        raise InputError(f'{name!r} is a camera, which cannot be played in a loop; name a bag '
                         'with --bag')
    if not recording.kinds & {IMAGE, COMPRESSED_IMAGE}:
        raise InputError(f'{name!r} has no images; name a bag that has some with --bag')
    return recording


def _made(folder):
    from emotion_rescue.nodes.bag_of_recording import write_bag
    from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack
    write_bag(DemoCamera(demo_pictures(), BAG_S, demo_soundtrack(BAG_S)), folder)
    return open_recording(str(folder))
