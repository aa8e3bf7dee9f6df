"""`emotion-rescue explain`: why was this person judged so?"""

import argparse
import contextlib
import functools
from pathlib import Path
import sys

from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.replay import seconds

HELP = """\
Tell why a person in a recording was judged so, as a page to look at.

RECORDING is a rosbag2 bag, a video or a folder of images (with soundtrack.wav beside them, if
there is sound). It is watched from its begin, every image of it, without nodes. The page has the
views that were judged, the readings over time, what changed the level, and what was said; it is
one file and needs no network. Without --person the people of the recording are listed.

examples:
  emotion-rescue explain walk.mp4
  emotion-rescue explain walk.mp4 --person A3 --time 12.5 --out A3.html
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('recording', metavar='RECORDING', help='bag, video, or folder of images')
    parser.add_argument('--person', metavar='ID', help='whom, as listed: A3 or person-A3 '
                        '(default: list everybody)')
    parser.add_argument('--time', type=seconds, metavar='T', help='what was known then, in '
                        'seconds after the first image (default: at the end)')
    parser.add_argument('--out', type=Path, metavar='FILE.html', help='where the page goes')
    parser.add_argument('--fps', type=positive, default=10.0,
                        help='images a second of a folder (%(default)s)')
    parser.add_argument('--image-topic', default='', metavar='TOPIC', help='which images of a '
                        'bag, where it has several')
    parser.add_argument('--no-words', action='store_true', help='leave out words')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')


def run(args: argparse.Namespace) -> int:
    """Watch, then list or explain."""
    from emotion_rescue.cli.explain_session import watch_people
    from emotion_rescue.core.errors import InputError
    from emotion_rescue.pipeline.open_recording import open_recording
    from emotion_rescue.pipeline.recording import AUDIO
    if (args.person is None) != (args.out is None):
        raise InputError('--person and --out go together: whom to explain, and where the page '
                         'goes; leave out both to list everybody')
    if args.out is not None and args.out.is_dir():
        raise InputError(f'{str(args.out)!r} is a folder; name the file of the page')
    if args.out is not None and not args.out.parent.is_dir():
        raise InputError(f'the folder {str(args.out.parent)!r} for the page does not exist; make '
                         'it first')
    recording = open_recording(args.recording, args.fps, args.image_topic)
    if recording.live or not recording.kinds - {AUDIO}:
        raise InputError(f'{args.recording!r} is no recording with images; name a bag, a video, '
                         'or a folder of images')
    say = functools.partial(print, file=sys.stderr, flush=True)
    with contextlib.ExitStack() as exits:
        watched = watch_people(args, recording, say, exits)
    for note in watched.notes:
        say(note)
    if args.person is None:
        print(watched.listing(), flush=True)
    else:
        _write(args, recording, watched, say)
    return 0


def _write(args, recording, watched, say):
    from emotion_rescue.cli.explain_page import explain_page
    from emotion_rescue.core.errors import InputError
    page = explain_page(watched.timeline(), recording.describe(), watched.borders,
                        watched.notes)
    try:
        args.out.write_text(page, encoding='utf-8')
    except OSError as error:
        raise InputError(f'the page {str(args.out)!r} cannot be written: {error}') from error
    say(f'{args.out}: why person {watched.person_id} was judged so; open it with a browser')
