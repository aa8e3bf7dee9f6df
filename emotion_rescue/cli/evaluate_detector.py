"""`emotion-rescue evaluate detector`: measure any people detector on labelled pictures."""

import argparse
import json
from pathlib import Path

HELP = 'measure a people detector on pictures that "synth images" wrote'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder of one split, such as data/survivors/test')
    parser.add_argument('--weights', default='', metavar='FILE',
                        help='YOLO checkpoint (default: the default people detector)')
    parser.add_argument('--image-size', type=int, default=0, metavar='PX',
                        help='longer side of the input (default: what the weights were made for)')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.evaluation.detection import measure_detector
    from emotion_rescue.evaluation.detection import read_images
    from emotion_rescue.models.person_detector import make_person_detector
    # The area under the curve needs unsure people, too; recall and precision are taken at 0.25.
    detector = make_person_detector(args.weights, confidence=0.01, threads=args.threads,
                                    image_size_px=args.image_size)
    figures = measure_detector(detector, read_images(args.data))
    print(figures.as_text(), flush=True)
    if args.json:
        args.json.write_text(json.dumps(figures.as_json(), indent=2) + '\n')
    return 0
