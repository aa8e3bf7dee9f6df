"""A person's turn to be looked at, which is given back where there was no time for it."""

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass

from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.people_book import Sighting


@dataclass(frozen=True, eq=False)
class Look:
    """One person's turn.

    Attributes:
        record: of the person.
        sighting: what to look at.
        looked_ns: when a scorer was asked about the person before.
        turn: number of the batch in which that was.
        looked_at: the person as in the view of then.
    """

    record: PersonRecord
    sighting: Sighting
    looked_ns: int | None
    turn: int
    looked_at: TrackedPerson | None


def take_look(record: PersonRecord, now_ns: int, turn: int) -> Look:
    """Return the turn at `now_ns` of somebody who has a view to judge.

    Args:
        record: of the person.
        now_ns: stamp of the newest image.
        turn: number of the batch, as `scheduler.next_turn` tells.
    """
    before = record.looked_ns, record.turn, record.looked_at
    sighting = record.take_best(now_ns)
    record.turn, record.looked_at = turn, sighting.person
    return Look(record, sighting, *before)


def give_back(looks: Collection[Look], readings: Sequence[SightReading]) -> None:
    """Let those whose view was not judged have their turn again, as if it had not come.

    Where nobody at all was judged, the turn counts: else it would never end.
    """
    left = {reading.person_id for reading in readings if not reading.judged}
    if len(left) == len(readings):
        return
    for look in looks:
        if look.sighting.person.person_id in left:
            look.record.looked_ns, look.record.turn = look.looked_ns, look.turn
            look.record.looked_at = look.looked_at
            look.record.best = look.record.best or look.sighting  # a newer one is as good
