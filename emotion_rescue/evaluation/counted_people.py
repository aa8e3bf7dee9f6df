"""Labelled pictures for measuring a people detector, and who of their people it must find.

Nobody can be blamed for missing who is a few pixels tall, mostly hidden or lost in the dark, and
nobody for finding them. As in COCO's protocol (Lin et al., "Microsoft COCO", ECCV 2014) such
people are ignored: missing them is no miss, and a claim on one of them is no false person. COCO
treats crowds so; of a single ignored person it would forgive one claim only, of half overlap.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.people_listing import read_picture


def _nobody():
    return np.zeros((0, 4), np.float32)


@dataclass(frozen=True)
class CountLimits:
    """Who counts: people who reach all of these.

    Raises InputError for a limit that is out of range.

    Attributes:
        min_height_px: height of the box of the visible part.
        min_visible: visible area over the area with nothing before the person, 0..1.
        min_luminance: mean Rec. 601 luma of the visible pixels, 0..255.
    """

    min_height_px: float = 80.0
    min_visible: float = 0.5
    min_luminance: float = 25.0

    def __post_init__(self):
        for name, most in (('min_height_px', math.inf), ('min_visible', 1.0),
                           ('min_luminance', 255.0)):
            value = getattr(self, name)
            if not 0.0 <= value <= most:
                raise InputError(f'{name} is {value:g}, but must be 0 to {most:g}')

    def counts(self, person: dict) -> bool:
        """Return whether a person counts; `person` is a record of people.jsonl.

        A record without `visible_fraction` or `luminance` is not judged by it.
        """
        return (person['xyxy'][3] - person['xyxy'][1] >= self.min_height_px
                and person.get('visible_fraction', 1.0) >= self.min_visible
                and person.get('luminance', 255.0) >= self.min_luminance)


EVERYBODY = CountLimits(0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class TruePeople:
    """The people of one picture: left, top, right, bottom in pixels, float32 (n, 4) each.

    Attributes:
        xyxy: who counts.
        ignored_xyxy: who does not.
    """

    xyxy: np.ndarray = field(default_factory=_nobody)
    ignored_xyxy: np.ndarray = field(default_factory=_nobody)


def labelled_pictures(folder: Path, records: Iterable[dict], limits: CountLimits = CountLimits()
                      ) -> Iterator[tuple[np.ndarray, TruePeople]]:
    """Yield the picture, uint8 BGR, and the people of each record.

    Args:
        folder: of one split.
        records: of its pictures, from `read_records`.
        limits: who counts.

    Raises:
        InputError: a picture is missing, or somebody's box is.
    """
    for record in records:
        try:
            truth = true_people(record['people'], limits)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise InputError(f'{folder}/people.jsonl, {record["image"]}: somebody has no box as '
                             f'emotion-rescue synth images writes it ({error!r})') from error
        yield read_picture(folder, record['image']), truth


def true_people(people: list[dict], limits: CountLimits) -> TruePeople:
    """Sort the records of one picture's people into those who count and those who do not."""
    counted = [person['xyxy'] for person in people if limits.counts(person)]
    ignored = [person['xyxy'] for person in people if not limits.counts(person)]
    return TruePeople(*(np.array(boxes, np.float32).reshape(-1, 4)
                        for boxes in (counted, ignored)))
