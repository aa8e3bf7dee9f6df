"""`emotion-rescue synth stills`: render wide pictures with several survivors each."""

import argparse
from pathlib import Path

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
    from emotion_rescue.cli.synth_progress import synth_progress
    from emotion_rescue.synthesis.dataset.single_threads import single_threads
    with single_threads(), synth_progress(
            'stills', 'bodies (a minute the first time)') as progress:
        from emotion_rescue.synthesis.dataset.stills import write_stills
        paths = write_stills(args.out, args.count, args.seed, args.max_kb * 1000, progress.show)
    print('\n'.join(map(str, paths)))
    return 0
