"""The list of whom to reach: confirmed people and voices of people unseen, most urgent first.

Who is who is decided in `person_identity`; a person whose track changes stays one survivor where
that is nearly certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from enum import IntEnum
import logging
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.interfaces import DistressFusion
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.operator_contradictions import contradiction
from emotion_rescue.pipeline.operator_judgements import judged_urgency
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord
from emotion_rescue.pipeline.operator_judgements import SILENT
from emotion_rescue.pipeline.operator_judgements import what_counts
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.unseen_voices import UnseenVoices

_log = logging.getLogger(__name__)

# More than an operator can look through; the least urgent are dropped.
MOST_LISTED = 200


class SurvivorKind(IntEnum):
    """How somebody was found. The numbers are those of emotion_rescue_msgs/Survivor."""

    SEEN = 0
    HEARD = 1


@dataclass(frozen=True)
class Survivor:
    """Somebody to reach.

    Attributes:
        survivor_id: unique within a run; of somebody seen it outlasts the track.
        kind: seen, or only heard.
        person_id: newest track id; '' for a voice.
        distress: the newest judgement of the models.
        first_ns: stamp of the first observation.
        last_ns: stamp of the newest observation.
        in_view: whether this person is in the newest image.
        position_m: at `last_ns`, in metres in the camera's optical frame of then, or None.
        position_std_m: standard deviations of that in metres, or None where unknown.
        bearing_rad: of a voice, at `last_ns`, about the z axis of the microphones' frame, 0 ahead,
            positive to the left; NaN where unknown.
        bearing_std_rad: standard deviation of that; NaN where unknown.
        operator: what an operator has said.
        track_ids: ids of all tracks of somebody seen, oldest first; empty for a voice.
    """

    survivor_id: str
    kind: SurvivorKind
    person_id: str
    distress: DistressEstimate
    first_ns: int
    last_ns: int
    in_view: bool = False
    position_m: tuple[float, float, float] | None = None
    bearing_rad: float = math.nan
    bearing_std_rad: float = math.nan
    position_std_m: tuple[float, float, float] | None = None
    operator: OperatorWord = SILENT
    track_ids: tuple[str, ...] = ()

    @property
    def urgency(self) -> float:
        """0..1 by what counts, see `pipeline.urgency`; 0 for somebody dismissed."""
        return judged_urgency(self.distress, self.operator)

    @property
    def level(self) -> DistressLevel:
        """What counts: the operator's word where there is one, else the models'."""
        return what_counts(self.distress, self.operator)[0]

    @property
    def responsiveness(self) -> Responsiveness:
        """What counts, likewise."""
        return what_counts(self.distress, self.operator)[1]

    @property
    def dismissed(self) -> bool:
        """Whether an operator has said that there is nobody to reach."""
        return self.operator.state is OperatorState.DISMISSED

    @property
    def contradiction(self) -> str:
        """'' or one sentence on how the models contradict the operator."""
        return contradiction(self.distress, self.operator)


def by_urgency(survivors: Iterable[Survivor]) -> list[Survivor]:
    """Return them with the most urgent first and the dismissed last; ids break ties."""
    return sorted(survivors, key=lambda s: (s.dismissed, -s.urgency, s.survivor_id))


def forgotten(survivor: Survivor, passed_s: float) -> Survivor:
    """Return somebody of whom no reading is left, `passed_s` after the list before."""
    distress = survivor.distress
    evidence = tuple(replace(e, age_s=e.age_s + passed_s) for e in distress.evidence)
    return replace(survivor, in_view=False, distress=replace(
        distress, level=DistressLevel.UNKNOWN, confidence=0.0, evidence=evidence))


class SurvivorList:
    """Collects survivors over a run; nobody who was confirmed is dropped while there is room.

    Attributes:
        dropped: times that somebody confirmed did not get into the list, because it was full.
    """

    def __init__(self, fusion: DistressFusion):
        """Prepare an empty list that judges voices with `fusion`."""
        self.dropped = 0
        self._fusion = fusion
        self._listed: dict[str, Survivor] = {}
        self._listed_ns = 0
        self._left_out: set[str] = set()
        self._say_from = 1
        self._voices = UnseenVoices()

    def clear(self) -> None:
        """Forget everybody; numbers of voices are not used again."""
        self._listed.clear()
        self._voices.end()

    def end_voice(self) -> None:
        """Take what is heard from now on for other voices."""
        self._keep(self._voices.end())

    def hear(self, reading: VoiceReading, share: float) -> None:
        """Note a voice whose owner is unseen with the chance `share`, 0..1."""
        self._keep(self._voices.hear(reading, share))

    def ranked(self, records: Iterable[PersonRecord], stamp_ns: int) -> tuple[Survivor, ...]:
        """Return the list at the image of `stamp_ns`, most urgent first; ids break ties.

        Args:
            records: everybody remembered, with the judgements of `stamp_ns`.
            stamp_ns: stamp of the newest image.
        """
        passed_s = max(0, stamp_ns - self._listed_ns) / NS_PER_S
        known = {s.survivor_id: s for s in self._known(records, stamp_ns)}
        gone = {key: forgotten(survivor, passed_s)
                for key, survivor in self._listed.items() if key not in known}
        ranked = by_urgency([*known.values(), *gone.values()])
        listed = ranked[:MOST_LISTED]
        self._count_left_out(ranked[MOST_LISTED:])
        self._listed, self._listed_ns = {s.survivor_id: s for s in listed}, stamp_ns
        return tuple(listed)

    def _known(self, records, stamp_ns):
        for record in records:
            if record.confirmed:
                yield _seen_survivor(record, stamp_ns)
        for voice in self._voices.confirmed():
            yield self._heard_survivor(voice, stamp_ns)

    def _keep(self, ended):
        """List voices that nothing more will come from."""
        for voice in ended:
            survivor = self._heard_survivor(voice, voice.last_ns)
            self._listed.setdefault(survivor.survivor_id, survivor)

    def _heard_survivor(self, voice, stamp_ns):
        voice.distress = self._fusion.fuse((), voice.readings, stamp_ns, voice.distress)
        bearing_rad, std_rad = voice.bearing_rad
        return Survivor(f'voice-{voice.number}', SurvivorKind.HEARD, '', voice.distress,
                        voice.first_ns, voice.last_ns, bearing_rad=bearing_rad,
                        bearing_std_rad=std_rad)

    def _count_left_out(self, survivors):
        before, self._left_out = self._left_out, {s.survivor_id for s in survivors}
        if new := self._left_out - before:
            self.dropped += len(new)
            # The count is in the diagnostics; the log says it each time that it has doubled.
            if self.dropped >= self._say_from:
                self._say_from = 2 * self.dropped
                _log.warning('the list of survivors is full with %d; %d of the least urgent did '
                             'not get in so far', MOST_LISTED, self.dropped)


def _seen_survivor(record: PersonRecord, stamp_ns: int) -> Survivor:
    person = record.person
    return Survivor(
        f'person-{record.key}', SurvivorKind.SEEN, person.person_id, record.distress,
        record.first_ns, record.last_ns, record.last_ns == stamp_ns, person.position_m,
        position_std_m=person.position_std_m, track_ids=record.track_ids)
