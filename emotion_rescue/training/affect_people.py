"""Who a training learns from: people of EMOTIC, or of rendered pictures, with what is known."""

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
import hashlib
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.emotions import DISTRESS_CATEGORY_INDICES
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.emotic_reader import EmoticPerson
from emotion_rescue.evaluation.emotic_reader import read_emotic
from emotion_rescue.models.view_panels import clipped_box
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import read_people

_REDUCED = 8
_IN_TROUBLE = list(DISTRESS_CATEGORY_INDICES)


def training_people(data: Path, split: str, images: Path | None, labels: str,
                    report: Callable[[str], None]) -> list[AffectSample]:
    """Return everybody in a split whose picture opens and who is large enough to be judged.

    Args:
        data: folder in EMOTIC's layout. Where it has `split`/people.jsonl, it was rendered, and
            distress and what the renderer knows are taken from there.
        split: 'train', 'val' or 'test'.
        images: as in `read_emotic`.
        labels: 'renderer' takes emotions and VAD from people.jsonl, too, where there is one;
            'annotators' from Annotations.mat.
        report: told what was read and what was left out.

    Raises:
        InputError: there is no data set, it is broken, or nobody of it can be used.
    """
    rendered = is_rendered(data, split)
    if rendered and labels == 'renderer':
        found = read_people(data, split)
    else:
        emotic = read_emotic(data, split, images, report)
        report(f'{split}: {emotic.describe()}')
        known = {_place(s.image, s.xyxy): s for s in read_people(data, split)} if rendered else {}
        found = [sample for i, person in enumerate(emotic.people)
                 if (sample := _sample(person, i, known)) is not None]
    usable, left_out = _usable(found)
    for reason, samples in left_out.items():
        report(f'{split}: {len(samples):,} people left out ({reason}), such as one in '
               f'{samples[0].image}')
    if not usable:
        raise InputError(f'{data}, {split}: not one person can be used; name a data set with '
                         'people in it, such as synth images makes')
    report(f'{split}: {len(usable):,} people')
    return usable


def is_rendered(data: Path, split: str = 'train') -> bool:
    """Return whether `synth images` wrote the split, so that its truth is known."""
    return (data / split / 'people.jsonl').is_file()


def derived_distress(votes: np.ndarray, annotator_emotions: np.ndarray) -> float:
    """Return 0..1: EMOTIC has no label for distress, so it is made of what annotators named.

    It is the share of the annotators who named at least one of DISTRESS_CATEGORY_NAMES. In train,
    where EMOTIC has one annotator a person, that is 0 or 1.

    Args:
        votes: float (26,), share of the annotators who named each; used without annotators.
        annotator_emotions: bool (annotators, 26).
    """
    if len(annotator_emotions):
        return float(annotator_emotions[:, _IN_TROUBLE].any(axis=1).mean())
    return float(votes[_IN_TROUBLE].max())


def fingerprint(people: Sequence[AffectSample]) -> str:
    """Return a text that differs where people, boxes or labels differ."""
    digest = hashlib.sha256()
    for s in people:
        digest.update(repr((s.image.name, s.xyxy, np.flatnonzero(s.emotions).tolist(),
                            np.round(s.vad, 3).tolist(), round(s.distress, 3))).encode())
    return f'{len(people)} people, {digest.hexdigest()[:16]}'


def _sample(person: EmoticPerson, index, known):
    """Return the person with what the renderer knows; in EMOTIC, all of that is unknown."""
    rendered = known.get(_place(person.image, person.xyxy))
    if rendered is not None:
        return replace(rendered, emotions=person.emotions, vad=person.vad)
    if known:
        return None  # too small in the picture for the list of those who can be judged
    return AffectSample(
        image=person.image, size_px=person.size_px, xyxy=person.xyxy, emotions=person.emotions,
        vad=person.vad, distress=derived_distress(person.votes, person.annotator_emotions),
        responsive=False, posture='', situation='', facial_actions={}, body_seed=index)


def _place(image, xyxy):
    return image.name, tuple(np.round(xyxy).astype(int).tolist())


def _usable(people):
    size_of = cache(_reduced_size)
    usable, left_out = [], defaultdict(list)
    for sample in people:
        if clipped_box(sample.xyxy, sample.size_px[::-1]) is None:
            left_out['too small in the picture to be judged'].append(sample)
        elif (size := size_of(sample.image)) is None:
            left_out['the picture does not open'].append(sample)
        elif any(abs(_REDUCED * small - whole) > _REDUCED
                 for small, whole in zip(size, sample.size_px, strict=True)):
            left_out['the picture is of another size than the data say'].append(sample)
        else:
            usable.append(sample)
    return usable, left_out


def _reduced_size(path):
    """Return width and height of an eighth of the picture, rounded; None if it does not open."""
    # It takes a fraction of the time of the whole one.
    small = cv2.imread(str(path), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    return None if small is None else small.shape[::-1]
