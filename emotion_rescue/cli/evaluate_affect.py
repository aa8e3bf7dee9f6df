"""`emotion-rescue evaluate affect`: how well anybody's answers tell what people feel."""

import argparse
import json
from pathlib import Path
import sys

from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.core.emotic import SPLITS
from emotion_rescue.evaluation.affect_report import PRESENT_FROM

HELP = """score predictions of what people feel: mAP, F1, VAD errors, calibration, distress

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

example:
  emotion-rescue evaluate affect --predictions mine.jsonl --truth data/survivors --split test \\
      --json out/affect.json --figures out/affect"""


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
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    parser.add_argument('--figures', type=Path, metavar='DIR',
                        help='draw AP by category, and calibration and ROC curve of distress, as '
                             'PNG there')


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    if not (args.predictions and args.truth):
        args.wrong_usage('scoring needs both --predictions and --truth')
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
        with storage(args.json.parent):
            args.json.parent.mkdir(parents=True, exist_ok=True)
            args.json.write_text(json.dumps(as_json(score), indent=2) + '\n', encoding='utf-8')
    if args.figures:
        with storage(args.figures):
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
