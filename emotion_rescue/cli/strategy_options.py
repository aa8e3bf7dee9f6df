"""The options of `evaluate affect --strategies`, and what it does."""

import argparse
import os
from pathlib import Path
import sys

DEFAULT_PEOPLE = {'train': 3000, 'val': 500, 'test': 900}


def add_strategy_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that compare strategies."""
    options = parser.add_argument_group('comparison of strategies')
    options.add_argument('--strategies', nargs='*', metavar='NAME',
                         help='compare these, with commas or spaces between; none: the usual '
                              'nine; all: all eleven; people-N learns everything from N people, '
                              'so that people-500 people-1000 people-2000 give a learning curve')
    options.add_argument('--data', type=Path, metavar='DIR',
                         help="data set in EMOTIC's layout, such as synth images writes, with "
                              'train, val and test')
    options.add_argument('--out', type=Path, metavar='DIR',
                         help='folder for models, predictions, tables and plots; the same command '
                              'again goes on with what is in it')
    options.add_argument('--seeds', default='0,1,2', metavar='N,N',
                         help='one training of each strategy for each (default: %(default)s)')
    for split, count in DEFAULT_PEOPLE.items():
        options.add_argument(f'--{split}-people', type=int, default=count, metavar='N',
                             help=f'most people of {split}, drawn by chance; 0: all (default: '
                                  '%(default)s)')
    options.add_argument('--config', type=Path, metavar='FILE',
                         help='recipe as for train affect (default: that of the small model, a '
                              'little shorter)')
    options.add_argument('--set', action='append', default=[], metavar='KEY=VALUE', dest='changes',
                         help='change a setting of the recipe; may be given several times; '
                              'base=DIR compares on a checkpoint of yours')
    options.add_argument('--jobs', type=int, metavar='N',
                         help='processes of one thread each (default: one a core, at most one a '
                              'seed; one for a checkpoint of yours)')
    options.add_argument('--rounds', type=int, default=500, metavar='N',
                         help='resamples for intervals (default: %(default)s)')


def compare(args: argparse.Namespace) -> int:
    """Compare strategies as the options say, print the short table and where the rest is."""
    from emotion_rescue.core.errors import SettingsError
    from emotion_rescue.training.affect_recipe import given_settings
    from emotion_rescue.training.comparison import Comparison
    from emotion_rescue.training.comparison import seeds_of
    from emotion_rescue.training.comparison import settings_with_defaults
    from emotion_rescue.training.strategies import strategies_named
    from emotion_rescue.training.strategy_comparison import compare_strategies
    from emotion_rescue.training.strategy_table import short_text

    strategies, seeds = strategies_named(args.strategies), seeds_of(args.seeds)
    for name, value, least in (('jobs', args.jobs, 1), ('rounds', args.rounds, 2)):
        if value is not None and value < least:
            raise SettingsError([f'--{name} is {value}, expected at least {least}'])
    comparison = Comparison(
        args.data, args.out, {split: getattr(args, f'{split}_people') for split in DEFAULT_PEOPLE},
        settings_with_defaults(given_settings(args.config, args.changes)))
    jobs = args.jobs or (min(len(os.sched_getaffinity(0)), len(seeds))
                         if comparison.makes_base else 1)
    compared = compare_strategies(comparison, strategies, seeds, jobs, args.rounds, _say)
    print(short_text(compared), flush=True)
    print(f'\nall figures: {args.out / "strategies.md"}, {args.out / "strategies.json"}')
    return 0


def _say(text):
    print(text, file=sys.stderr, flush=True)
