"""General questions about rendered pictures, whose answers the renderer knows.

A model that learns nothing but feelings forgets how to answer anything else. A share of these
among the lessons keeps that alive, and whether they are answered right, before and after, tells
what was lost. None of them asks for a feeling.
"""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.people_listing import read_records
from emotion_rescue.synthesis.site.places import PLACES
from emotion_rescue.training.affect_data import AffectSample

_YES_NO = 'no', 'yes'
_COUNTS = 'one', 'two', 'three', 'four', 'five or more'
_HIDDEN = 'nothing', 'a part', 'most'
_WHOLE_FROM, _PART_FROM = 0.95, 0.6  # visible share of a person
# Colour words with a typical value each, RGB; a colour has the name of the nearest in CIELAB.
_COLOURS: dict[str, tuple[int, int, int]] = {
    'black': (28, 28, 30), 'grey': (128, 128, 128), 'white': (235, 235, 230),
    'red': (180, 30, 30), 'orange': (230, 120, 30), 'yellow': (225, 205, 50),
    'green': (50, 120, 55), 'blue': (40, 70, 160), 'purple': (100, 50, 130),
    'pink': (225, 140, 165), 'brown': (105, 70, 45)}
_OF_THE_PERSON = 'colour', 'hidden'
_WORDINGS: dict[str, tuple[str, ...]] = {
    'people': ('How many people are in the picture?', 'Count the people in the picture.',
               'What is the number of people in the whole scene?'),
    'lying': ('Is anyone in the picture lying down?', 'Does somebody lie on the ground?',
              'Can you see a person who is lying?'),
    'colour': ('What colour is the {garment} of the person in the red rectangle?',
               'The person in the red rectangle wears a {garment}. Which colour does it have?',
               'Name the colour of the {garment} that the marked person wears.'),
    'place': ('What kind of place is this?', 'Where was this picture taken?',
              'Name the place in the picture.'),
    'hidden': ('How much of the person in the red rectangle is hidden?',
               'Which part of the marked person cannot be seen?',
               'How much of the person in the rectangle is out of sight?')}


@dataclass(frozen=True)
class Question:
    """A question about one picture.

    Attributes:
        row: number of the picture among those that are shown.
        kind: questions of one kind have the same answers to choose from.
        text: what is asked.
        answer: the right one.
        allowed: all answers among which to choose.
    """

    row: int
    kind: str
    text: str
    answer: str
    allowed: tuple[str, ...]


def replay_questions(split: Path, people: Sequence[AffectSample], seed: int,
                     cropped: bool = False) -> list[Question]:
    """Return all questions about `people`, in an order and with wordings drawn from `seed`.

    Args:
        split: folder with the people.jsonl that `people` come from.
        people: who is shown, with the picture of each.
        seed: of wordings and order.
        cropped: whether nothing but the person is shown, so that nothing else can be asked for.
    """
    known = {}
    for picture in read_records(split):
        for person in picture['people']:
            known[_place(picture['image'], person['xyxy'])] = picture, person
    rng, found = np.random.default_rng((seed, 1)), []
    for row, sample in enumerate(people):
        picture, person = known[_place(sample.image, sample.xyxy)]
        for kind, answer, allowed, garment in questions_about(picture, person):
            if cropped and kind not in _OF_THE_PERSON:
                continue
            text = str(rng.choice(_WORDINGS[kind])).format(garment=garment)
            found.append(Question(row, kind, text, answer, allowed))
    if not found:
        raise InputError(f'{split}/people.jsonl tells nothing to ask general questions about; '
                         'set replay_share and retention_items to 0')
    return [found[i] for i in rng.permutation(len(found))]


def questions_about(picture: Mapping[str, Any], person: Mapping[str, Any]
                    ) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield (kind, answer, allowed answers, garment) of what a record tells.

    Args:
        picture: a line of people.jsonl.
        person: one of its people.
    """
    people = picture['people']
    yield 'people', _COUNTS[min(len(people), len(_COUNTS)) - 1], _COUNTS, ''
    lying = any(p['posture'].startswith('lie') for p in people)
    yield 'lying', _YES_NO[lying], _YES_NO, ''
    outfit = person.get('outfit', {})
    if outfit.get('pattern') == 'plain':  # else it has more colours than one
        yield ('colour', colour_word(outfit['top_rgb']), tuple(_COLOURS),
               outfit['top'].replace('_', '-'))
    if picture['scene'] in PLACES:
        names = tuple(place.replace('_', ' ') for place in PLACES)
        yield 'place', picture['scene'].replace('_', ' '), names, ''
    seen = person['visible_fraction']
    yield 'hidden', _HIDDEN[(seen < _WHOLE_FROM) + (seen < _PART_FROM)], _HIDDEN, ''


def colour_word(rgb: Sequence[int]) -> str:
    """Return the word of `_COLOURS` nearest to a colour, each part 0..255."""
    pixels = np.array([[rgb, *_COLOURS.values()]], np.float32) / 255.0
    asked, *others = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)[0]
    return list(_COLOURS)[int(np.argmin(np.linalg.norm(np.array(others) - asked, axis=1)))]


def by_row(questions: Sequence[Question]) -> dict[int, list[Question]]:
    """Return row -> its questions."""
    rows = defaultdict(list)
    for question in questions:
        rows[question.row].append(question)
    return dict(rows)


def _place(image, xyxy):
    return Path(image).name, tuple(round(float(side)) for side in xyxy)
