"""The whole chain on pictures and voices that come with it, to be seen and kept."""

import argparse
import functools
import os
from pathlib import Path
import shutil
import threading

from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.replay import stopped_by_signals
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.pipeline.open_recording import open_recording

HELP = """\
Show the whole chain on example pictures and voices.

Brings the real nodes up as processes, moves a camera over photographs of people and rendered
survivors while voices are heard, waits for the judgement of each image, and shows who was found
and why they seem to need help. Writes into out/demo:
  overlay.mp4   what an operator sees, with sound
  bag/          all topics as a rosbag2 bag (MCAP)
  results.json  one entry a person, what it was made with, and how fast

examples:
  emotion-rescue demo
  emotion-rescue demo --input walk.mp4 --detector yolo11n.onnx --out out/walk
"""
DURATION_S = 40.0
FIRST_DOMAIN, DOMAINS = 40, 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--detector', metavar='WEIGHTS',
                        help='YOLO checkpoint that finds people (the default people detector)')
    parser.add_argument('--weights', metavar='FOLDER', help='LLaVA checkpoint that judges how '
                        'people look (the small default)')
    parser.add_argument('--input', metavar='INPUT',
                        help='bag, video, folder of images or camera to use instead')
    parser.add_argument('--image-topic', default='', metavar='TOPIC', help='which images of a '
                        'bag, where it has several')
    parser.add_argument('--headless', action='store_true',
                        help='show no window (there is none without a display anyway)')
    parser.add_argument('--out', type=Path, default=Path('out/demo'), metavar='DIR',
                        help='where to write (%(default)s)')
    parser.add_argument('--duration-s', type=positive, metavar='S',
                        help=f'seconds of the input to play ({DURATION_S:g} of the default '
                        'input, all of another)')


def run(args: argparse.Namespace) -> int:
    """Run the demo; return 0, or 130 when interrupted."""
    require_ros()
    for option, path in (('--detector', args.detector), ('--weights', args.weights)):
        if path is not None and not Path(path).exists():
            raise WeightsError(f'{option} names {path!r}, which does not exist')
    recording = _recording(args)
    _prepare(args.out)
    # A world of its own: neither a robot nearby nor a second demo takes part.
    os.environ['ROS_DOMAIN_ID'] = str(FIRST_DOMAIN + os.getpid() % DOMAINS)
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    from emotion_rescue.cli.demo_session import run_demo
    stop = threading.Event()
    with stopped_by_signals(stop):
        run_demo(args, recording, stop, functools.partial(print, flush=True))
    return 130 if stop.is_set() else 0


def _recording(args):
    if args.input is not None:
        recording = open_recording(args.input, image_topic=args.image_topic)
        if recording.live and args.duration_s is None:
            raise InputError(f'{args.input!r} is a camera, which has no end; say with '
                             '--duration-s for how long')
        return recording
    from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack
    duration_s = args.duration_s or DURATION_S
    return DemoCamera(demo_pictures(), duration_s, demo_soundtrack(duration_s))


def _prepare(folder):
    """Make `folder`, without what an earlier demo has left in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ('overlay.mp4', 'results.json'):
            (folder / name).unlink(missing_ok=True)
        if (folder / 'bag' / 'metadata.yaml').is_file() or (folder / 'bag' / 'bag.mcap').is_file():
            shutil.rmtree(folder / 'bag')
    except OSError as error:
        raise InputError(f'cannot write into {str(folder)!r} ({error.strerror}); name another '
                         'folder with --out') from error
