"""`emotion-rescue ask`: a free question about a picture, to the model that judges people."""

import argparse
import math
from pathlib import Path

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.models.llava_loader import PRECISIONS

HELP = """\
Ask the sight model a question about a picture.

Answers in words, from the same weights that judge people. The small default weights were never
taught to talk, and what they say is no use; for real answers give a real LLaVA checkpoint by
--weights, or a server by --server, for which the onboard weights stand in where it fails. With
--person the question is about one person, and how the model judges this person is printed, too.

examples:
  emotion-rescue ask yard.jpg "How many people are there?"
  emotion-rescue ask yard.jpg "Is this person hurt?" --person 120,80,260,430 --weights llava-nf4
  emotion-rescue ask yard.jpg "Who is there?" --server http://10.0.0.2:8000/v1
"""
_EMOTIONS_SHOWN = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('image', type=Path, metavar='IMAGE', help='a picture, such as a JPEG')
    parser.add_argument('question', metavar='QUESTION', help='in plain words')
    parser.add_argument('--person', type=box, metavar='X1,Y1,X2,Y2',
                        help='box of the person in pixels: left, top, right, bottom')
    parser.add_argument('--weights', type=Path, metavar='DIR',
                        help='LLaVA-family checkpoint (default: the small one of this package)')
    parser.add_argument('--adapter', type=Path, metavar='DIR',
                        help='PEFT adapter for it')
    parser.add_argument('--precision', choices=PRECISIONS, default=DistressSettings().precision,
                        help='number format of the weights (default: %(default)s)')
    parser.add_argument('--device', default='auto', help='cpu, cuda, cuda:N or %(default)s')
    parser.add_argument('--server', default='', metavar='URL',
                        help='OpenAI-compatible server to ask first, such as '
                             'http://10.0.0.2:8000/v1')
    parser.add_argument('--server-model', default='', metavar='NAME',
                        help='which of its models (default: the first one listed)')
    parser.add_argument('--server-calibration', default='', metavar='FILE',
                        help='calibration.json that was fitted to that model')
    parser.add_argument('--server-timeout', type=seconds, metavar='S',
                        default=DistressSettings().sight_server_timeout_s,
                        help='longest wait for it, in seconds (default: %(default)g)')
    parser.add_argument('--words', type=int, default=64, metavar='N',
                        help='longest answer in tokens (default: %(default)s)')


def box(text: str) -> tuple[float, ...]:
    """Return left, top, right and bottom written as four numbers with commas."""
    numbers = tuple(map(float, text.split(',')))
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise ValueError(text)
    return numbers


def seconds(text: str) -> float:
    """Return a time limit written as a number above 0."""
    limit_s = float(text)
    if not 0 < limit_s < math.inf:
        raise ValueError(text)
    return limit_s


def run(args: argparse.Namespace) -> int:
    """Print the answer, and the reading of the person asked about."""
    from emotion_rescue.pipeline.assembly import make_sight_scorer

    frame = _frame(args.image)
    about = frame.bgr if args.person is None else _view(frame, args.person)
    scorer = make_sight_scorer(DistressSettings(
        sight_weights=str(args.weights or ''), sight_adapter=str(args.adapter or ''),
        precision=args.precision, device=args.device, sight_server_url=args.server,
        sight_server_model=args.server_model, sight_server_calibration=args.server_calibration,
        sight_server_timeout_s=args.server_timeout))
    scorer.load()
    try:
        answer = scorer.ask(about, args.question, max_new_tokens=args.words)
        server = scorer.serving().server
        by_server = server is not None and server.in_use
        readings = [] if args.person is None else scorer.score([about])
    finally:
        scorer.close()
    print(answer or '(the model said nothing)')
    if args.weights is None and not by_server:
        print('(said by the small default weights, which were never taught to talk)')
    for reading in readings:
        print(reading_text(reading))
    return 0


def reading_text(reading) -> str:
    """Return a SightReading in words; what is not known is called unknown."""
    vad, emotions = reading.vad, reading.emotions
    levels = ', '.join(f'{name} {_number(getattr(vad, name), ".1f")}'
                       for name in DIMENSIONS)
    known = [i for i in range(len(CATEGORY_NAMES)) if not math.isnan(emotions[i])]
    likeliest = sorted(known, key=lambda i: -emotions[i])[:_EMOTIONS_SHOWN]
    named = ', '.join(f'{CATEGORY_NAMES[i]} {emotions[i]:.0%}' for i in likeliest)
    return (f'on 1..10: {levels}\nemotions: {named or "unknown"}\n'
            f'distress: {_number(reading.distress, ".0%")}')


def _number(value, form):
    return 'unknown' if math.isnan(value) else format(value, form)


def _frame(path):
    import cv2

    from emotion_rescue.core.frames import ImageFrame

    bgr = cv2.imread(str(path)) if path.is_file() else None
    if bgr is None:
        raise InputError(f'{path} is missing or no picture; name a JPEG or PNG file')
    return ImageFrame(bgr=bgr, stamp_ns=0, frame_id='')


def _view(frame, xyxy):
    from emotion_rescue.core.people import PersonView
    from emotion_rescue.core.people import TrackedPerson
    from emotion_rescue.models.view_panels import clipped_box
    from emotion_rescue.models.view_panels import MIN_VISIBLE_PX

    height, width = frame.bgr.shape[:2]
    if clipped_box(xyxy, frame.bgr.shape) is None:
        raise InputError(f'the box {",".join(f"{x:g}" for x in xyxy)} shows less than '
                         f'{MIN_VISIBLE_PX:g} pixels of the picture of {width}x{height}; give '
                         'left,top,right,bottom')
    return PersonView(TrackedPerson('asked', xyxy, 1.0), frame)
