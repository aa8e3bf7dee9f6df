"""Writes Annotations.mat in EMOTIC's layout, so that code made for EMOTIC reads our data sets.

Structs are 1xN arrays and lists of names are 1xN cells, as MATLAB writes them: readers walk the
file by position, and none of them may need a change.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
import fcntl
import json
import os
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import CATEGORY_FIELDS
from emotion_rescue.core.emotic import DATABASE_FIELDS
from emotion_rescue.core.emotic import IMAGE_FIELDS
from emotion_rescue.core.emotic import PERSON_FIELDS
from emotion_rescue.core.emotic import SIZE_FIELDS
from emotion_rescue.core.emotic import SPLITS
from emotion_rescue.core.emotic import TRAIN_PERSON_FIELDS
from emotion_rescue.core.emotic import UNKNOWN_LEVELS
from emotion_rescue.core.emotic import VAD_FIELDS
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.annotators import annotate
from emotion_rescue.synthesis.dataset.mat_format import cells
from emotion_rescue.synthesis.dataset.mat_format import encode_file
from emotion_rescue.synthesis.dataset.mat_format import number
from emotion_rescue.synthesis.dataset.mat_format import row
from emotion_rescue.synthesis.dataset.mat_format import structs
from emotion_rescue.synthesis.dataset.mat_format import text
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

DATABASE = 'emotion_rescue synthetic survivors'
# anny's age: 0 is a baby, 1/3 a child of about 11 years, 2/3 an adult of about 25, 1 is old.
_KID_BELOW, _TEENAGER_BELOW = 0.38, 0.55


def write_annotations(out: Path, report: Callable[[str], None] = lambda text: None) -> Path:
    """Write `out`/Annotations/Annotations.mat of all splits that have a people.jsonl.

    Annotators are simulated (see `annotators`); the truth stays in people.jsonl. Images without
    anybody are left out, as EMOTIC has none. The same data set gives the same bytes.

    Args:
        out: folder of the data set, with `out`/<split>/people.jsonl and recipe.json.
        report: told what takes time.

    Raises:
        InputError: there is no split, or a line is not as `synth images` writes it.
    """
    listings = [out / split / 'people.jsonl' for split in SPLITS]
    if not any(path.is_file() for path in listings):
        raise InputError(f'{out} has no split with a people.jsonl; make one with: '
                         'emotion-rescue synth images')
    report('writing Annotations.mat')
    path = out / 'Annotations' / 'Annotations.mat'
    path.parent.mkdir(exist_ok=True)
    own = os.open(path.parent, os.O_RDONLY)
    try:
        # Splits may end at the same time.
        fcntl.flock(own, fcntl.LOCK_EX)
        images = {path.parent.name: tuple(_images(path)) for path in listings if path.is_file()}
        write_whole(path, encode_mat(images))
    finally:
        os.close(own)
    return path


def encode_mat(images: Mapping[str, Sequence[AnnotatedImage]]) -> bytes:
    """Return the content of Annotations.mat; splits that are not given are empty.

    Args:
        images: by split; in train each person has one annotation.

    Raises:
        ValueError: a person in train has not exactly one annotation.
    """
    return encode_file('emotions in context, in the layout of EMOTIC', {
        split: structs(IMAGE_FIELDS, [_image_row(image, split == 'train')
                                      for image in images.get(split, ())])
        for split in SPLITS})


def _images(listing: Path) -> Iterator[AnnotatedImage]:
    split = listing.parent.name
    recipe = listing.with_name('recipe.json')
    seed = int(json.loads(recipe.read_bytes()).get('seed', 0)) if recipe.is_file() else 0
    with open(listing, 'rb') as lines:
        for number, line in enumerate(lines):
            if not line.endswith(b'\n'):
                return  # Cut off, as in a split that was interrupted or is being made.
            try:
                record = json.loads(line)
                if record['people']:
                    yield _image(record, split, seed, number)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(f'{listing}, line {number + 1} is not as "synth images" writes '
                                 f'it ({error!r}); make the split anew') from error


def _image(record, split, seed, number):
    path = Path(record['image'])
    people = tuple(
        AnnotatedPerson(
            xyxy=tuple(map(float, person['xyxy'])),
            annotations=annotate(person, split, (seed, SPLITS.index(split), number, place)),
            gender='Male' if person['build']['gender'] > 0.5 else 'Female',
            age=age_name(person['build']['age']))
        for place, person in enumerate(record['people']))
    return AnnotatedImage(
        filename=path.name, folder=f'{split}/{path.parent.as_posix()}',
        size_px=(int(record['width']), int(record['height'])), people=people, database=DATABASE,
        info={'image_id': number, 'scene': str(record['scene'])})


def age_name(age: float) -> str:
    """Return EMOTIC's word for anny's age (0 a baby .. 1 old): Kid to 12, Teenager to 20."""
    return 'Kid' if age < _KID_BELOW else 'Teenager' if age < _TEENAGER_BELOW else 'Adult'


def _image_row(image, train):
    people = [(_train_person if train else _person)(person) for person in image.people]
    info = structs(tuple(image.info), [[text(v) if isinstance(v, str) else number(v)
                                        for v in image.info.values()]])
    return (text(image.filename), text(image.folder),
            structs(SIZE_FIELDS, [map(number, image.size_px)]),
            structs(DATABASE_FIELDS, [(text(image.database), info)]),
            structs(TRAIN_PERSON_FIELDS if train else PERSON_FIELDS, people))


def _train_person(person):
    if len(person.annotations) != 1:
        raise ValueError(f'a person in train has one annotation, not {len(person.annotations)}')
    return (row(person.xyxy), _categories(person), _levels([person.annotations[0].vad]),
            text(person.gender), text(person.age))


def _person(person):
    said = {name for annotation in person.annotations for name in annotation.emotions}
    union = [name for name in CATEGORY_NAMES if name in said]
    vads = [annotation.vad for annotation in person.annotations]
    known = [vad for vad in vads if not np.isnan(vad).any()]
    mean = np.mean(known, 0) if known else UNKNOWN_LEVELS
    return (row(person.xyxy), _categories(person), cells([text(name) for name in union]),
            _levels(vads), _levels([mean]), text(person.gender), text(person.age))


def _categories(person):
    return structs(CATEGORY_FIELDS, [(cells([text(name) for name in annotation.emotions]),)
                                     for annotation in person.annotations])


def _levels(vads):
    return structs(VAD_FIELDS, [[number(float(level)) for level in vad] for vad in vads])
