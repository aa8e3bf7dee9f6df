"""Who was seen lately, from where best, and what was read about each person."""

from collections import deque
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.voice_shares import voice_shares

# After eight looks a second apart the oldest is worth half at the default half-life; keeping
# more would change the judgement little.
KEPT_READINGS = 8

# A better view is worth waiting for only this long: people move on.
BEST_VIEW_S = 1.0

# Each view pins an image of some MB; a scorer that has not come to it by now comes to a newer one.
KEEP_VIEW_S = 10.0

# Everybody remembered is judged at every image; 100 people take 10 ms.
MOST_REMEMBERED = 100

# Images and sound this far apart are of the same time.
_SAME_TIME_NS = NS_PER_S // 3

# Images whose positions are kept: words come seconds after they were said.
_KEPT_PLACES = 150


# Metres in the camera's optical frame, or None.
Place = tuple[float, float, float] | None


@dataclass(frozen=True)
class Sighting:
    """One person in one image that can be opened."""

    person: TrackedPerson
    stamp_ns: int
    open_frame: OpenFrame

    @cached_property
    def worth(self) -> float:
        """How well the person can be judged from here; only the order matters."""
        return self.person.area_px * self.person.score


@dataclass(eq=False)
class PersonRecord:
    """All that is remembered of one person.

    Attributes:
        person: as in the newest image with this person.
        first_ns: stamp of the first image with this person.
        last_ns: stamp of the newest image with this person.
        images: number of images with this person.
        best: the best recent sighting since the last look; None where there is none.
        looked_ns: stamp at which a scorer was last asked, even in vain; None before the first.
        turn: number of the batch in which that was, counted from 1; 0 before the first.
        looked_at: the person as in the view that was looked at then; None before the first.
        sight: readings of this person, oldest first.
        voice: tones of voice that may be this person's, oldest first.
        words: judged words that may be this person's, oldest first; apart, as tones come every
            second and would push them out.
        places: (stamp, position or None) of the newest images, oldest first.
        distress: the judgement before the next one.
    """

    person: TrackedPerson
    first_ns: int
    last_ns: int
    images: int = 0
    best: Sighting | None = None
    looked_ns: int | None = None
    turn: int = 0
    looked_at: TrackedPerson | None = None
    sight: deque[SightReading] = field(default_factory=lambda: deque(maxlen=KEPT_READINGS))
    voice: deque[AttributedVoice] = field(default_factory=lambda: deque(maxlen=KEPT_READINGS))
    words: deque[AttributedVoice] = field(default_factory=lambda: deque(maxlen=KEPT_READINGS))
    places: deque[tuple[int, Place]] = field(default_factory=lambda: deque(maxlen=_KEPT_PLACES))
    distress: DistressEstimate = DistressEstimate()

    @property
    def heard(self) -> list[AttributedVoice]:
        """All voices that may be this person's, tones first."""
        return [*self.voice, *self.words]

    def take_best(self, now_ns: int) -> Sighting | None:
        """Return the best sighting for a look at `now_ns`, after which only newer ones count."""
        sighting, self.best, self.looked_ns = self.best, None, now_ns
        return sighting

    def assessment(self, stamp_ns: int) -> PersonAssessment:
        """Return what is known at the image of `stamp_ns`."""
        person_id, in_view = self.person.person_id, self.last_ns == stamp_ns
        # The camera may have moved since: a position holds only for the image it comes from.
        position_m = self.person.position_m if in_view else None
        if not self.sight:
            return PersonAssessment(person_id, in_view, distress=self.distress,
                                    position_m=position_m)
        newest = self.sight[-1]
        return PersonAssessment(person_id, in_view, newest.stamp_ns, newest.emotions,
                                newest.vad, self.distress, position_m)


