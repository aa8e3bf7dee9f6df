"""Who was seen lately, from where best, and what was read about each person."""

from collections import deque
from dataclasses import replace
import logging

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.person_identity import Identities
from emotion_rescue.pipeline.person_looks import PersonLooks
from emotion_rescue.pipeline.person_record import KEPT_READINGS as KEPT_READINGS
from emotion_rescue.pipeline.person_record import PersonRecord
from emotion_rescue.pipeline.person_record import Sighting
from emotion_rescue.pipeline.track_spans import gone_on
from emotion_rescue.pipeline.voice_shares import voice_shares

_log = logging.getLogger(__name__)

# A better view is worth waiting for only this long: people move on.
BEST_VIEW_S = 1.0

# Each view pins an image of some MB; a scorer that has not come to it by now comes to a newer one.
KEEP_VIEW_S = 10.0

# Everybody remembered is judged at every image; 100 people take 10 ms.
MOST_REMEMBERED = 100

# Images and sound this far apart are of the same time.
_SAME_TIME_NS = NS_PER_S // 3


class PeopleBook:
    """Remembers people until they have been out of sight for long; not locked.

    Who is who is decided by `Identities`: a person outlasts the track.

    Attributes:
        stamp_ns: stamp of the newest image; None before the first.
        doubles: boxes left out, as their image had a surer one of the same track id.
        joined: new tracks that were taken for somebody who is known.
        parted: those of them that turned out to be somebody else: both were in one image.
    """

    def __init__(self, *, forget_s: float):
        """Prepare an empty book that forgets people `forget_s` after their last image."""
        self.stamp_ns: int | None = None
        self.doubles = self.joined = self.parted = 0
        self._identities = Identities()
        self._forget_ns = int(forget_s * NS_PER_S)
        self._records: dict[str, PersonRecord] = {}

    def records(self) -> list[PersonRecord]:
        """Return everybody who is remembered, in the order of their first image."""
        return list(self._records.values())

    def find(self, person_id: str) -> PersonRecord | None:
        """Return what is remembered of one person, by id of the track or the person, or None."""
        return self._records.get(self._identities.person_of(person_id) or person_id)

    def in_view(self, stamp_ns: int) -> list[PersonRecord]:
        """Return whoever is in the image of `stamp_ns`."""
        return [r for r in self._records.values() if r.last_ns == stamp_ns]

    def clear(self, *, again: bool = False) -> None:
        """Forget everybody; ids of people may come again only where a run begins `again`."""
        self._records.clear()
        self._identities.clear(again=again)
        self.stamp_ns = None

    def see(self, people: PeopleInView, open_frame: OpenFrame | None) -> None:
        """Note who is in an image; without `open_frame` nobody can be judged from it."""
        people = self._without_doubles(people)
        self.stamp_ns = people.stamp_ns
        named = self._identities.see(people, PersonLooks(self._records, open_frame))
        for known_as, key in named.joined:
            self._join(known_as, key)
        parted = {track_id: self._part(track_id, key) for track_id, key in named.expelled}
        for person in people.people:
            self._note(named.people[person.person_id], person, people.stamp_ns, open_frame)
        for track_id, spans in parted.items():
            record = self._records[named.people[track_id]]
            record.spans = gone_on(spans, record.spans)
        for key, record in self._records.items():
            record.doubted = key in named.doubted
        self._forget(people.stamp_ns, max(MOST_REMEMBERED, len(people.people)))
        self._let_go_of_views(people.stamp_ns, PersonLooks(self._records, None))

    def read(self, reading: SightReading) -> bool:
        """File what was read; return False where it says nothing or the person is forgotten."""
        record = self.find(reading.person_id)
        # Who had the track id before the tracker began again is somebody else.
        if record is None or not reading.known or reading.stamp_ns < record.first_ns:
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
        if len(remembered) < len(self._records):
            self._records = remembered
            self._identities.keep(remembered)

    def _let_go_of_views(self, now_ns, looks):
        oldest_ns = now_ns - int(KEEP_VIEW_S * NS_PER_S)
        for key, record in self._records.items():
            if record.best is not None and record.best.stamp_ns < oldest_ns:
                record.best = None
            if record.clearest is not None and record.clearest.stamp_ns < oldest_ns:
                # Others who look like that are not told apart for as long as this one is known.
                looks.before(key)
                record.clearest = None

    def _without_doubles(self, people):
        """Leave out all but the surest box of each track id."""
        surest = {}
        for person in people.people:
            other = surest.get(person.person_id)
            if other is None or person.score > other.score:
                surest[person.person_id] = person
        if doubles := len(people.people) - len(surest):
            if not self.doubles:
                _log.warning('the image of stamp %d has %d boxes of track ids that it has '
                             'already; the surest of each counts', people.stamp_ns, doubles)
            self.doubles += doubles
            people = replace(people, people=tuple(surest.values()))
        return people

    def _join(self, known_as, key):
        newer = self._records.pop(known_as, None)
        known = self._records.get(key)
        if newer is None or known is None:
            raise AssertionError(f'{known_as!r} or {key!r} is forgotten and was joined')
        _log.info('%s is %s again, out of view for %.1f s', newer.person.person_id, key,
                  (newer.first_ns - known.last_ns) / NS_PER_S)
        known.take_over(newer)
        self.joined += 1

    def _part(self, track_id, key):
        self.parted += 1
        _log.info('%s is not %s: both are in one image', track_id, key)
        return self._records[key].part(track_id)

    def _note(self, key, person, stamp_ns, open_frame):
        record = self._records.get(key)
        if record is None:
            record = PersonRecord(person, first_ns=stamp_ns, last_ns=stamp_ns, key=key)
            self._records[key] = record
        record.see(person, stamp_ns)
        if open_frame is not None:
            sighting = Sighting(person, stamp_ns, open_frame)
            if _better(sighting, record.best):
                record.best = sighting
            if _better(sighting, record.clearest):
                record.clearest = sighting


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
