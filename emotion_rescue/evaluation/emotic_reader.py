"""Reads EMOTIC: people in pictures with the feelings that annotators saw in them.

Works on the data set as its authors give it out (Annotations/Annotations.mat beside the folder
emotic/ with mscoco, framesdb, emodb_small and ade20k) and on what `emotion-rescue synth images`
writes. What cannot be used is left out, counted and told, never guessed.
"""

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotic import SPLITS
from emotion_rescue.core.emotic import VAD_FIELDS
from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.evaluation.category_spellings import official_name
from emotion_rescue.evaluation.emotic_place import find_mat
from emotion_rescue.evaluation.mat_values import field
from emotion_rescue.evaluation.mat_values import load_mat
from emotion_rescue.evaluation.mat_values import number
from emotion_rescue.evaluation.mat_values import numbers
from emotion_rescue.evaluation.mat_values import structs
from emotion_rescue.evaluation.mat_values import text
from emotion_rescue.evaluation.mat_values import texts


@dataclass(frozen=True, eq=False)
class EmoticPerson:
    """One person in one picture.

    Attributes:
        image: path of the picture.
        folder: as in the file, such as 'mscoco/images'.
        size_px: width and height of the picture.
        xyxy: box in pixels, clipped to the picture.
        emotions: bool (26,), what the file combines of all annotators, the official truth of val
            and test; where it combines nothing, as in train, what any annotator named.
        votes: float32 (26,), share of the annotators who named each.
        vad: float32 (3,) on 1..10, as the file combines it, else the annotators' mean; NaN where
            nobody said.
        annotator_emotions: bool (annotators, 26).
        annotator_vad: float32 (annotators, 3), NaN where not given.
        gender: 'Male', 'Female' or '' where unknown.
        age: 'Kid', 'Teenager', 'Adult' or '' where unknown.
    """

    image: Path
    folder: str
    size_px: tuple[int, int]
    xyxy: tuple[float, float, float, float]
    emotions: np.ndarray
    votes: np.ndarray
    vad: np.ndarray
    annotator_emotions: np.ndarray
    annotator_vad: np.ndarray
    gender: str
    age: str


@dataclass(frozen=True, eq=False)
class EmoticSplit:
    """One split, and what was left out of it.

    Attributes:
        people: everybody who can be used, in the order of the file.
        images: how many images the file lists.
        clipped: how many of `people` had a box that reached out of the picture.
        without_vad: how many of `people` have no valence, arousal and dominance.
        dropped: reason -> how many people were left out for it.
        unknown_labels: label that is no category -> how often it was found and ignored.
    """

    people: tuple[EmoticPerson, ...]
    images: int
    clipped: int
    without_vad: int
    dropped: Counter
    unknown_labels: Counter

    def describe(self) -> str:
        """Return one sentence that says what was read and what was not."""
        parts = [f'{len(self.people):,} people in {self.images:,} images']
        notes = {'boxes clipped to the image': self.clipped, 'without VAD': self.without_vad}
        notes |= {f'dropped ({reason})': count for reason, count in self.dropped.items()}
        notes |= {f'labels {name!r} ignored': n for name, n in self.unknown_labels.items()}
        parts += [f'{count:,} {what}' for what, count in notes.items() if count]
        return '; '.join(parts)


def read_emotic(path: Path, split: str, images: Path | None = None,
                report: Callable[[str], None] = lambda text: None) -> EmoticSplit:
    """Return the people of a split of EMOTIC, or of a data set in its layout.

    Args:
        path: Annotations.mat, or the folder that has it in itself or in Annotations/.
        split: 'train', 'val' or 'test'.
        images: folder with the images' folders, or with emotic/ and these in it; None is beside
            or above the .mat.
        report: told the progress every two seconds.

    Raises:
        InputError: there is no such file, it is broken, has no such split, or not one person of
            it can be used.
    """
    if split not in SPLITS:
        raise InputError(f'EMOTIC has no split {split!r}; it has {", ".join(SPLITS)}')
    mat = find_mat(Path(path))
    report(f'reading {mat}')
    content = load_mat(mat)
    if split not in content:
        raise InputError(f'{mat} has no {split!r}, but {", ".join(content) or "nothing"}; '
                         "EMOTIC's Annotations.mat has train, val and test")
    roots = [Path(images)] if images is not None else [mat.parent.parent, mat.parent]
    reading = _Reading([folder for root in roots for folder in (root / 'emotic', root)])
    records, people, progress = structs(content[split]), [], NowAndThen(report, every_s=2.0)
    for done, record in enumerate(records, start=1):
        people += reading.people(record)
        progress.say(lambda done=done: f'{done:,} of {len(records):,} images read')
    found = EmoticSplit(
        people=tuple(people), images=len(records), clipped=reading.clipped,
        without_vad=sum(bool(np.isnan(p.vad).any()) for p in people), dropped=reading.dropped,
        unknown_labels=reading.unknown_labels)
    if reading.dropped and not people:
        raise InputError(f'{mat}, {split}: not one person can be used: {found.describe()}; '
                         f'images are looked for in {", ".join(map(str, reading.roots))}')
    return found


