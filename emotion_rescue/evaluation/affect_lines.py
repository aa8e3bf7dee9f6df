"""The file format of what is known, or said, of people: JSON lines that anybody can write.

One person a line, for example
{"image": "mscoco/images/a.jpg", "xyxy": [10, 20, 80, 200], "emotions": {"Fear": 0.7, "Pain": 0.2},
"vad": [2.5, 7, 3], "distress": 0.8}. Fields:
id          text or whole number, once in the file; or
image, xyxy path of the picture as text, and left, top, right, bottom in its pixels.
person      text or whole number, the same for one person in several pictures.
emotions    truth: list of the categories that are there, or a map to 0 and 1, where those left
            out are 0. Predictions: map to a probability 0..1, where those left out are unknown.
present     predictions: list of the categories that are said to be there.
vad         [valence, arousal, dominance], each 1..10 or null.
distress    0..1.
Anything but the emotions of the truth may be null or left out where it is unknown.
"""

from collections import Counter
from dataclasses import dataclass
from dataclasses import field
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.evaluation.category_spellings import official_name
from emotion_rescue.evaluation.json_lines import read_json_lines

_PLACE = ('id', 'image', 'xyxy', 'person')
_TRUTH = (*_PLACE, 'emotions', 'vad', 'distress')
_PREDICTION = (*_TRUTH, 'present')


@dataclass(frozen=True, eq=False)
class JudgedPerson:
    """One person, and what is known or said of them.

    Attributes:
        id: name of the entry, or None.
        image: path of the picture, with / between folders, or None.
        xyxy: box in pixels, or None.
        person: who it is, or None.
        emotions: float (26,), 0..1 or NaN.
        present: bool (26,), which are said to be there, or None.
        vad: float (3,) on 1..10 or NaN.
        distress: 0..1 or NaN.
        size_px: width and height of the picture, where known.
    """

    id: str | None
    image: str | None
    xyxy: tuple[float, float, float, float] | None
    person: str | None
    emotions: np.ndarray
    present: np.ndarray | None
    vad: np.ndarray
    distress: float
    size_px: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class JudgedPeople:
    """Everybody of a file or data set.

    Attributes:
        source: where they come from, to name it.
        people: in the order of the file.
        ignored: what was read and not understood, in words -> how often.
    """

    source: str
    people: tuple[JudgedPerson, ...]
    ignored: Counter = field(default_factory=Counter)


def read_truth_lines(path: Path) -> JudgedPeople:
    """Return what the file says is true.

    Raises:
        InputError: it is missing or empty, or a line of it is not as this module describes.
    """
    return _read(path, _TRUTH)


def read_prediction_lines(path: Path) -> JudgedPeople:
    """Return what the file predicts.

    Raises:
        InputError: it is missing or empty, or a line of it is not as this module describes.
    """
    return _read(path, _PREDICTION)


def _read(path, fields):
    people, line_of, ignored = [], {}, Counter()
    for number, record in read_json_lines(path):
        try:
            person = _person(record, fields, ignored)
            if person.id is not None and person.id in line_of:
                raise ValueError(f'id {person.id!r} is that of line {line_of[person.id]} already; '
                                 'give everybody another')
        except ValueError as error:
            raise InputError(f'{path}, line {number}: {error}') from error
        line_of[person.id] = number
        people.append(person)
    if not people:
        raise InputError(f'{path} is empty; it needs one line of JSON for each person')
    return JudgedPeople(str(path), tuple(people), ignored)


def _person(record, fields, ignored):
    ignored.update(f'field {name!r}' for name in record if name not in fields)
    name, image, xyxy = (record.get(key) for key in ('id', 'image', 'xyxy'))
    if name is None and (image is None or xyxy is None):
        raise ValueError('who this is about is not said; give an id, or image and xyxy')
    truth = 'present' not in fields
    vad = record.get('vad')
    if vad is None:
        vad = [None] * len(DIMENSIONS)
    if not isinstance(vad, list) or len(vad) != len(DIMENSIONS):
        raise ValueError(f'vad is {vad!r}, but must be three numbers: {", ".join(DIMENSIONS)}')
    present = None if truth else record.get('present')
    return JudgedPerson(
        id=_name(name, 'id'), image=_image(image), xyxy=_box(xyxy),
        person=_name(record.get('person'), 'person'),
        emotions=(_true_emotions if truth else _probabilities)(record.get('emotions'), ignored),
        present=None if present is None else _named(present, 'present', ignored),
        vad=np.array([_number(level, LEVEL_MIN, LEVEL_MAX, dimension)
                      for dimension, level in zip(DIMENSIONS, vad, strict=True)]),
        distress=_number(record.get('distress'), 0, 1, 'distress'))


def _name(value, what):
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == '':
        raise ValueError(f'{what} is {value!r}, but must be text or a whole number')
    return str(value)


def _image(value):
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise ValueError(f'image is {value!r}, but must be the path of a picture as text')
    return image_key(value)


def image_key(path: str) -> str:
    """Return `path` written in the one way that pictures are matched by."""
    return '/'.join(part for part in path.replace('\\', '/').split('/') if part not in ('', '.'))


def _box(value):
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4 or None in value:
        raise ValueError(f'xyxy is {value!r}, but must be [left, top, right, bottom] in pixels')
    left, top, right, bottom = (_number(side, -math.inf, math.inf, 'xyxy') for side in value)
    if not (left < right and top < bottom):
        raise ValueError(f'xyxy is {value!r}, which has no area; it is left, top, right, bottom')
    return left, top, right, bottom


def _true_emotions(value, ignored):
    if isinstance(value, list):
        return _named(value, 'emotions', ignored).astype(float)
    if not isinstance(value, dict):
        raise ValueError(f'emotions is {value!r}, but the truth is a list of categories or a map '
                         'to 0 and 1')
    for name, said in value.items():
        if not isinstance(said, (bool, int, float)) or said not in (0, 1):
            raise ValueError(f'emotions, {name!r} is {said!r}, but must be 0 or 1 in the truth')
    return np.nan_to_num(_by_category(value, ignored))


def _probabilities(value, ignored):
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise ValueError(f'emotions is {value!r}, but predictions map categories to '
                         'probabilities; names alone go into present')
    return _by_category({name: _number(said, 0, 1, f'emotions, {name!r}')
                         for name, said in value.items()}, ignored)


def _by_category(values, ignored):
    found = np.full(CATEGORY_COUNT, np.nan)
    written = {}
    for name, value in values.items():
        known = official_name(name)
        if known is None:
            ignored[f'category {name!r}'] += 1
        elif known in written:
            raise ValueError(f'emotions has {known} twice, as {written[known]!r} and {name!r}')
        else:
            written[known] = name
            found[CATEGORY_INDEX[known]] = value
    return found


def _named(value, what, ignored):
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(f'{what} is {value!r}, but must be a list of names of categories')
    found = np.zeros(CATEGORY_COUNT, bool)
    for name in value:
        known = official_name(name)
        if known is None:
            ignored[f'category {name!r}'] += 1
        else:
            found[CATEGORY_INDEX[known]] = True
    return found


def _number(value, low, high, what):
    """Return a number of the range; NaN for None, which is how JSON writes what is unknown."""
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f'{what} is {value!r}, but must be a number')
    if not low <= value <= high or not abs(value) < 1e300:
        limits = f' from {low:g} to {high:g}' if math.isfinite(low) else ''
        raise ValueError(f'{what} is {value!r}, but must be a number{limits}')
    return float(value)
