"""`emotion-rescue synth images`: render labelled pictures of synthetic survivors."""

import argparse
from pathlib import Path
import sys

HELP = 'render labelled pictures of synthetic survivors (needs anny, mujoco and EGL)'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to; each split has a folder of its own there')
    parser.add_argument('--split', choices=('train', 'val', 'test'), default='train',
                        help='bodies, scenes and surfaces of one split are in no other '
                        '(default: %(default)s)')
    parser.add_argument('--count', type=int, default=1000, metavar='N',
                        help='pictures in the split when done; those that exist are kept '
                        '(default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Render the pictures and say where they are."""
    from emotion_rescue.synthesis.survivor_images import write_images
    print('preparing bodies (a minute the first time)', file=sys.stderr, flush=True)
    folder = write_images(args.out, args.split, args.count, args.seed, _show)
    print(f'\n{folder}', flush=True)
    return 0


def _show(done, count):
    if done % 10 == 0 or done == count:
        print(f'\r{done} of {count} pictures', end='', file=sys.stderr, flush=True)