class _Reading:
    """Turns records into people and counts what is left out."""

    def __init__(self, roots):
        self.roots = roots
        self.clipped, self.dropped, self.unknown_labels = 0, Counter(), Counter()

    def people(self, image: np.void) -> Iterator[EmoticPerson]:
        folder, name = text(field(image, 'folder')), text(field(image, 'filename'))
        records = structs(field(image, 'person'))
        size = next(iter(structs(field(image, 'image_size'))), None)
        sides = (math.nan, math.nan) if size is None else tuple(
            number(field(size, side)) for side in ('n_col', 'n_row'))
        path = self._find(folder, name)
        if not min(sides) >= 1 or not all(map(math.isfinite, sides)):
            self.dropped['image without a size'] += len(records)
        elif path is None:
            self.dropped['image file missing'] += len(records)
        else:
            for record in records:
                person = self._person(record, path, folder, (int(sides[0]), int(sides[1])))
                if person is not None:
                    yield person

    def _find(self, folder, name):
        for i, root in enumerate(self.roots):
            path = root / folder / name
            if name and _is_file(path):
                # The others are most likely there, too.
                self.roots.insert(0, self.roots.pop(i))
                return path
        return None

    def _person(self, record, path, folder, size):
        box = numbers(field(record, 'body_bbox'))
        if box.shape != (4,) or not np.isfinite(box).all():
            self.dropped['box is not four numbers'] += 1
            return None
        clipped = np.clip(box, 0, (*size, *size))
        if not (clipped[:2] < clipped[2:]).all():
            self.dropped['box without any area in the image'] += 1
            return None
        annotators = self._categories(record, 'annotations_categories')
        combined = self._categories(record, 'combined_categories')
        if not annotators.any():
            annotators = combined
        emotions = (combined if combined.any() else annotators).any(0)
        if not emotions.any():
            self.dropped['no category'] += 1
            return None
        self.clipped += not np.array_equal(box, clipped)
        vads = _levels(field(record, 'annotations_continuous'))
        means = _levels(field(record, 'combined_continuous'))
        if not len(vads):
            vads = means
        mean = _mean_without_nan(means)
        if np.isnan(mean).any():
            mean = _mean_without_nan(vads)
        return EmoticPerson(
            image=path, folder=folder, size_px=size, xyxy=tuple(clipped.tolist()),
            emotions=emotions, votes=annotators.mean(0, dtype=np.float32), vad=mean,
            annotator_emotions=annotators, annotator_vad=vads,
            gender=text(field(record, 'gender')), age=text(field(record, 'age')))

    def _categories(self, record, name):
        """Return bool (annotators, 26); what is combined is one row."""
        value = field(record, name)
        said = ([texts(value)] if name == 'combined_categories' else
                [texts(field(annotator, 'categories')) for annotator in structs(value)])
        emotions = np.zeros((len(said), CATEGORY_COUNT), bool)
        for row, names in zip(emotions, said, strict=True):
            for name in names:
                known = official_name(name)
                if known is None:
                    self.unknown_labels[name] += 1
                else:
                    row[CATEGORY_NAMES.index(known)] = True
        return emotions


def _is_file(path):
    try:
        return path.is_file()
    except OSError:
        return False  # A name that no file can have.


def _levels(value):
    """Return float32 (annotators, 3); what is outside 1..10 is not known."""
    levels = np.array([[number(field(struct, name)) for name in VAD_FIELDS]
                       for struct in structs(value)], np.float32).reshape(-1, 3)
    return np.where((levels >= LEVEL_MIN) & (levels <= LEVEL_MAX), levels, np.float32(math.nan))


def _mean_without_nan(vads):
    known = vads[~np.isnan(vads).any(1)]
    return known.mean(0) if len(known) else np.full(3, np.nan, np.float32)
