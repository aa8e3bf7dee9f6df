"""`emotion-rescue synth voices`: write labelled synthetic voices."""

import argparse
from pathlib import Path
import sys

HELP = 'write labelled synthetic voices (needs espeak-ng)'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to; each split has a folder of its own there')
    parser.add_argument('--split', choices=('train', 'val', 'test'), default='train',
                        help='speakers, sentences and noises of one split are in no other '
                        '(default: %(default)s)')
    parser.add_argument('--count', type=int, default=1000, metavar='N',
                        help='number of voices; each of the test split is written without noise, '
                        'at 5 dB and at 0 dB (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Write the voices and say where they are."""
    from emotion_rescue.synthesis.voice_dataset import write_voices
    listing = write_voices(args.out, args.split, args.count, args.seed, _show)
    print(f'\n{listing}', flush=True)
    return 0


def _show(done, count):
    if done % 25 == 0 or done == count:
        print(f'\r{done} of {count} voices', end='', file=sys.stderr, flush=True)
