"""`emotion-rescue evaluate noise`: whether anybody is heard where nobody is."""

import argparse
from dataclasses import asdict
from functools import partial
from pathlib import Path

from emotion_rescue.cli.benchmark_results import check_figures_can_be_kept
from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.core.setting_field import settings_from
from emotion_rescue.core.settings import DistressSettings

HELP = """\
Measure what is heard in noise without anybody in it; every voice is false.

Noises of the test split (computed, none of them in the training) at three levels of loudness go
through the whole hearing: tone, cutting of utterances, words, and the list of survivors.

examples:
  emotion-rescue evaluate noise
  emotion-rescue evaluate noise --kinds siren drill --minutes 3 --json out/noise.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--kinds', nargs='+', metavar='KIND', help='of noise (all)')
    parser.add_argument('--minutes', type=int, default=10, metavar='N',
                        help='of each kind (default: %(default)s)')
    parser.add_argument('--weights', type=Path, metavar='DIR',
                        help='wav2vec2 classifier (default: the small one of this package)')
    parser.add_argument('--no-words', action='store_true', help='leave out words')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for.

    Raises:
        InputError: there is no such noise, no time to hear it, or the file cannot be written.
        SettingsError: there cannot be so many threads.
        WeightsError: the weights are missing or none of a voice.
    """
    from emotion_rescue.evaluation.noise_trials import as_table
    from emotion_rescue.evaluation.noise_trials import check_trials
    from emotion_rescue.evaluation.noise_trials import noise_trial
    from emotion_rescue.pipeline.assembly import make_engine
    from emotion_rescue.pipeline.assembly import make_voice_scorer
    from emotion_rescue.pipeline.assembly import make_words_scorer
    from emotion_rescue.synthesis.voice.noises import NOISE_KINDS
    say = partial(print, flush=True)
    # A kind that is named twice would count twice in the sum.
    kinds = list(dict.fromkeys(NOISE_KINDS if args.kinds is None else args.kinds))
    check_trials(kinds, args.minutes)
    settings = settings_from(DistressSettings, {
        'voice_weights': str(args.weights or ''), 'threads': args.threads,
        'words_enabled': not args.no_words, 'lockstep': True})
    check_figures_can_be_kept(args.json)
    scorers = [make_voice_scorer(settings), make_words_scorer(settings, say)]
    trials, status = [], StatusLine(say)
    try:
        for scorer in filter(None, scorers):
            scorer.load()
            say(scorer.describe())
        for kind in kinds:
            status.show(lambda kind=kind: f'{args.minutes} minutes of {kind}')
            trials.append(noise_trial(
                kind, args.minutes, lambda tell: make_engine(settings, None, *scorers, tell)))
    finally:
        for scorer in filter(None, scorers):
            scorer.close()
        status.end()
    say(as_table(trials))
    keep_figures({'trials': [{**asdict(t), 'highest_level': t.highest_level.name}
                             for t in trials]}, args.json)
    return 0
