"""People of filmed clips, image by image: what the robot's models had said of each until then.

From this, what is published at every image follows for any fusion without asking the models
again; see `published_levels`. Kept as one JSON object a person and line.
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
class Moment:
    """What holds of one person at one image at which something was published of the person.

    Attributes:
        stamp_ns: of the image.
        in_view: whether the robot saw the person in it.
        looks: how many of the looks at the person had been judged by then.
        responsiveness: whether the person reacts, by posture, motion and voices.
        confidence: 0..1 of that.
    """

    stamp_ns: int
    in_view: bool
    looks: int
    responsiveness: Responsiveness = Responsiveness.UNKNOWN
    confidence: float = 0.0


@dataclass(frozen=True)
class KnownReading:
    """One reading, and the first and the last of the moments at which it was remembered."""

    evidence: ReadingEvidence
    first: int
    last: int


@dataclass(frozen=True)
class StateChange:
    """The truth about a change of somebody's state.

    Attributes:
        kind: one of synthesis.dataset.clip_onset.KINDS.
        stamp_ns: from which the state is another.
        situation: until then.
        distress: 0..1, until then.
    """

    kind: str
    stamp_ns: int
    situation: str
    distress: float


@dataclass(frozen=True)
class FollowedPerson:
    """One person of one clip.

    Attributes:
        clip: name of the clip.
        person: number of the person in it.
        situation: what happened to the person; at the end of the clip, as all that follows.
        distress: 0..1, the truth.
        responsive: whether the person could answer a call.
        posture: of the body, such as 'lie_back'.
        motion: how the person moves, such as 'still'.
        voice: kind of what was heard of the person, such as 'speech/fear' or 'silence'.
        constant: whether nobody's state changes in the clip.
        change: of this person's state, or None.
        moments: in the order of time; empty for whom the robot never saw.
        readings: in the order in which they came.
    """

    clip: str
    person: int
    situation: str
    distress: float
    responsive: bool
    posture: str
    motion: str
    voice: str
    constant: bool
    change: StateChange | None = None
    moments: tuple[Moment, ...] = ()
    readings: tuple[KnownReading, ...] = ()

    def known_at(self, number: int) -> list[ReadingEvidence]:
        """Return the readings that were remembered at moment `number`."""
        return [one.evidence for one in self.readings if one.first <= number <= one.last]


def add_followed_people(people: Iterable[FollowedPerson], path: Path) -> None:
    """Append one line a person to `path`, which is made where it is missing."""
    with path.open('a') as file:
        file.write(''.join(f'{followed_person_line(person)}\n' for person in people))


def followed_person_line(person: FollowedPerson) -> str:
    """Return one line of JSON; enumerations by their names, moments as lists of their fields."""
    record = asdict(person)
    record['moments'] = [[m.stamp_ns, m.in_view, m.looks, m.responsiveness.name, m.confidence]
                         for m in person.moments]
    record['readings'] = [{**asdict(one), 'evidence': evidence_record(one.evidence)}
                          for one in person.readings]
    return json.dumps(record)


def read_followed_people(path: Path) -> list[FollowedPerson]:
    """Return the people of a file of lines.

    Raises:
        InputError: the file cannot be read, or a line is none of a followed person.
    """
    people = []
    for number, record in read_json_lines(path):
        try:
            people.append(_person(record))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f'{path}, line {number} is no followed person ({error!r}); remove '
                             'the file and run again: emotion-rescue evaluate reaction'
                             ) from error
    return people


def _person(record: dict[str, Any]) -> FollowedPerson:
    moments = tuple(Moment(stamp_ns, in_view, looks, Responsiveness[state], confidence)
                    for stamp_ns, in_view, looks, state, confidence in record['moments'])
    readings = tuple(KnownReading(evidence_of_record(one['evidence']), one['first'], one['last'])
                     for one in record['readings'])
    change = None if record['change'] is None else StateChange(**record['change'])
    return FollowedPerson(**{**record, 'moments': moments, 'readings': readings,
                             'change': change})
