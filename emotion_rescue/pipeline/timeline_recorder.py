"""Notes what an engine concludes about everybody, image by image."""

from collections import defaultdict
from collections.abc import Sequence
import logging
import math

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import evidence_of
from emotion_rescue.pipeline.timeline import JudgedView
from emotion_rescue.pipeline.timeline import Moment
from emotion_rescue.pipeline.timeline import Said
from emotion_rescue.pipeline.timeline import Timeline

_log = logging.getLogger(__name__)


class TimelineRecorder:
    """Takes what the engine knows after each image; feed `on_voice` to the engine."""

    def __init__(self):
        """Prepare an empty record."""
        self._begin_ns: int | None = None
        self._newest_ns = 0
        self._utterances: list[VoiceReading] = []
        self._moments: dict[str, list[Moment]] = defaultdict(list)
        # Readings by identity, each kept, so that no identity is used twice.
        self._known: dict[str, dict[int, object]] = defaultdict(dict)

    def on_voice(self, reading: VoiceReading) -> None:
        """Note what was said, by whomever."""
        if reading.transcript.text:
            self._utterances.append(reading)

    def note(self, people: PeopleInView, engine: DistressEngine) -> None:
        """Note what is known at an image, the newest that the engine was given."""
        stamp_ns = people.stamp_ns
        if self._begin_ns is not None and stamp_ns <= self._newest_ns:
            # The engine has skipped it, or begun anew: what was before is not of this time.
            _log.warning('the image of stamp %d ns comes after that of %d ns and is left out of '
                         'the timeline', stamp_ns, self._newest_ns)
            return
        self._begin_ns = stamp_ns if self._begin_ns is None else self._begin_ns
        self._newest_ns = stamp_ns
        remembered = engine.assessments(stamp_ns)
        self._forget(set(self._moments) - {one.person_id for one in remembered})
        for known in remembered:
            fresh = self._fresh(known.person_id, engine.readings(known.person_id))
            self._moments[known.person_id].append(
                Moment(stamp_ns, known.in_view, known.distress, fresh))

    @property
    def begin_ns(self) -> int:
        """Stamp of the first image; 0 before it."""
        return self._begin_ns or 0

    @property
    def people(self) -> dict[str, tuple[Moment, ...]]:
        """Track id -> moments of everybody who was ever seen, in the order of their first."""
        return {person_id: tuple(moments) for person_id, moments in self._moments.items()}

    def timeline(self, person_id: str, views: Sequence[JudgedView] = ()) -> Timeline:
        """Return everything about one person; nothing of strangers."""
        moments = tuple(self._moments.get(person_id, ()))
        return Timeline(person_id, self.begin_ns, moments, tuple(views),
                        self._said(person_id, moments))

    def _forget(self, ids):
        """Note once of whom the engine remembers nothing: the list of survivors says UNKNOWN."""
        for person_id in ids:
            moments = self._moments[person_id]
            if moments[-1].estimate.evidence or moments[-1].estimate.level:
                nothing = DistressEstimate(probability=moments[-1].estimate.probability)
                moments.append(Moment(self._newest_ns, False, nothing))

    def _fresh(self, person_id, readings):
        known = self._known[person_id]
        new_sight = [one for one in readings.sight if id(one) not in known]
        new_voices = [one for one in readings.heard if id(one) not in known]
        known.update((id(one), one) for one in (*new_sight, *new_voices))
        return tuple(sorted(evidence_of(new_sight, new_voices), key=lambda one: one.stamp_ns))

    def _said(self, person_id, moments):
        if not moments:
            return ()
        shares = {id(one.reading): one.share for one in self._known[person_id].values()
                  if isinstance(one, AttributedVoice)}
        first_ns = moments[0].stamp_ns
        last_ns = max((m.stamp_ns for m in moments if m.in_view), default=first_ns)
        # Words that nobody judged are attributed to nobody: told of whoever was in view.
        return tuple(
            Said(one.stamp_ns, one.end_ns, one.transcript.text, shares.get(id(one), math.nan),
                 math.nan if one.words is None else one.words.distress)
            for one in sorted(self._utterances, key=lambda one: one.stamp_ns)
            if id(one) in shares or (one.end_ns >= first_ns and one.stamp_ns <= last_ns))
