"""`emotion-rescue evaluate detector`: measure any people detector on labelled pictures."""

import argparse
from collections.abc import Iterable
from collections.abc import Iterator
import json
from pathlib import Path

from emotion_rescue.cli.synth_progress import SynthProgress
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.counted_people import CountLimits
from emotion_rescue.evaluation.counted_people import EVERYBODY

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
    limits = CountLimits()
    parser.add_argument('--min-height-px', type=float, default=limits.min_height_px, metavar='PX',
                        help='people whose box is less tall neither count nor harm '
                             '(default: %(default)g)')
    parser.add_argument('--min-visible', type=float, default=limits.min_visible, metavar='SHARE',
                        help='... of whom less is visible, 0..1 (default: %(default)g)')
    parser.add_argument('--min-luminance', type=float, default=limits.min_luminance,
                        metavar='LUMA', help='... who are darker on average, 0..255 '
                                             '(default: %(default)g)')
    parser.add_argument('--all-people', action='store_true',
                        help='everybody who is labelled counts, whatever the limits')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.evaluation.counted_people import labelled_pictures
    from emotion_rescue.evaluation.detection import measure_detector
    from emotion_rescue.evaluation.people_listing import read_records
    from emotion_rescue.models.person_detector import make_person_detector
    limits = EVERYBODY if args.all_people else CountLimits(
        args.min_height_px, args.min_visible, args.min_luminance)
    # The area under the curve needs unsure people, too; recall and precision are taken at 0.25.
    detector = make_person_detector(args.weights, confidence=0.01, threads=args.threads,
                                    image_size_px=args.image_size)
    records = read_records(args.data)
    if not records:
        raise InputError(f'{args.data} lists no pictures to measure on; make some with '
                         'emotion-rescue synth images --count')
    pictures = labelled_pictures(args.data, records, limits)
    figures = measure_detector(detector, _with_progress(pictures, len(records)))
    print(figures.as_text(), flush=True)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(figures.as_json(limits), indent=2) + '\n')
    return 0


def _with_progress(pictures: Iterable, count: int) -> Iterator:
    progress = SynthProgress('pictures', 'the detector')
    progress.show(0, count)
    try:
        for i, picture in enumerate(pictures):
            yield picture
            progress.show(i + 1, count)
    finally:
        progress.end()
