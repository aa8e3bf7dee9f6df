"""What is true of people, from any of the forms that data sets have."""

from collections import Counter
from collections.abc import Callable
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_lines import image_key
from emotion_rescue.evaluation.affect_lines import JudgedPeople
from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.evaluation.affect_lines import read_truth_lines
from emotion_rescue.evaluation.emotic_reader import read_emotic
from emotion_rescue.evaluation.people_set import read_people

_LISTING = 'people.jsonl'


def read_truth(path: Path, split: str = 'test', images: Path | None = None,
               report: Callable[[str], None] = lambda text: None) -> JudgedPeople:
    """Return the people of `path`, which is one of

    - a folder that `synth images` wrote, of one split or of all: the renderer's own labels;
    - EMOTIC's Annotations.mat or its folder, or of any set in its layout: the annotators' labels,
      without distress, which EMOTIC does not know;
    - a file of JSON lines, see `affect_lines`.

    Args:
        path: file or folder.
        split: which one, where there are several.
        images: for EMOTIC's layout, see `read_emotic`.
        report: told what is read and what was left out.

    Raises:
        InputError: it is none of these, or broken.
    """
    if path.name == _LISTING and path.is_file():
        path = path.parent
    for folder in (path, path / split):
        if (folder / _LISTING).is_file():
            return _of_listing(folder)
    if path.is_dir() or path.suffix == '.mat':
        return _of_emotic(path, split, images, report)
    return read_truth_lines(path)


def _of_listing(folder):
    found = read_people(folder)
    labels = zip(found.truth.emotions, found.truth.vad, found.truth.distress, strict=True)
    try:
        people = tuple(
            JudgedPerson(id=None, image=image_key(picture['image']),
                         xyxy=tuple(map(float, person['xyxy'])), person=str(person['body_seed']),
                         emotions=emotions.astype(float), present=None, vad=vad,
                         distress=float(distress),
                         size_px=(int(picture['width']), int(picture['height'])))
            for person, picture, (emotions, vad, distress) in zip(
                found.people, found.pictures, labels, strict=True))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f'a picture or somebody in {folder / _LISTING} is not as emotion-rescue '
                         f'synth images writes them ({error!r}); make the set anew') from error
    return JudgedPeople(str(folder), people)


def _of_emotic(path, split, images, report):
    found = read_emotic(path, split, images, report)
    report(found.describe())
    people = tuple(
        JudgedPerson(id=None, image=image_key(f'{person.folder}/{person.image.name}'),
                     xyxy=person.xyxy, person=None, emotions=person.emotions.astype(float),
                     present=None, vad=np.asarray(person.vad, float), distress=math.nan,
                     size_px=person.size_px)
        for person in found.people)
    return JudgedPeople(f'{path}, {split}', people,
                        Counter({f'category {name!r}': count
                                 for name, count in found.unknown_labels.items()}))
