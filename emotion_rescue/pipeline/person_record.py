"""All that is remembered of one person."""

from collections import deque
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property

import numpy as np

from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.new_tracks import CONFIRMED_IMAGES
from emotion_rescue.pipeline.track_spans import gone_on
from emotion_rescue.pipeline.track_spans import seen_again
from emotion_rescue.pipeline.track_spans import TrackSpan
from emotion_rescue.pipeline.track_spans import TrackSpans

# After eight looks a second apart the oldest is worth half at the default half-life; keeping
# more would change the judgement little.
KEPT_READINGS = 8

# Images whose positions are kept: words come seconds after they were said.
_KEPT_PLACES = 150

# Ids of tracks that are told of one person: the first, and the newest.
_KEPT_TRACKS = 32

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
        person: as in the newest image with this person; its id is that of the track.
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
        emotional: the judgement of distress before the next one, by looks, tone and words.
        distress: the same with what posture and motion say, see `graver_level`.
        key: id of the person, whatever the track; '' stands for the id of the first track.
        track_ids: ids of the tracks, oldest first.
        spans: from when to when the person was which track, oldest first.
        doubted: whether this may be part of somebody else, see `person_identity`.
        clearest: the best recent sighting, looked at or not, to know the person again by.
        look: stamp of a view, and `appearance` in it; None where nobody asked.
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
    emotional: DistressEstimate = DistressEstimate()
    distress: DistressEstimate = DistressEstimate()
    key: str = ''
    track_ids: tuple[str, ...] = ()
    spans: TrackSpans = ()
    doubted: bool = False
    clearest: Sighting | None = None
    look: tuple[int, np.ndarray] | None = None

    def __post_init__(self):
        self.key = self.key or self.person.person_id
        self.track_ids = self.track_ids or (self.person.person_id,)
        self.spans = self.spans or (
            TrackSpan(self.person.person_id, self.first_ns, self.last_ns),)

    @property
    def confirmed(self) -> bool:
        """Whether this is somebody to list: seen often enough, and nobody's part."""
        return self.images >= CONFIRMED_IMAGES and not self.doubted

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

    def take_track(self, track_id: str) -> None:
        """Note that a track is this person's."""
        if track_id not in self.track_ids:
            tracks = (*self.track_ids, track_id)
            self.track_ids = tracks[:1] + tracks[1:][1 - _KEPT_TRACKS:]

    def see(self, person: TrackedPerson, stamp_ns: int) -> None:
        """Note the next image with this person, under whichever track."""
        # An image that is told of twice confirms nobody.
        self.images += stamp_ns != self.last_ns or not self.images
        self.person, self.last_ns = person, stamp_ns
        self.take_track(person.person_id)
        self.spans = seen_again(self.spans, person.person_id, stamp_ns)
        self.places.append((stamp_ns, person.position_m))

    def part(self, track_id: str) -> TrackSpans:
        """Give up a track that turned out to be somebody else; return when it was seen."""
        self.track_ids = tuple(t for t in self.track_ids if t != track_id)
        given_up = tuple(span for span in self.spans if span.track_id == track_id)
        self.spans = tuple(span for span in self.spans if span.track_id != track_id)
        return given_up

    def take_over(self, newer: 'PersonRecord') -> None:
        """Go on with what is remembered of a track that turned out to be this person.

        The judgement goes on from before, so that one bad look does not change the level.
        """
        for track_id in newer.track_ids:
            self.take_track(track_id)
        self.spans = gone_on(self.spans, newer.spans)
        self.person, self.last_ns = newer.person, newer.last_ns
        self.images += newer.images
        self.best, self.clearest = newer.best or self.best, newer.clearest or self.clearest
        if newer.looked_ns is not None:
            self.looked_ns, self.looked_at = newer.looked_ns, newer.looked_at
            self.turn = max(self.turn, newer.turn)
        self.sight.extend(newer.sight)
        self.places.extend(newer.places)
        # Both may have been told of the same voice.
        for mine, theirs in ((self.voice, newer.voice), (self.words, newer.words)):
            known = {id(voice.reading) for voice in mine}
            mine.extend(voice for voice in theirs if id(voice.reading) not in known)
