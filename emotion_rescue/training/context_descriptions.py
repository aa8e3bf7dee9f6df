"""Descriptions of pictures that are given to the model before it is asked about a person.

They tell where the picture was taken and who else is there, never how anybody feels.
"""

from collections.abc import Sequence
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.json_lines import read_json_lines
from emotion_rescue.evaluation.people_listing import read_records
from emotion_rescue.training.affect_data import AffectSample

_AIR = {'clear': '', **{name: f', in {name}' for name in ('smoke', 'rain', 'dust', 'fog')}}
_NUMBERS = ('nobody', 'one person', 'two people', 'three people', 'four people')


def described_people(people: Sequence[AffectSample], split: Path,
                     file: Path | None) -> list[str]:
    """Return a description of each person's picture.

    Args:
        people: whose pictures to describe.
        split: folder with the people.jsonl that they come from, where there is one.
        file: JSONL with `image` (its path, or the end of it) and `text`; None takes what the
            renderer knows.

    Raises:
        InputError: neither tells of a picture, or the file is not of that form.
    """
    if file is not None:
        known = _read(file)
    elif (split / 'people.jsonl').is_file():
        known = {Path(r['image']).name: _description(r) for r in read_records(split)}
    else:
        raise InputError(f'context is described, but {split} was not rendered; name a JSONL of '
                         'image and text with descriptions, or set context to none')
    lacking = [s.image for s in people if s.image.name not in known]
    if lacking:
        raise InputError(f'{file or split} describes no {lacking[0].name} and {len(lacking) - 1} '
                         'more pictures; add a line with image and text for each')
    return [known[s.image.name] for s in people]


def _description(record):
    count = len(record['people'])
    who = _NUMBERS[count] if count < len(_NUMBERS) else f'{count} people'
    place = record['scene'].replace('_', ' ')
    light = {'indoor': 'lit', 'overcast': 'under an overcast sky'}.get(
        record['light'], f'by {record["light"]}')
    return (f'The picture shows a {place}, {light}{_AIR.get(record["weather"], "")}, with {who} '
            'in it.')


def _read(file):
    known = {}
    for number, record in read_json_lines(file):
        image, text = record.get('image'), record.get('text')
        if not isinstance(image, str) or not isinstance(text, str):
            raise InputError(f'{file}, line {number} has not image and text as texts; mend or '
                             'remove it')
        known[Path(image).name] = text.strip()
    return known
