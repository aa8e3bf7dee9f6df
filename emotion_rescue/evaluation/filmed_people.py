"""People of filmed clips: what is true of each, and what the robot's models said meanwhile.

Models are slow, and what follows from their answers is tried many times, so the answers are kept:
one JSON object a person and line, see `filmed_person_line`.
"""

from collections.abc import Iterable
from dataclasses import asdict
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.evidence_lines import evidence_of_record
from emotion_rescue.evaluation.evidence_lines import evidence_record
from emotion_rescue.evaluation.json_lines import read_json_lines
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence


@dataclass(frozen=True)
class FilmedPerson:
    """One person of one clip.

    Attributes:
        clip: name of the clip.
        person: number of the person in it.
        people: how many there are in the clip.
        distress: 0..1, the truth.
        responsive: whether the person could answer a call.
        situation: what happened to the person.
        posture: of the body, such as 'lie_back'.
        motion: how the person moves, such as 'still'.
        voice: kind of what was heard of the person, such as 'speech/fear' or 'silence'.
        tracked: whether the robot saw the person at all.
        stamp_ns: of the last image.
        evidence: what the models said until then, of one modality the oldest first.
        responsiveness: what the robot concluded from posture and motion.
        responsiveness_confidence: 0..1 of that.
    """

    clip: str
    person: int
    people: int
    distress: float
    responsive: bool
    situation: str
    posture: str
    motion: str
    voice: str
    tracked: bool
    stamp_ns: int
    evidence: tuple[ReadingEvidence, ...] = ()
    responsiveness: Responsiveness = Responsiveness.UNKNOWN
    responsiveness_confidence: float = 0.0


def filmed_person_line(person: FilmedPerson) -> str:
    """Return one line of JSON; modalities and responsiveness by their names."""
    record = asdict(person)
    record['evidence'] = list(map(evidence_record, person.evidence))
    record['responsiveness'] = person.responsiveness.name
    return json.dumps(record)


def read_filmed_people(path: Path) -> list[FilmedPerson]:
    """Return the people of a file of lines.

    Raises:
        InputError: the file cannot be read, or a line is none of a filmed person.
    """
    people = []
    for number, record in read_json_lines(path):
        try:
            people.append(_person(record))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f'{path}, line {number} is no filmed person ({error!r}); write the '
                             'file anew with: emotion-rescue evaluate distress') from error
    return people


def add_filmed_people(people: Iterable[FilmedPerson], path: Path) -> None:
    """Append one line a person to `path`, which is made where it is missing."""
    with path.open('a') as file:
        file.write(''.join(f'{filmed_person_line(person)}\n' for person in people))


def _person(record: dict[str, Any]) -> FilmedPerson:
    evidence = tuple(map(evidence_of_record, record['evidence']))
    return FilmedPerson(**{**record, 'evidence': evidence,
                           'responsiveness': Responsiveness[record['responsiveness']]})
