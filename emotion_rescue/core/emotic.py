"""What EMOTIC's Annotations.mat holds, as values: images, people, and what annotators said.

The layout is that of the data set's authors (github.com/rkosti/emotic): struct arrays `train`,
`val` and `test` with one element an image. Names and order of the fields below are those of the
file, because readers in use walk it by position.
"""

from dataclasses import dataclass
from dataclasses import field
import math

SPLITS: tuple[str, ...] = ('train', 'val', 'test')
IMAGE_FIELDS: tuple[str, ...] = (
    'filename', 'folder', 'image_size', 'original_database', 'person')
SIZE_FIELDS: tuple[str, ...] = ('n_col', 'n_row')
DATABASE_FIELDS: tuple[str, ...] = ('name', 'info')
CATEGORY_FIELDS: tuple[str, ...] = ('categories',)
VAD_FIELDS: tuple[str, ...] = ('valence', 'arousal', 'dominance')
# One annotator a person in train, several in val and test, whose answers are combined there.
TRAIN_PERSON_FIELDS: tuple[str, ...] = (
    'body_bbox', 'annotations_categories', 'annotations_continuous', 'gender', 'age')
PERSON_FIELDS: tuple[str, ...] = (
    'body_bbox', 'annotations_categories', 'combined_categories', 'annotations_continuous',
    'combined_continuous', 'gender', 'age')

GENDERS: tuple[str, ...] = ('Male', 'Female')
AGES: tuple[str, ...] = ('Kid', 'Teenager', 'Adult')
UNKNOWN_LEVELS = (math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Annotation:
    """What one annotator said of one person.

    Attributes:
        emotions: names of EMOTIC's categories.
        vad: valence, arousal, dominance, each 1..10, or NaN where not given.
    """

    emotions: tuple[str, ...]
    vad: tuple[float, float, float] = UNKNOWN_LEVELS


@dataclass(frozen=True)
class AnnotatedPerson:
    """One person of one image.

    Attributes:
        xyxy: left, top, right, bottom in pixels, as annotated.
        annotations: one of each annotator, in the order of the file.
        gender: one of GENDERS.
        age: one of AGES.
    """

    xyxy: tuple[float, float, float, float]
    annotations: tuple[Annotation, ...]
    gender: str
    age: str


@dataclass(frozen=True)
class AnnotatedImage:
    """One image.

    Attributes:
        filename: without folder.
        folder: below the root of the images, as 'mscoco/images'.
        size_px: width and height.
        people: who is annotated in it.
        database: name of the data set that the image comes from.
        info: what that data set knows of the image: name -> text or number.
    """

    filename: str
    folder: str
    size_px: tuple[int, int]
    people: tuple[AnnotatedPerson, ...]
    database: str = ''
    info: dict[str, str | float] = field(default_factory=dict)
