"""`emotion-rescue train detector`: train the small people detector and measure it."""

import argparse
import json
from pathlib import Path

HELP = 'train the people detector on synthetic survivors and measure it on their test split'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth images" wrote, with train, val and test')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for people.onnx and figures.json')
    parser.add_argument('--epochs', type=int, default=30, metavar='N',
                        help='default: %(default)s')
    parser.add_argument('--hours', type=float, metavar='H',
                        help='train for this long instead of a number of epochs')
    parser.add_argument('--start', type=Path, metavar='FILE',
                        help='run/weights/best.pt of an earlier training to go on from')
    parser.add_argument('--image-size', type=int, default=320, metavar='PX',
                        help='side of the training pictures (default: %(default)s)')
    parser.add_argument('--threads', type=int, default=2, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Train on train, choose on val, report on test."""
    from emotion_rescue.evaluation.counted_people import CountLimits
    from emotion_rescue.evaluation.counted_people import labelled_pictures
    from emotion_rescue.evaluation.detection import measure_detector
    from emotion_rescue.evaluation.people_listing import read_records
    from emotion_rescue.models.person_detector import make_person_detector
    from emotion_rescue.training.detector import train_detector
    weights = train_detector(args.data, args.out, epochs=args.epochs, hours=args.hours,
                             start=args.start, image_size_px=args.image_size,
                             threads=args.threads, seed=args.seed, say=_say)
    _say(f'measuring {weights} on the test split')
    detector = make_person_detector(weights, confidence=0.01, threads=args.threads)
    test, limits = args.data / 'test', CountLimits()
    figures = measure_detector(detector, labelled_pictures(test, read_records(test), limits))
    (args.out / 'figures.json').write_text(json.dumps(figures.as_json(limits), indent=2) + '\n')
    _say(figures.as_text())
    return 0


def _say(text):
    print(text, flush=True)
