"""`emotion-rescue synth stills`: render wide pictures with several survivors each."""

import argparse
from pathlib import Path
import sys

HELP = 'render wide pictures with several survivors each, such as the demo shows'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to')
    parser.add_argument('--count', type=int, default=4, metavar='N',
                        help='default: %(default)s')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--max-kb', type=int, default=150, metavar='KB',
                        help='largest file (default: %(default)s)')


def run(args: argparse.Namespace) -> int:
    """Render the stills and say where they are."""
    from emotion_rescue.synthesis.survivor_stills import write_stills
    print('preparing bodies (a minute the first time)', file=sys.stderr, flush=True)
    for path in write_stills(args.out, args.count, args.seed, args.max_kb * 1000, _show):
        print(path)
    return 0


def _show(done, count):
    print(f'{done} of {count} stills', file=sys.stderr, flush=True)
