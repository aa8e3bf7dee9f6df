"""Measure how much faster likelihoods are read off than answers are written, and how right."""

import argparse
import os
from pathlib import Path

import numpy as np

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.synth_progress import SynthProgress
from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.affect_benchmark import measure_affect
from emotion_rescue.evaluation.affect_benchmark import table
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_loader import PRECISIONS
from emotion_rescue.models.view_panels import VIEW_PX
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.drawn_people import view_of
from emotion_rescue.training.head_lessons import with_found_heads

HELP = """\
Measure how much faster likelihoods are read off than answers are written.

Compares, in turns and with the same model, pictures and prompt: scoring, which reads all
likelihoods off after one pass over a batch of people; and the model's own generate(), which
writes one person's answer (valence, arousal, dominance, emotions, distress) word by word. With
labelled people (--data), both rankings of emotions are measured by mAP; a category that a written
answer names scores 1, and others 0. Without, pictures are random, and mAP is null.

examples:
  emotion-rescue benchmark affect --json out/affect.json
  emotion-rescue benchmark affect --data data/survivors --split test --people 400
"""
RANDOM_REASON = 'the pictures are random, as no --data was given: nobody is in them'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--data', type=Path, metavar='DIR',
                        help='labelled people, as "synth images" writes them')
    parser.add_argument('--split', default='test', help='which of them (%(default)s)')
    parser.add_argument('--people', type=int, default=64, metavar='N',
                        help='how many are judged, spread over the split (%(default)s)')
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help='LLaVA checkpoint (the default one)')
    parser.add_argument('--precision', choices=PRECISIONS, default=DistressSettings().precision,
                        help='number format of the weights (%(default)s)')
    parser.add_argument('--device', default='auto', help='cpu, cuda or cuda:N (%(default)s)')
    parser.add_argument('--batch', type=int, default=4, metavar='N',
                        help='people in one pass of scoring (%(default)s)')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    os.environ.setdefault('KINETO_LOG_LEVEL', '99')  # torch's profiler reports to the terminal
    if min(args.people, args.batch) < 1:
        raise InputError(f'--people is {args.people} and --batch is {args.batch}; give numbers '
                         'from 1 up')
    weights = args.weights or default_weights('affect')
    pictures, emotions = _people(args, weights)
    loaded = load_llava(weights, precision=args.precision, device=args.device)
    progress = SynthProgress('people', str(weights))
    try:
        progress.show(0, len(pictures))
        figures = measure_affect(loaded, pictures, emotions, args.batch, progress.show)
    finally:
        progress.end()
    figures |= {'weights': weights, 'precision': loaded.precision, 'device': loaded.device,
                'data': args.data and args.data / args.split,
                'map_absent_because': RANDOM_REASON if emotions is None else None}
    print(table(figures))
    if emotions is None:
        print(f'mAP is unknown: {RANDOM_REASON}')
    keep_figures(figures, args.json)
    return 0


def _people(args, weights):
    """Return pictures of people, and bool (n, 26) what is known of them, or None."""
    if args.data is None:
        rng = np.random.default_rng(0)
        return [rng.integers(0, 256, (VIEW_PX, VIEW_PX, 3), np.uint8)
                for _ in range(args.people)], None
    people = read_people(args.data, args.split)
    spread = np.unique(np.linspace(0, len(people) - 1, args.people).astype(int))
    chosen = with_found_heads(read_head_finder(weights), [people[i] for i in spread])
    return [view_of(person).rgb for person in chosen], emotion_targets(chosen)
