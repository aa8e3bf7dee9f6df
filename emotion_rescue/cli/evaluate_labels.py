"""`emotion-rescue evaluate labels`: whether the labels of pictures can be learned honestly."""

import argparse
import json
from pathlib import Path
import sys

from emotion_rescue.cli.status_line import StatusLine

HELP = """check that labels can be learned, but not by a shortcut

Trees that know the exact face and pose of each person say how well labels can be told at best;
learners with shuffled labels must end at chance; clothes, scene, image statistics and the same
pictures without people must not tell who is in distress. Exit code 1 where one of these fails.
Make the pictures with synth images --backgrounds, train and test; some 3,000 and 600 say much."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth images" wrote, with both splits')
    parser.add_argument('--train-split', default='train', metavar='NAME',
                        help='folder in DIR to learn from (default: %(default)s)')
    parser.add_argument('--test-split', default='test', metavar='NAME',
                        help='folder in DIR to be asked about (default: %(default)s)')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    parser.add_argument('--figures', type=Path, metavar='FOLDER',
                        help='draw the figures as PNG there')


def run(args: argparse.Namespace) -> int:
    """Measure, print, write and draw what was asked for; 1 where a demand is not met."""
    from emotion_rescue.evaluation.label_bars import as_json
    from emotion_rescue.evaluation.label_bars import as_text
    from emotion_rescue.evaluation.label_bars import problems
    from emotion_rescue.evaluation.label_check import check_labels
    from emotion_rescue.evaluation.label_figures import draw_figures
    from emotion_rescue.evaluation.learner_threads import limit_threads
    from emotion_rescue.evaluation.people_set import read_people
    known, asked = (read_people(args.data / split)
                    for split in (args.train_split, args.test_split))
    line = StatusLine(_say, sys.stderr)
    with limit_threads(args.threads):
        check = check_labels(known, asked, lambda text: line.show(lambda: text))
    line.end()
    print(as_text(check), flush=True)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(as_json(check), indent=2) + '\n', encoding='utf-8')
    if args.figures:
        for path in draw_figures(check, args.figures):
            _say(f'drew {path}')
    wrong = problems(check)
    if wrong:
        print(f'\nNot met: {"; ".join(wrong)}', flush=True)
    return 1 if wrong else 0


def _say(text):
    print(text, file=sys.stderr, flush=True)
