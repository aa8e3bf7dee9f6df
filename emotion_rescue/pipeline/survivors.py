"""The list of whom to reach: confirmed people and voices of people unseen, most urgent first.

A first, simple version: a person whose track id changes is listed again.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from enum import IntEnum
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.interfaces import DistressFusion
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.people_book import KEPT_READINGS
from emotion_rescue.pipeline.people_book import PersonRecord

# Detectors see people in single images where none are; hardly ever three times on one track.
CONFIRMED_IMAGES = 3

# Half-overlapping windows of sound hold the same call twice; one window alone may be a noise.
CONFIRMED_WINDOWS = 2

# Somebody who calls pauses to breathe and to listen; after this long it may be somebody else.
SAME_VOICE_S = 15.0

# Whoever is not judged ranks above everybody found to be well (NONE ends at 0.35) and below
# everybody found to be worse.
UNKNOWN_URGENCY = 0.4

# More than an operator can look through; those out of view for longest are dropped.
MOST_LISTED = 200


class SurvivorKind(IntEnum):
    """How somebody was found. The numbers are those of emotion_rescue_msgs/Survivor."""

    SEEN = 0
    HEARD = 1


@dataclass(frozen=True)
class Survivor:
    """Somebody to reach.

    Attributes:
        survivor_id: unique within a run.
        kind: seen, or only heard.
        person_id: track id; '' for a voice.
        distress: the newest judgement.
        first_ns: stamp of the first observation.
        last_ns: stamp of the newest observation.
        in_view: whether this person is in the newest image.
        position_m: in metres in the camera's optical frame, or None.
    """

    survivor_id: str
    kind: SurvivorKind
    person_id: str
    distress: DistressEstimate
    first_ns: int
    last_ns: int
    in_view: bool = False
    position_m: tuple[float, float, float] | None = None

    @property
    def urgency(self) -> float:
        """0..1: the probability of distress; at least UNKNOWN_URGENCY while level is UNKNOWN.

        Somebody who was in severe distress and of whom nothing is known since stays on top.
        """
        probability = self.distress.probability
        if self.distress.level is not DistressLevel.UNKNOWN:
            return probability
        return UNKNOWN_URGENCY if math.isnan(probability) else max(probability, UNKNOWN_URGENCY)


class _UnseenVoice:
    """Windows of sound that are taken for one voice."""

    def __init__(self, number: int, reading: VoiceReading):
        self.number = number
        self.windows = 0
        self.first_ns = reading.stamp_ns
        self.last_ns = reading.end_ns
        self.distress = DistressEstimate()
        self._readings: deque[AttributedVoice] = deque(maxlen=KEPT_READINGS)

    def add(self, reading: VoiceReading):
        self.windows += 1
        self.last_ns = max(self.last_ns, reading.end_ns)
        self._readings.append(AttributedVoice(reading, 1.0))

    def survivor(self, fusion: DistressFusion, now_ns: int) -> Survivor:
        self.distress = fusion.fuse((), self._readings, now_ns, self.distress)
        return Survivor(f'voice-{self.number}', SurvivorKind.HEARD, '', self.distress,
                        self.first_ns, self.last_ns)


class SurvivorList:
    """Collects survivors over a run; nobody who was confirmed is dropped while there is room."""

    def __init__(self, fusion: DistressFusion):
        """Prepare an empty list that judges voices with `fusion`."""
        self._fusion = fusion
        self._seen: dict[str, Survivor] = {}
        self._voices: list[_UnseenVoice] = []
        self._voice_count = 0

    def clear(self) -> None:
        """Forget everybody; numbers of voices are not used again."""
        self._seen.clear()
        self._voices.clear()

    def hear(self, reading: VoiceReading) -> None:
        """Note a voice that was heard while nobody was in view."""
        last = self._voices[-1] if self._voices else None
        if last is None or reading.stamp_ns - last.last_ns > SAME_VOICE_S * NS_PER_S:
            self._voice_count += 1
            last = _UnseenVoice(self._voice_count, reading)
            self._voices = [*self._voices[1 - MOST_LISTED:], last]
        last.add(reading)

    def ranked(self, records: Iterable[PersonRecord], stamp_ns: int) -> tuple[Survivor, ...]:
        """Return the list at the image of `stamp_ns`, most urgent first; ids break ties.

        Args:
            records: everybody remembered, with the judgements of `stamp_ns`.
            stamp_ns: stamp of the newest image.
        """
        self._seen = {key: replace(survivor, in_view=False, position_m=None)
                      for key, survivor in self._seen.items()}
        self._seen.update((record.person.person_id, _seen_survivor(record, stamp_ns))
                          for record in records if record.images >= CONFIRMED_IMAGES)
        newest = sorted(self._seen.values(), key=lambda s: -s.last_ns)[:MOST_LISTED]
        self._seen = {survivor.person_id: survivor for survivor in newest}
        heard = [voice.survivor(self._fusion, stamp_ns) for voice in self._voices
                 if voice.windows >= CONFIRMED_WINDOWS]
        return tuple(sorted([*newest, *heard], key=lambda s: (-s.urgency, s.survivor_id)))


def _seen_survivor(record: PersonRecord, stamp_ns: int) -> Survivor:
    in_view = record.last_ns == stamp_ns
    person = record.person
    return Survivor(
        f'person-{person.person_id}', SurvivorKind.SEEN, person.person_id, record.distress,
        record.first_ns, record.last_ns, in_view,
        # The camera may have moved since: a position holds only for the image it comes from.
        person.position_m if in_view else None)
