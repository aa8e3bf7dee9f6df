"""What was concluded about one person over time, and from what; pure values and functions."""

from collections.abc import Sequence
from dataclasses import dataclass
import math

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence


@dataclass(frozen=True)
class Moment:
    """What was known of a person at one image.

    Attributes:
        stamp_ns: of the image.
        in_view: whether the person is in it.
        estimate: the judgement at that image.
        fresh: what has been read since the moment before, oldest first.
    """

    stamp_ns: int
    in_view: bool
    estimate: DistressEstimate
    fresh: tuple[ReadingEvidence, ...] = ()


@dataclass(frozen=True, eq=False)
class JudgedView:
    """A view of the person that a sight model was given.

    Attributes:
        stamp_ns: capture time of the image.
        jpeg: the person with a margin.
        reading: what the model said; None where it did not answer.
    """

    stamp_ns: int
    jpeg: bytes
    reading: SightReading | None = None


@dataclass(frozen=True)
class Said:
    """An utterance while the person was around.

    Attributes:
        begin_ns: capture time of its first sample.
        end_ns: capture time of its end.
        text: as far as it was understood.
        share: chance 0..1 that it is the voice of this person; NaN where nobody told.
        distress: probability 0..1 of distress by the words alone; NaN where they were not judged.
    """

    begin_ns: int
    end_ns: int
    text: str
    share: float = math.nan
    distress: float = math.nan


@dataclass(frozen=True, eq=False)
class Timeline:
    """Everything about one person up to a time.

    Attributes:
        person_id: track id.
        begin_ns: stamp of the first image of the recording.
        moments: oldest first; from the first image of the person on.
        views: those that were judged, oldest first.
        said: oldest first.
    """

    person_id: str
    begin_ns: int
    moments: tuple[Moment, ...] = ()
    views: tuple[JudgedView, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def estimate(self) -> DistressEstimate:
        """The last judgement; unknown where there is none."""
        return self.moments[-1].estimate if self.moments else DistressEstimate()


@dataclass(frozen=True)
class LevelChange:
    """The level became another one.

    Attributes:
        moment: at which; its estimate has the evidence.
        before: the judgement of the moment before; unknown before the first.
    """

    moment: Moment
    before: DistressEstimate


def level_changes(moments: Sequence[Moment]) -> list[LevelChange]:
    """Return each change of the level, oldest first; UNKNOWN at first is no change."""
    before, changes = DistressEstimate(), []
    for moment in moments:
        if moment.estimate.level is not before.level:
            changes.append(LevelChange(moment, before))
        before = moment.estimate
    return changes


def responsiveness_changes(moments: Sequence[Moment]) -> list[Moment]:
    """Return the moments at which the responsiveness became another one, oldest first."""
    before, changes = Responsiveness.UNKNOWN, []
    for moment in moments:
        if moment.estimate.responsiveness is not before:
            changes.append(moment)
        before = moment.estimate.responsiveness
    return changes


def level_spans(moments: Sequence[Moment]) -> list[tuple[DistressLevel, int, int]]:
    """Return (level, first stamp, stamp at which it ends) in order, without gaps."""
    spans: list[tuple[DistressLevel, int, int]] = []
    for moment in moments:
        level, stamp_ns = moment.estimate.level, moment.stamp_ns
        if spans:
            spans[-1] = (*spans[-1][:2], stamp_ns)
        if not spans or spans[-1][0] is not level:
            spans.append((level, stamp_ns, stamp_ns))
    return spans


def worst_level(moments: Sequence[Moment]) -> DistressLevel:
    """Return the worst level that was ever found; UNKNOWN where none was."""
    return max((m.estimate.level for m in moments), default=DistressLevel.UNKNOWN)


def why_changed(change: LevelChange, known_from: float) -> str:
    """Return in plain words what has led to a change.

    Args:
        change: of the level.
        known_from: confidence from which a level is told.
    """
    estimate = change.moment.estimate
    if _by_movement(estimate):
        return f'movement and posture, whatever else is known: {estimate.evidence[0].what}'
    if _by_movement(change.before):
        return 'movement and posture do not say any more what they said before'
    if estimate.level is DistressLevel.UNKNOWN:
        if not estimate.evidence:
            return 'nothing is remembered: too long out of sight'
        return (f'the evidence has become too old, too little, or contradicts itself: confidence '
                f'{estimate.confidence:.2f}, needed is about {known_from:.2f}')
    if not change.moment.fresh:
        return 'no new reading; older evidence has come to count less'
    if change.before.level is DistressLevel.UNKNOWN:
        return f'enough evidence now: confidence {estimate.confidence:.2f}'
    worse = estimate.level > change.before.level
    return f'new readings, by which it is {"worse" if worse else "better"}'


def _by_movement(estimate):
    """Return whether a level comes from movement and posture; see `pipeline.graver_level`."""
    first = estimate.evidence[0] if estimate.evidence else None
    return first is not None and first.modality is Modality.MOTION and first.weight != 0.0


def chosen_views(views: Sequence[JudgedView], changes: Sequence[LevelChange],
                 most: int) -> list[JudgedView]:
    """Return `most` of the views at the most: the last before each change, then evenly spread."""
    if len(views) <= most:
        return list(views)
    kept = {0, len(views) - 1}
    for change in changes:
        before = [i for i, view in enumerate(views) if view.stamp_ns <= change.moment.stamp_ns]
        kept |= set(before[-1:])
    spread = (round(i * (len(views) - 1) / max(1, most - 1)) for i in range(most))
    for index in spread:
        if len(kept) >= most:
            break
        kept.add(index)
    return [views[i] for i in sorted(kept)[-most:]]
