"""Lets the robot's pipeline, with settings of a user's, watch filmed clips; keeps its answers."""

import argparse
import contextlib
from pathlib import Path
import sys

from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.cli.watching_models import load_watching_models
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.setting_field import settings_from
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.pipeline.fusion import LogOddsFusion


def add_filmed_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that `filmed_people` reads."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth clips" wrote')
    parser.add_argument('--answers', type=Path, metavar='DIR',
                        help='keep what the models say of each clip there, and read it from '
                        'there the next time (default: DIR/answers in the data)')
    parser.add_argument('--clips', type=int, metavar='N', help='of each split (default: all)')
    parser.add_argument('--detector', type=Path, metavar='FILE',
                        help='weights of the detector of people, such as weights/people/'
                        'people.onnx (default: the true boxes of everybody who can be seen, so '
                        'that it is measured how people are judged, not how they are found)')
    parser.add_argument('--no-words', action='store_true', help='leave out words')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')


def add_fusion_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that `named_fusion` reads, and how many resamples an interval rests on."""
    parser.add_argument('--fusion', type=Path, metavar='FILE',
                        help='weights that "train fusion" wrote; models are not asked again for '
                        'other weights (default: those of the distress node)')
    parser.add_argument('--rounds', type=int, default=500, metavar='N',
                        help='resamples of an interval (default: %(default)s)')


def named_fusion(args: argparse.Namespace) -> LogOddsFusion:
    """Return the fusion with the weights that `args` name, or with those of the distress node.

    Raises:
        WeightsError: the file is missing or holds something else.
    """
    from emotion_rescue.pipeline.assembly import make_fusion
    return make_fusion(settings_from(
        DistressSettings, {'fusion_weights': str(args.fusion or '')}))


def filmed_people(args: argparse.Namespace, split: str) -> list[FilmedPerson]:
    """Return everybody of a split, and what the models had said of each at the end of the clip.

    Answers that were kept are read; models are loaded only for clips of which there are none.

    Raises:
        InputError: there are no clips of this split, or a file is none of this project.
    """
    from emotion_rescue.evaluation.clip_judging import judge_clips
    from emotion_rescue.evaluation.filmed_people import add_filmed_people
    from emotion_rescue.evaluation.filmed_people import read_filmed_people
    return _answered(args, split, split, read_filmed_people, add_filmed_people, judge_clips)


def followed_people(args: argparse.Namespace, split: str) -> list[FollowedPerson]:
    """Return everybody of a split, and what was known of each at every image.

    Answers are kept, and errors raised, as by `filmed_people`.
    """
    from emotion_rescue.evaluation.clip_following import follow_clips
    from emotion_rescue.evaluation.followed_people import add_followed_people
    from emotion_rescue.evaluation.followed_people import read_followed_people
    return _answered(args, split, f'reaction-{split}', read_followed_people, add_followed_people,
                     follow_clips)


def half_life_s() -> float:
    """Return the half-life of readings that the distress node has by default, in seconds."""
    return DistressSettings().reading_half_life_s


def _answered(args, split, name, read, add, watch):
    """Return the people of all clips, from kept answers and from `watch` where there are none."""
    if args.clips is not None and args.clips < 1:
        raise InputError(f'{args.clips} clips are asked for; ask for 1 or more')
    answers = _answers(args, name)
    people = read(answers) if answers.is_file() else []
    if answers.is_file() and not (args.data / split).is_dir():
        _say(f'{len(people)} people of {split}, answers kept in {answers}')
        return people
    # A clip of nobody tells nothing of how people are judged.
    records = [record for record in _records(args.data / split)[:args.clips] if record['people']]
    known = {person.clip for person in people}
    missing = [record for record in records if record['clip'] not in known]
    if missing:
        answers.parent.mkdir(parents=True, exist_ok=True)
        people += _watched(args, args.data / split, missing, watch,
                           lambda found: add(found, answers))
    wanted = {record['clip'] for record in records}
    people = [person for person in people if person.clip in wanted]
    _say(f'{len(people)} people in {len(records)} clips of {split}, answers kept in {answers}')
    return people


def _answers(args, name):
    """Return a file for each way in which the models may be asked."""
    parts = [name, *([args.detector.stem] if args.detector else ()),
             *(['no-words'] if args.no_words else ())]
    return (args.answers or args.data / 'answers') / f'{"-".join(parts)}.jsonl'


def _records(folder):
    from emotion_rescue.synthesis.dataset.listings import read_listing
    try:
        return list(read_listing(folder / 'clips.jsonl'))
    except (OSError, ValueError) as error:
        raise InputError(f'{folder} holds no clips ({error}); film them with: emotion-rescue '
                         f'synth clips --split {folder.name} --out {folder.parent}') from error


def _watched(args, folder, records, watch, keep):
    """Return everybody of the clips; each clip's are kept as soon as they are known."""
    from emotion_rescue.evaluation.true_boxes import TrueBoxes
    from emotion_rescue.pipeline.assembly import make_engine
    from emotion_rescue.pipeline.assembly import make_tracker
    from emotion_rescue.pipeline.recording_folder import FolderRecording
    found = []
    with contextlib.ExitStack() as exits:
        models = load_watching_models(args.threads, not args.no_words, _say, exits,
                                      str(args.detector) if args.detector else None)
        status = StatusLine(_say, sys.stderr)
        exits.callback(status.end)
        clips = watch(
            folder, records, FolderRecording,
            lambda record: models.detector or TrueBoxes(record['frames'], record['scene_seed']),
            lambda: make_tracker(models.perception),
            lambda: make_engine(models.settings, models.sight, models.voice, models.words,
                                _nothing))
        for done, people in enumerate(clips, start=1):
            keep(people)
            found += people
            status.show(lambda done=done: f'{done:,} of {len(records):,} clips watched')
    return found


def _nothing(reading):
    """Readings are taken from the engine."""


def _say(text):
    print(text, file=sys.stderr, flush=True)
