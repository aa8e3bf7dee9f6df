"""`emotion-rescue evaluate voice`: how well a voice model hears, and through how much noise."""

import argparse
from pathlib import Path
import sys

HELP = """\
measure how well a voice model tells how somebody feels, and through how much noise

Clips of the test split are judged as they are, with and without their noise. The 95 % intervals
are over speakers; after the stroke stands a baseline that knows only how loud a clip is. With
--plot or --snr-db, the noiseless voices are mixed with noises of the test split at each level,
too. Precision, recall and F1 of each category are those of all clips without added noise.

  emotion-rescue evaluate voice --data data/voices
  emotion-rescue evaluate voice --data data/voices --json out/voice.json --plot out/voice.png
  emotion-rescue evaluate voice --data RAVDESS CREMA-D --weights my-wav2vec2
"""
SNR_DB: tuple[float, ...] = (20.0, 10.0, 5.0, 0.0, -5.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, nargs='+', required=True, metavar='DIR',
                        help='folder that "synth voices" wrote, or other voices as "train voice" '
                        'takes them')
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help='wav2vec2 classifier (the default one)')
    parser.add_argument('--backend', default='auto', choices=('auto', 'torch', 'onnxruntime'),
                        help='library that runs it (default: %(default)s)')
    parser.add_argument('--device', default='auto', help='cpu, cuda or cuda:N (%(default)s)')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')
    parser.add_argument('--snr-db', type=float, nargs='*', metavar='DB',
                        help='levels at which voices are mixed with noise anew (with --plot: '
                        f'{" ".join(f"{x:g}" for x in SNR_DB)})')
    parser.add_argument('--rounds', type=int, default=500, metavar='N',
                        help='resamples of an interval (default: %(default)s)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    parser.add_argument('--plot', type=Path, metavar='FILE.png',
                        help='draw the figures over the level of noise there')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.cli.benchmark_results import keep_figures
    from emotion_rescue.core.default_weights import default_weights
    from emotion_rescue.models.voice_judge import VoiceJudge
    from emotion_rescue.training.voice_measuring import measure_mixed
    from emotion_rescue.training.voice_measuring import measure_voices
    from emotion_rescue.training.voice_plots import draw_voice_curves
    from emotion_rescue.training.voice_sources import read_voice_sources
    from emotion_rescue.training.voice_tables import as_json
    from emotion_rescue.training.voice_tables import category_table
    from emotion_rescue.training.voice_tables import figure_table
    weights = args.weights or default_weights('voice')
    judge = VoiceJudge(weights, args.device, args.backend, args.threads)
    splits = read_voice_sources(args.data, ('val', 'test'), _say)
    val, test = splits['val'], splits['test']
    measured = measure_voices(judge, val, test, args.rounds, _Progress('clips'))
    levels = args.snr_db if args.snr_db is not None else SNR_DB if args.plot else ()
    mixed = measure_mixed(judge, val, test, list(levels), args.rounds, _Progress('mixed clips'))
    print(f'{judge.describe()}\n{len(test):,} clips of the test split\n\n'
          f'{figure_table(measured)}\n\n{measured[0].condition}:\n'
          f'{category_table(measured[0])}', flush=True)
    if mixed:
        print(f'\nmixed anew with noises of the test split:\n{figure_table(mixed)}', flush=True)
    keep_figures({'weights': str(weights), 'runs': judge.describe(),
                  'data': [str(path) for path in args.data], 'clips': len(test),
                  'measured': as_json(measured), 'mixed': as_json(mixed)}, args.json)
    if args.plot:
        clean = [each for each in measured if each.condition == 'no noise']
        draw_voice_curves([*mixed, *clean] if mixed else measured, args.plot,
                          f'{weights.name}, {len(test):,} clips of the test split')
        print(f'drew {args.plot}')
    return 0


class _Progress:
    """Says how many clips are judged."""

    def __init__(self, things):
        from emotion_rescue.cli.status_line import StatusLine
        self._things, self._line = things, StatusLine(_say, sys.stderr)

    def __call__(self, done, count):
        self._line.show(lambda: f'{done:,} of {count:,} {self._things}')
        if done == count:
            self._line.end()


def _say(text):
    print(text, file=sys.stderr, flush=True)
