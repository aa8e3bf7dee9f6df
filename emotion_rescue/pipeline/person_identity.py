"""Who is who over a run: ids of people that outlast the ids of tracks.

A track that is new may be somebody who went out of view a moment ago. It is joined to them only
where that is nearly certain, because a false join hides a survivor, and a false split only lists
one twice:

- place and size fit (`person_places`), and either no more than STILL_S passed and nothing moved,
  or no more than JOIN_S passed and the clothes look alike (`appearance`);
- nobody else out of view may be that track, and no other new track may be that person;
- after more than STILL_S, nobody else wears the like who is remembered, and was about while the
  person was, or within JOIN_S. (Else it may be the person, who was listed twice before.)

It is decided once, at the third image of a track, before it counts as confirmed. What is learned
later corrects it: if the earlier track of a person and a joined one are in one image, these are
two people.

A new box that lies inside somebody's box may be part of that person, and one that covers two who
went out of view may be both of them: such a track is in doubt, and is not taken for one more
survivor, until it has lasted for SPLIT_S or MERGE_S. Whoever is hidden stays who they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.appearance import unlike
from emotion_rescue.pipeline.new_tracks import begin_tracks
from emotion_rescue.pipeline.new_tracks import CONFIRMED_IMAGES
from emotion_rescue.pipeline.new_tracks import known_again
from emotion_rescue.pipeline.new_tracks import Looks
from emotion_rescue.pipeline.new_tracks import NewTrack
from emotion_rescue.pipeline.new_tracks import Scene
from emotion_rescue.pipeline.new_tracks import whole_again
from emotion_rescue.pipeline.person_places import common_step
from emotion_rescue.pipeline.person_places import last_seen
from emotion_rescue.pipeline.person_places import LastSeen
from emotion_rescue.pipeline.person_places import plausible

# A track id that comes back after this is somebody else where place, size and looks say so.
_RETURN_S, _QUITE_OTHER = 3.0, 0.6


@dataclass(frozen=True)
class Named:
    """Who is in an image.

    Attributes:
        people: track id -> id of the person.
        joined: (id of the person as whom the track was known so far, id of whom it is).
        expelled: (track id, id of the person whom it was joined to and is not).
        doubted: people who may be part of others.
    """

    people: dict[str, str]
    joined: tuple[tuple[str, str], ...] = ()
    expelled: tuple[tuple[str, str], ...] = ()
    doubted: frozenset[str] = frozenset()


class Identities:
    """Gives tracks the ids of people; not locked.

    The id of a person is that of the first track; a track id that somebody else had before gets
    an ending, as in `7~2`.
    """

    def __init__(self):
        """Know nobody."""
        self._used: dict[str, int] = {}
        self.clear()

    def clear(self, *, again: bool = False) -> None:
        """Forget everybody; ids may be used again only where a run begins `again`."""
        self._person: dict[str, str] = {}
        self._tracks: dict[str, list[str]] = {}
        self._last: dict[str, LastSeen] = {}
        self._new: dict[str, NewTrack] = {}
        self._stamp_ns: int | None = None
        self._drift = (0.0, 0.0)
        if again:
            self._used.clear()

    def person_of(self, track_id: str) -> str:
        """Return the id of the person of a track; '' for an unknown one."""
        return self._person.get(track_id, '')

    def keep(self, people: Iterable[str]) -> None:
        """Forget everybody but `people`."""
        kept = set(people)
        for person in self._last.keys() - kept:
            self._drop(person)

    def see(self, people: PeopleInView, looks: Looks) -> Named:
        """Return who is in an image; no track is named twice, no person is two tracks."""
        stamp_ns, present = people.stamp_ns, {p.person_id: p for p in people.people}
        self._part_with_reused(present, stamp_ns, looks)
        expelled = self._expel(present)
        self._follow_camera(present)
        new = [track for track in present if track not in self._person]
        seen = {self._person.get(t) or self._begin(t): p for t, p in present.items()}
        before = {person: self._last.get(person) for person in seen}
        for person, tracked in seen.items():
            self._last[person] = last_seen(tracked, stamp_ns, self._drift, before[person])
        comers = {self._person[track]: self._last[self._person[track]] for track in new}
        if comers:
            old = {key: last for key, last in {**self._last, **before}.items()
                   if last is not None and key not in self._new and key not in comers}
            self._new.update(begin_tracks(comers, old, seen, self._stamp_ns))
        joined = self._settle(seen, stamp_ns, looks)
        self._stamp_ns = stamp_ns
        return Named({track: self._person[track] for track in present}, joined, expelled,
                     frozenset(p for p, new in self._new.items() if new.doubted))

    def _begin(self, track):
        person, count = track, self._used.get(track, 0)
        while person in self._used:
            count += 1
            person = f'{track}~{count}'
        self._used[track] = max(count, 1)
        self._used.setdefault(person, 1)
        self._bind(track, person)
        return person

    def _bind(self, track, person):
        self._person[track] = person
        self._tracks.setdefault(person, []).append(track)

    def _drop(self, person):
        self._last.pop(person, None)
        self._new.pop(person, None)
        for track in self._tracks.pop(person, ()):
            if self._person.get(track) == person:
                del self._person[track]

    def _expel(self, present):
        """Part with tracks that were joined to somebody who is in this image besides."""
        holders: dict[str, list[str]] = {}
        for track in present:
            if track in self._person:
                holders.setdefault(self._person[track], []).append(track)
        expelled = []
        for person, tracks in holders.items():
            for track in sorted(tracks, key=self._tracks[person].index)[1:]:
                self._tracks[person].remove(track)
                del self._person[track]
                expelled.append((track, person))
        return tuple(expelled)

    def _part_with_reused(self, present, stamp_ns, looks):
        """Part with tracks that are somebody else's by now: the tracker began again."""
        for track, tracked in present.items():
            last = self._last.get(self._person.get(track, ''))
            if last is None or stamp_ns - last.stamp_ns < _RETURN_S * NS_PER_S:
                continue
            new = last_seen(tracked, stamp_ns, self._drift, None)
            fit = plausible(new, [last])
            if fit.far[0] or (not fit.possible[0] and unlike(
                    looks.now(tracked), looks.before(self._person[track])) > _QUITE_OTHER):
                self._tracks[self._person.pop(track)].remove(track)

    def _follow_camera(self, present):
        steps = [((p.xyxy[0] + p.xyxy[2]) / 2 - last.x_px, (p.xyxy[1] + p.xyxy[3]) / 2 - last.y_px)
                 for track, p in present.items()
                 if (last := self._last.get(self._person.get(track, ''))) is not None
                 and last.stamp_ns == self._stamp_ns]
        step = common_step([s for s in steps if np.isfinite(s).all()])
        self._drift = self._drift[0] + step[0], self._drift[1] + step[1]

    def _settle(self, seen, stamp_ns, looks):
        """Join the tracks whose time to decide has come."""
        scene = Scene(seen, self._last, self._new, looks, stamp_ns)
        joins = []
        for person in seen:
            new = self._new.get(person)
            if new is None:
                continue
            # An image that is told of twice decides nothing.
            new.images += stamp_ns != self._stamp_ns
            if new.images == CONFIRMED_IMAGES:
                joins.append((person, known_again(person, scene)))
            elif new.images > CONFIRMED_IMAGES and new.doubt_ns <= stamp_ns:
                joins.append((person, whole_again(person, scene)))
        joined = []
        for person, known in joins:
            if known and known not in (other for _, other in joined):
                joined.append((person, known))
                self._join(person, known)
            elif self._new[person].doubt_ns <= stamp_ns:
                del self._new[person]
        return tuple(joined)

    def _join(self, person, known):
        for track in self._tracks[person]:
            self._bind(track, known)
        self._last[known] = replace(self._last[person], first_ns=self._last[known].first_ns)
        self._drop(person)
        # Nobody has seen that id in a list: it is free should the two be parted again.
        del self._used[person]
