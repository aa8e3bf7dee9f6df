"""Whether a new track is somebody who is known, a part of somebody, or several in one box."""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Protocol

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.pipeline.appearance import unlike
from emotion_rescue.pipeline.person_places import covered
from emotion_rescue.pipeline.person_places import LastSeen
from emotion_rescue.pipeline.person_places import plausible

# Detectors see people in single images where none are; hardly ever three times on one track.
CONFIRMED_IMAGES = 3
# Longest time out of view after which a new track is joined: with looks known, and without.
JOIN_S, STILL_S = 8.0, 0.5
# How long a box inside another, or over two, has to last to be somebody of its own.
SPLIT_S, MERGE_S = 1.0, 3.0
# Looks of one person are less apart than this four times in five; those of two people in
# different clothes hardly ever are less apart than the other.
_ALIKE, _OTHER = 0.30, 0.42
# Nobody else's look may be less apart from that of the person who is joined.
_DISTINCT = 0.37
# Shares of a box in another.
_INSIDE, _SAME_BOX = 0.7, 0.6
# Others whose clothes are compared, newest first.
_MOST_COMPARED = 24


class Looks(Protocol):
    """Tells how people look, as `appearance` does; None where that is not known."""

    def now(self, person: TrackedPerson) -> np.ndarray | None:
        """Return the look of somebody in this image."""

    def before(self, person_id: str) -> np.ndarray | None:
        """Return the look of somebody who is remembered."""


@dataclass
class NewTrack:
    """A track that may still turn out to be somebody who is known.

    Attributes:
        images: with this track, so far.
        possible: those it may be by place and size; True where so little time has passed, and
            nothing moved, that the look need not be known.
        parent: of whom it may be a part; '' for nobody.
        doubt_ns: stamp until which it has to last to be somebody of its own; 0: it need not.
    """

    images: int = 0
    possible: dict[str, bool] = field(default_factory=dict)
    parent: str = ''
    doubt_ns: int = 0

    @property
    def doubted(self) -> bool:
        """Whether it may be no one of its own; it stays so out of view."""
        return self.doubt_ns > 0


@dataclass(frozen=True)
class Scene:
    """What is known at one image.

    Attributes:
        seen: who is in it, by id of the person.
        last: where everybody who is remembered was last.
        new: the new tracks, by id of the person that each is until it is joined.
        looks: of people.
        stamp_ns: of the image.
    """

    seen: Mapping[str, TrackedPerson]
    last: Mapping[str, LastSeen]
    new: Mapping[str, NewTrack]
    looks: Looks
    stamp_ns: int


def begin_tracks(comers: Mapping[str, LastSeen], old: Mapping[str, LastSeen],
                 seen: Collection[str], before_ns: int | None) -> dict[str, NewTrack]:
    """Return what tracks in their first image may be.

    Args:
        comers: the tracks.
        old: everybody else who is known, as they were before this image.
        seen: who is in this image, by id of the person.
        before_ns: stamp of the image before; None where there was none.
    """
    tracks = {}
    for key, here in comers.items():
        gone = {other: last for other, last in old.items() if other not in seen
                and 0 < here.stamp_ns - last.stamp_ns <= JOIN_S * NS_PER_S}
        fit = plausible(here, list(gone.values()))
        tracks[key] = NewTrack(possible={
            other: bool(fit.still[n]) and here.stamp_ns - last.stamp_ns <= STILL_S * NS_PER_S
            for n, (other, last) in enumerate(gone.items()) if fit.possible[n]})
    near = {other: last for other, last in old.items() if last.stamp_ns == before_ns}
    if near and comers:
        _doubt(tracks, comers, near, seen)
    return tracks


def _doubt(tracks, comers, near, seen):
    """Mark tracks that begin over several people, or within one, who were there just before."""
    others, now_ns = list(near), next(iter(comers.values())).stamp_ns
    boxes, before = (np.array([last.xyxy for last in group.values()])
                     for group in (comers, near))
    over, within = covered(before, boxes).T >= _INSIDE, covered(boxes, before)
    went = np.array([other not in seen for other in others])
    # Where somebody went, one who came is somebody else, and several may be the pieces.
    whole = ~went | ((within >= _INSIDE).sum(axis=0) > 1)
    within = np.where(whole, within, 0.0)
    for n, track in enumerate(tracks.values()):
        parent = int(within[n].argmax())
        if (over[n] & went).sum() > 1:
            track.doubt_ns = now_ns + int(MERGE_S * NS_PER_S)
        elif within[n, parent] >= _INSIDE:
            track.parent = others[parent]
            track.doubt_ns = now_ns + int(SPLIT_S * NS_PER_S)


def known_again(person: str, scene: Scene) -> str:
    """Return whom the new track of `person` is nearly certain to be; '' where nobody."""
    possible = {key: still for key, still in scene.new[person].possible.items()
                if key in scene.last and key not in scene.seen}
    if not possible:
        return ''
    apart = {key: _apart_now(person, key, scene) for key in possible}
    left = [key for key in possible if not apart[key] >= _OTHER]
    if len(left) != 1 or _wanted(left[0], person, scene):
        return ''
    known, = left
    if np.isnan(apart[known]):
        return known if possible[known] else ''
    if apart[known] > _ALIKE:
        return ''
    return known if possible[known] or _distinct(known, person, scene) else ''


def whole_again(person: str, scene: Scene) -> str:
    """Return of whom the new track of `person` was a part and is the whole; '' where of nobody."""
    parent = scene.new[person].parent
    last = scene.last.get(parent)
    if last is None or parent in scene.seen:
        return ''
    seconds = (scene.stamp_ns - last.stamp_ns) / NS_PER_S
    apart = _apart_now(person, parent, scene)
    if seconds > (STILL_S if np.isnan(apart) else SPLIT_S) or apart > _ALIKE:
        return ''
    box, whole = np.array([scene.seen[person].xyxy]), np.array([last.xyxy])
    same = min(covered(box, whole).item(), covered(whole, box).item()) >= _SAME_BOX
    return parent if same else ''


def _apart_now(person, key, scene):
    return unlike(scene.looks.now(scene.seen[person]), scene.looks.before(key))


def _wanted(known, person, scene):
    """Whether another new track may be `known`, too."""
    return any(not _apart_now(other, known, scene) >= _OTHER for other, new in scene.new.items()
               if other != person and other in scene.seen and known in new.possible)


def _distinct(known, person, scene):
    """Whether nobody else who is remembered looks like `known`, and cannot be `known` either."""
    begin_ns = min(scene.last[known].first_ns, scene.stamp_ns - JOIN_S * NS_PER_S)
    others = sorted((key for key, last in scene.last.items()
                     if key not in (known, person) and last.stamp_ns >= begin_ns),
                    key=lambda key: -scene.last[key].stamp_ns)[:_MOST_COMPARED]
    look, looks = scene.looks.before(known), scene.looks
    return not any(
        unlike(look, looks.now(scene.seen[key]) if key in scene.seen else looks.before(key))
        < _DISTINCT for key in others)
