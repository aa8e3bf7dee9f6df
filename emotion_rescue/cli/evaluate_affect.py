"""`emotion-rescue evaluate affect`: how well anybody's answers tell what people feel."""

import argparse
import json
from pathlib import Path
import sys

from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.cli.strategy_options import add_strategy_options
from emotion_rescue.cli.strategy_options import compare
from emotion_rescue.core.emotic import SPLITS
from emotion_rescue.evaluation.affect_report import PRESENT_FROM

HELP = """score predictions of what people feel, or compare strategies that make them

Scoring (--predictions, --truth): mAP, F1, VAD errors, calibration, distress, with intervals.
Predictions and truth are files of JSON lines, one person a line, as
  {"image": "mscoco/images/a.jpg", "xyxy": [10, 20, 80, 200], "person": "anna",
   "emotions": {"Fear": 0.7, "Pain": 0.2}, "vad": [2.5, 7, 3], "distress": 0.8}
(each on one line). What is unknown is null or left out.
  id            of the entry, in place of image and xyxy (left, top, right, bottom in pixels)
  person        who it is, in the truth: intervals are over different people
  emotions      predictions: probability of each; truth: a list of names, or a map to 0 and 1
  present       predictions: list of the names that are said to be there, in place of --threshold
  vad           valence, arousal, dominance, each 1..10
  distress      0..1
The truth may also be a data set: EMOTIC's Annotations.mat or its folder (image is folder/file
name as in that file), or a folder that "synth images" wrote (image as in its people.jsonl). A
prediction is about who has its id, or else nearly its box (IoU 0.9) in the same image. People
without a prediction count as unknown, and their number is told.

Comparing (--strategies, --data, --out): each strategy judges the same test people, with several
seeds, and its predictions are scored as those of anybody else. The strategies:
  random, prior, majority random numbers, and what train says of everybody
  zero-shot               a base model that has learned general questions only
  caption-language-model  the base describes, SmolLM2-135M-Instruct judges by the description
  emotions                the base learns emotions and distress
  emotions-vad            and valence, arousal and dominance
  emotions-vad-described  and is given a description of the picture first
  emotions-vad-crop       as emotions-vad, but sees nothing around the person
  emotions-described, emotions-crop    the same without VAD; not among the usual ones
  people-N                for any number N: everything, tower and all, is learned from N people
The base is a small model, made for each seed. The usual nine with three seeds take about 100
minutes on two cores. It can be stopped at any time: the same command goes on.

examples:
  emotion-rescue evaluate affect --predictions mine.jsonl --truth data/survivors --split test \\
      --json out/affect.json --figures out/affect
  emotion-rescue evaluate affect --strategies --data data/survivors --out out/strategies
  emotion-rescue evaluate affect --strategies zero-shot,emotions,emotions-vad --seeds 0,1,2 \\
      --data data/survivors --train-people 0 --set epochs=8 --out out/vad
  emotion-rescue evaluate affect --strategies people-500 people-1000 people-2000 people-4000 \\
      --seeds 0 --train-people 0 --data data/survivors --out out/learning_curve"""
_AGAIN = 'give the same command again'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.set_defaults(wrong_usage=parser.error)
    scoring = parser.add_argument_group('scoring of predictions')
    scoring.add_argument('--predictions', type=Path, metavar='FILE', help='what was predicted')
    scoring.add_argument('--truth', type=Path, metavar='PATH',
                         help='what is true: JSON lines, Annotations.mat or the folder of a data '
                              'set')
    scoring.add_argument('--split', choices=SPLITS, default='test',
                         help='of a data set (default: %(default)s)')
    scoring.add_argument('--images', type=Path, metavar='DIR',
                         help="folder of EMOTIC's pictures, where it is not beside its .mat")
    scoring.add_argument('--threshold', type=_probability, default=PRESENT_FROM, metavar='P',
                         help='an emotion of this probability counts as present '
                              '(default: %(default)g)')
    scoring.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    scoring.add_argument('--figures', type=Path, metavar='DIR',
                         help='draw AP by category, and calibration and ROC curve of distress, as '
                              'PNG there')
    add_strategy_options(parser)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    scoring = [args.predictions, args.truth, args.json, args.figures]
    if args.strategies is not None:
        if not (args.data and args.out):
            args.wrong_usage('comparing strategies needs both --data and --out')
        if any(scoring):
            args.wrong_usage('--strategies writes everything into --out; leave out --predictions, '
                             '--truth, --json and --figures')
        return compare(args)
    if not (args.predictions and args.truth):
        args.wrong_usage('scoring needs both --predictions and --truth, comparing needs '
                         '--strategies')
    return _score(args)


def _score(args):
    from emotion_rescue.evaluation.affect_lines import read_prediction_lines
    from emotion_rescue.evaluation.affect_plots import draw_score
    from emotion_rescue.evaluation.affect_predictions import score_predictions
    from emotion_rescue.evaluation.affect_table import as_json
    from emotion_rescue.evaluation.affect_table import as_text
    from emotion_rescue.evaluation.affect_truth import read_truth
    from emotion_rescue.synthesis.dataset.ordered_work import storage
    predictions = read_prediction_lines(args.predictions)
    truth = read_truth(args.truth, args.split, args.images, _say)
    _say(f'measuring, {len(truth.people):,} people')
    line = StatusLine(_say, sys.stderr)
    score = score_predictions(
        truth, predictions, args.threshold,
        progress=lambda done, count: line.show(lambda: f'{done} of {count} resamples'))
    line.end()
    print(as_text(score), flush=True)
    if args.json:
        with storage(args.json.parent, then=_AGAIN):
            args.json.parent.mkdir(parents=True, exist_ok=True)
            args.json.write_text(json.dumps(as_json(score), indent=2) + '\n', encoding='utf-8')
    if args.figures:
        with storage(args.figures, then=_AGAIN):
            for path in draw_score(score, args.figures):
                _say(f'drew {path}')
    return 0


def _probability(text):
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f'{text} is no probability, 0 to 1')
    return value


def _say(text):
    print(text, file=sys.stderr, flush=True)
