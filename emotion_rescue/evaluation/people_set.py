"""The people of one split of a picture set, in the shape that the label checks compute with."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.people_listing import read_records
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT


@dataclass(frozen=True, eq=False)
class PeopleSet:
    """n people of one split, in the order of the listing.

    Attributes:
        folder: of the split.
        people: record of each person, as in people.jsonl.
        pictures: record of the picture each is in.
        picture: int (n,), number of that picture.
        truth: their labels.
    """

    folder: Path
    people: tuple[dict, ...]
    pictures: tuple[dict, ...]
    picture: np.ndarray
    truth: AffectAnswers

    def __len__(self):
        return len(self.people)

    @property
    def distressed(self) -> np.ndarray:
        """Whether each is in distress, bool (n,)."""
        return self.truth.distress >= DISTRESS_PRESENT

    @property
    def person(self) -> np.ndarray:
        """Who each is, int (n,): the same body is the same person."""
        return np.array([person['body_seed'] for person in self.people], int)


def read_people(folder: Path) -> PeopleSet:
    """Return the people of the split in `folder`, of which there must be some.

    Raises:
        InputError: there is no people.jsonl, nobody is in it, or it is of another kind.
    """
    try:
        found = people_of(read_records(folder), folder)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f'somebody in {folder}/people.jsonl is not as emotion-rescue synth '
                         f'images writes people ({error!r}); make the set anew') from error
    if not len(found):
        raise InputError(f'nobody is in any picture of {folder}; make more pictures with '
                         'emotion-rescue synth images --count')
    return found


def people_of(records: list[dict], folder: Path = Path()) -> PeopleSet:
    """Return the people of all `records`, which are lines of people.jsonl in `folder`."""
    where = [i for i, record in enumerate(records) for _ in record['people']]
    people = [person for record in records for person in record['people']]
    emotions = np.zeros((len(people), len(CATEGORY_INDEX)), bool)
    for i, person in enumerate(people):
        emotions[i, [CATEGORY_INDEX[name] for name in person['emotions']]] = True
    truth = AffectAnswers(
        emotions, np.array([person['vad'] for person in people], float).reshape(-1, 3),
        np.array([person['distress'] for person in people], float))
    return PeopleSet(Path(folder), tuple(people), tuple(records[i] for i in where),
                     np.array(where, int), truth)
