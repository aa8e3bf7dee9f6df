"""`emotion-rescue evaluate bearing`: measure how well it is told where voices come from."""

import argparse
from pathlib import Path
import sys

HELP = """\
measure how well it is told where voices come from, in simulated rooms

Somebody of the test split speaks, screams or moans 1 to 6 m away in the open, a room, a hall or a
hollow under rubble, over noise from one side or from all. The microphones stand 0.2 m apart.

  emotion-rescue evaluate bearing
  emotion-rescue evaluate bearing --microphones 4 --snr-db 0 --figures out/bearing"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--count', type=int, default=100, metavar='N',
                        help='voices (default: %(default)s; two a second)')
    parser.add_argument('--microphones', type=int, default=2, choices=(2, 3, 4),
                        help='2: left and right, voices up to 60 degrees to the sides; 3 or 4: '
                        'voices all around (default: %(default)s)')
    parser.add_argument('--snr-db', type=float, default=10.0, metavar='DB',
                        help='of the voice over the noise (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, metavar='N',
                        help='of everything that is drawn (default: %(default)s)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    parser.add_argument('--figures', type=Path, metavar='DIR',
                        help='draw what was said against what is true, as PNG there')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.cli.benchmark_results import keep_figures
    from emotion_rescue.core.now_and_then import NowAndThen
    from emotion_rescue.evaluation.bearing_trials import bearing_figures
    from emotion_rescue.evaluation.bearing_trials import bearing_trials
    from emotion_rescue.evaluation.bearing_trials import draw_bearings

    progress = NowAndThen(lambda text: print(text, file=sys.stderr, flush=True))
    trials = bearing_trials(
        args.count, args.microphones, args.snr_db, args.seed,
        lambda done: progress.say(lambda: f'{done} of {args.count} voices'))
    figures = {'microphones': args.microphones, 'snr_db': args.snr_db, 'seed': args.seed,
               **bearing_figures(trials)}
    print(_as_text(figures), flush=True)
    keep_figures(figures, args.json)
    if args.figures:
        print(*draw_bearings(trials, args.figures), sep='\n')
    return 0


def _as_text(figures):
    lines = [f'{figures["trials"]} voices, {figures["microphones"]} microphones, '
             f'{figures["snr_db"]:g} dB over noise; of {figures["untold"]} it is not told where '
             'they come from']
    for name, title, unit, factor in (
            ('median_error_deg', 'median error', 'degrees', 1),
            ('p90_error_deg', '90th percentile of the error', 'degrees', 1),
            ('within_1_std', 'within one standard deviation', '%', 100),
            ('within_2_std', 'within two', '%', 100)):
        value, low, high = (factor * figures[name][part] for part in ('value', 'low', 'high'))
        lines.append(f'{title}: {value:.1f} {unit} [{low:.1f}, {high:.1f}]')
    return '\n'.join(lines)
