"""Feed a recording to the nodes, with its own time."""

import argparse
import contextlib
import functools
from pathlib import Path
import signal
import sys
import threading

from emotion_rescue.cli.node_commands import NAMESPACE
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.open_recording import open_recording
from emotion_rescue.pipeline.recording import AUDIO

HELP = """\
Feed a recording (or a camera of this machine) to the nodes.

INPUT is a rosbag2 bag, a video, a file of sound (WAV, FLAC, MP3, Ogg), a folder of images (with
soundtrack.wav or .flac beside them, if there is sound), or a camera: a number or /dev/videoN.
Images, depth, sound and /clock are published with the times of the recording; nodes follow them
with use_sim_time.

With --every-frame no image is dropped: the next one waits until the judgement of the last one is
published, so that the same recording gives the same results on every machine, however slow. Nodes
that do not run are then started for as long as it takes.

examples:
  emotion-rescue replay walk.mp4 --every-frame
  emotion-rescue replay out/demo/bag --rate 0.5 --start 10 --duration 20
  emotion-rescue replay 0
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    switch = functools.partial(parser.add_argument, action=argparse.BooleanOptionalAction)
    parser.add_argument('input', metavar='INPUT', help='bag, video, file of sound, folder of '
                        'images, or camera')
    parser.add_argument('--rate', type=positive, default=1.0, metavar='R',
                        help='seconds of the recording in a second (%(default)s)')
    parser.add_argument('--every-frame', action='store_true',
                        help='wait for the judgement of each image before the next')
    parser.add_argument('--loop', action='store_true', help='begin again at the end')
    parser.add_argument('--start', type=seconds, default=0.0, metavar='S',
                        help='seconds to leave out at the begin')
    parser.add_argument('--duration', type=positive, metavar='S', help='seconds to play (all)')
    parser.add_argument('--fps', type=positive, default=10.0,
                        help='images a second of a folder (%(default)s)')
    parser.add_argument('--image-topic', default='', metavar='TOPIC', help='which images of a '
                        'bag, where it has several')
    parser.add_argument('--namespace', default=NAMESPACE, help='of the nodes (%(default)s)')
    switch('--bring-up', default=True, help='with --every-frame: start perception and distress '
           'where they do not run')
    parser.add_argument('--params-file', type=Path, metavar='FILE', help='ROS parameter file of '
                        'nodes that are started (config/emotion_rescue.yaml of this package)')
    parser.add_argument('--bag', type=Path, metavar='DIR', help='with --every-frame: record all '
                        'topics into the new folder DIR (MCAP)')
    parser.add_argument('--deadline', type=positive, default=60.0, metavar='S', help='with '
                        '--every-frame: longest wait for one image (%(default)s)')


def run(args: argparse.Namespace) -> int:
    """Play to the end or to SIGINT; return 0, or 130 when interrupted."""
    recording = open_recording(args.input, args.fps, args.image_topic)
    if recording.live and (args.every_frame or args.loop or args.rate != 1.0):
        raise InputError(f'{args.input!r} is a camera: --every-frame, --loop and --rate are for '
                         'recordings')
    seen = bool(recording.kinds - {AUDIO})
    if args.every_frame and not seen:
        raise InputError(f'{args.input!r} has no images, for which --every-frame waits; leave it '
                         'out')
    if args.bag is not None and not args.every_frame:
        raise InputError('--bag needs --every-frame; to record live use: emotion-rescue run --bag')
    require_ros()
    say = functools.partial(print, flush=True)
    say(recording.describe())
    stop = threading.Event()
    with stopped_by_signals(stop):
        _play(args, recording, stop, say, seen)
    return 130 if stop.is_set() else 0


def _play(args, recording, stop, say, seen):
    from emotion_rescue.cli.replay_session import ReplaySession
    from emotion_rescue.pipeline.recording_timeline import images_last
    from emotion_rescue.pipeline.recording_timeline import played
    with ReplaySession(recording, args.namespace, say, stop, args.every_frame) as session:
        if args.every_frame:
            session.require_lockstep(
                args.bring_up, args.params_file, args.deadline, args.bag)
        else:
            session.look_for_listeners()
        items = played(recording, args.start, args.duration, args.loop)
        result = session.play(images_last(items), args.rate)
    say(f'played {result.images} images in {result.elapsed_s:.1f} s of the recording')
    if seen and not result.images and not stop.is_set():
        raise InputError(f'{args.input!r} has no image between --start and --duration')


@contextlib.contextmanager
def stopped_by_signals(stop: threading.Event):
    """Set `stop` on SIGINT and SIGTERM instead of dying of them."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stop.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def positive(text: str) -> float:
    """Parse a finite number above 0."""
    value = seconds(text)
    if value == 0:
        raise argparse.ArgumentTypeError(f'{text} is not above 0')
    return value


def seconds(text: str) -> float:
    """Parse a finite number from 0 up."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r} is not a number') from None
    if not 0 <= value < sys.float_info.max:
        raise argparse.ArgumentTypeError(f'{text} is not a finite number from 0 up')
    return value
