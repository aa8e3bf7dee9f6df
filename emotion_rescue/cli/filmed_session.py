"""Lets the robot's pipeline, with settings of a user's, watch filmed clips; keeps its answers."""

import argparse
from collections.abc import Callable
import contextlib
from pathlib import Path
import sys

from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.cli.watching_models import load_watching_models
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.filmed_people import FilmedPerson


def add_filmed_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that `filmed_people` reads."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth clips" wrote')
    parser.add_argument('--answers', type=Path, metavar='DIR',
                        help='keep what the models say of each split there, and read it from '
                        'there the next time (default: DIR/answers in the data)')
    parser.add_argument('--clips', type=int, metavar='N', help='of each split (default: all)')
    parser.add_argument('--no-words', action='store_true', help='leave out words')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')


def filmed_people(args: argparse.Namespace, split: str) -> list[FilmedPerson]:
    """Return everybody of a split, and what the models say of each.

    Answers that were kept are read; models are loaded only where there are none.

    Raises:
        InputError: there are no clips of this split, or a file is none of this project.
    """
    from emotion_rescue.evaluation.filmed_people import read_filmed_people
    from emotion_rescue.evaluation.filmed_people import write_filmed_people
    answers = (args.answers or args.data / 'answers') / f'{split}.jsonl'
    if answers.is_file():
        people = read_filmed_people(answers)
        _say(f'{len(people)} people of {split}, answers kept in {answers}')
        return people
    records = _records(args.data / split)[:args.clips]
    if args.clips is not None and args.clips < 1:
        raise InputError(f'{args.clips} clips are asked for; ask for 1 or more')
    with contextlib.ExitStack() as exits:
        people = _judge(args, args.data / split, records, exits)
    answers.parent.mkdir(parents=True, exist_ok=True)
    write_filmed_people(people, answers)
    _say(f'{len(people)} people of {len(records)} clips of {split}, answers kept in {answers}')
    return people


def half_life_s() -> float:
    """Return the half-life of readings that the distress node has by default, in seconds."""
    return DistressSettings().reading_half_life_s


def _records(folder):
    from emotion_rescue.synthesis.dataset.listings import read_listing
    try:
        return list(read_listing(folder / 'clips.jsonl'))
    except (OSError, ValueError) as error:
        raise InputError(f'{folder} holds no clips ({error}); film them with: emotion-rescue '
                         f'synth clips --split {folder.name} --out {folder.parent}') from error


def _judge(args, folder, records, exits):
    from emotion_rescue.evaluation.clip_judging import judge_clips
    from emotion_rescue.pipeline.assembly import make_engine
    from emotion_rescue.pipeline.assembly import make_tracker
    from emotion_rescue.pipeline.recording_folder import FolderRecording
    models = load_watching_models(args.threads, not args.no_words, _say, exits)
    status = StatusLine(_say, sys.stderr)
    exits.callback(status.end)
    return judge_clips(
        folder, records, FolderRecording, models.detector,
        lambda: make_tracker(models.perception),
        lambda: make_engine(models.settings, models.sight, models.voice, models.words, _nothing),
        _progress(status))


def _progress(status) -> Callable[[int, int], None]:
    return lambda done, count: status.show(lambda: f'{done:,} of {count:,} clips judged')


def _nothing(reading):
    """Readings are taken from the engine at the end of a clip."""


def _say(text):
    print(text, file=sys.stderr, flush=True)