class PeopleBook:
    """Remembers people by track id until they have been out of sight for long; not locked.

    Attributes:
        stamp_ns: stamp of the newest image; None before the first.
    """

    def __init__(self, *, forget_s: float):
        """Prepare an empty book that forgets people `forget_s` after their last image."""
        self.stamp_ns: int | None = None
        self._forget_ns = int(forget_s * NS_PER_S)
        self._records: dict[str, PersonRecord] = {}

    def records(self) -> list[PersonRecord]:
        """Return everybody who is remembered, in the order of their first image."""
        return list(self._records.values())

    def find(self, person_id: str) -> PersonRecord | None:
        """Return what is remembered of one person, or None."""
        return self._records.get(person_id)

    def in_view(self, stamp_ns: int) -> list[PersonRecord]:
        """Return whoever is in the image of `stamp_ns`."""
        return [r for r in self._records.values() if r.last_ns == stamp_ns]

    def clear(self) -> None:
        """Forget everybody."""
        self._records.clear()
        self.stamp_ns = None

    def see(self, people: PeopleInView, open_frame: OpenFrame | None) -> None:
        """Note who is in an image; without `open_frame` nobody can be judged from it."""
        self.stamp_ns = people.stamp_ns
        for person in people.people:
            self._note(person, people.stamp_ns, open_frame)
        self._forget(people.stamp_ns, max(MOST_REMEMBERED, len(people.people)))
        self._let_go_of_views(people.stamp_ns)

    def read(self, reading: SightReading) -> bool:
        """File what was read; return False where it says nothing or the person is forgotten."""
        record = self._records.get(reading.person_id)
        if record is None or not reading.known:
            return False
        record.sight.append(reading)
        return True

    def hear(self, reading: VoiceReading) -> float:
        """Attribute a voice to everybody who was in view meanwhile, by where it comes from.

        Returns:
            The chance 0..1 that it is the voice of somebody unseen.
        """
        owners = [r for r in self._records.values()
                  if r.first_ns <= reading.end_ns and r.last_ns >= reading.stamp_ns]
        shares, unseen = voice_shares(reading, [_place_during(r, reading) for r in owners])
        for record, share in zip(owners, shares, strict=True):
            file_voice(AttributedVoice(reading, share), record.voice, record.words)
        return unseen

    def _forget(self, now_ns, most):
        oldest_ns = now_ns - self._forget_ns
        remembered = self._records
        if any(record.last_ns < oldest_ns for record in remembered.values()):
            remembered = {key: record for key, record in remembered.items()
                          if record.last_ns >= oldest_ns}
        if len(remembered) > most:
            longest_gone = sorted(remembered, key=lambda key: remembered[key].last_ns)
            left_out = set(longest_gone[:len(remembered) - most])
            remembered = {key: record for key, record in remembered.items()
                          if key not in left_out}
        self._records = remembered

    def _let_go_of_views(self, now_ns):
        oldest_ns = now_ns - int(KEEP_VIEW_S * NS_PER_S)
        for record in self._records.values():
            if record.best is not None and record.best.stamp_ns < oldest_ns:
                record.best = None

    def _note(self, person, stamp_ns, open_frame):
        record = self._records.get(person.person_id)
        if record is None:
            record = PersonRecord(person, first_ns=stamp_ns, last_ns=stamp_ns)
            self._records[person.person_id] = record
        record.person = person
        record.last_ns = stamp_ns
        record.images += 1
        record.places.append((stamp_ns, person.position_m))
        if open_frame is not None:
            sighting = Sighting(person, stamp_ns, open_frame)
            if _better(sighting, record.best):
                record.best = sighting


def _place_during(record: PersonRecord, reading: VoiceReading):
    """Return where somebody was while a voice was heard; None where that is not known.

    A position holds for its image only, as the camera may have moved since.
    """
    begin_ns, end_ns = reading.stamp_ns - _SAME_TIME_NS, reading.end_ns + _SAME_TIME_NS
    during = [(abs(stamp_ns - reading.end_ns), place) for stamp_ns, place in record.places
              if begin_ns <= stamp_ns <= end_ns]
    return min(during, key=lambda near: near[0])[1] if during else None


def file_voice(voice: AttributedVoice, tones: deque[AttributedVoice],
               words: deque[AttributedVoice]) -> None:
    """Put a voice where it belongs; words that nobody judged are no evidence."""
    if voice.reading.words is not None:
        words.append(voice)
    elif not voice.reading.transcript.text:
        tones.append(voice)


def _better(new: Sighting, old: Sighting | None) -> bool:
    if old is None or new.stamp_ns - old.stamp_ns > BEST_VIEW_S * NS_PER_S:
        return True
    return new.worth >= old.worth
