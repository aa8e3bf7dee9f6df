"""Lets the robot's own pipeline watch filmed clips, and notes at every image what it knows."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.evaluation.followed_people import KnownReading
from emotion_rescue.evaluation.followed_people import Moment
from emotion_rescue.evaluation.followed_people import StateChange
from emotion_rescue.evaluation.track_owners import track_owners
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.fusion import evidence_of
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_watch import watch_recording


@dataclass(frozen=True, eq=False)
class _Known:
    assessment: PersonAssessment
    evidence: list[ReadingEvidence]
    body: ResponsivenessReading


def follow_clip(record: Mapping[str, Any], recording: Recording, detector: PersonDetector,
                tracker: PersonTracker, engine: DistressEngine) -> list[FollowedPerson]:
    """Return everybody of a clip, with what the engine knew of each at every image.

    Args:
        record: the clip's line of clips.jsonl.
        recording: the clip itself.
        detector: loaded.
        tracker: fresh.
        engine: fresh, in lockstep.
    """
    tracked, known = {}, {}
    for people in watch_recording(recording.items(), detector, tracker, engine):
        tracked[people.stamp_ns] = people
        known[people.stamp_ns] = [
            _known(one, engine) for one in engine.assessments(people.stamp_ns)]
    owner = track_owners(tracked, record['frames'])
    return [_followed(record, truth, [
        (stamp_ns, [one for one in everybody
                    if owner.get(one.assessment.person_id) == truth['id']])
        for stamp_ns, everybody in known.items()]) for truth in record['people']]


def follow_clips(folder: Path, records: Iterable[Mapping[str, Any]],
                 open_clip: Callable[[Path, float], Recording],
                 detector_for: Callable[[Mapping[str, Any]], PersonDetector],
                 make_tracker: Callable[[], PersonTracker],
                 make_engine: Callable[[], DistressEngine]) -> Iterator[list[FollowedPerson]]:
    """Yield everybody of each clip of `records`; arguments as of `clip_judging.judge_clips`."""
    for record in records:
        yield follow_clip(record, open_clip(folder / record['clip'], record['rate_hz']),
                          detector_for(record), make_tracker(), make_engine())


def _known(assessment, engine):
    read = engine.readings(assessment.person_id)
    return _Known(assessment, evidence_of(read.sight, read.heard), read.body)


def _followed(record, truth, course):
    moments, readings, looked = [], [], set()
    for stamp_ns, found in course:
        if not found:
            continue
        # Of several tracks, the one that an operator sees now.
        one = max(found, key=lambda each: (each.assessment.in_view,
                                           each.assessment.assessed_ns or -1))
        if one.assessment.assessed_ns is not None:
            looked.add(one.assessment.assessed_ns)
        moments.append(Moment(stamp_ns, one.assessment.in_view, len(looked), one.body.state,
                              one.body.confidence))
        readings = _with(readings, one.evidence, len(moments) - 1)
    return FollowedPerson(
        record['clip'], truth['id'], truth['situation'], truth['distress'], truth['responsive'],
        truth['posture'], truth['motion'], truth['voice']['kind'], 'onset' not in record,
        _change(record, truth['id']), tuple(moments), tuple(readings))


def _with(readings, evidence, number):
    """Return `readings` with what is remembered at moment `number`."""
    going_on = {one.evidence: place for place, one in enumerate(readings)
                if one.last == number - 1}
    for one in evidence:
        if one in going_on:
            place = going_on[one]
            readings[place] = KnownReading(one, readings[place].first, number)
        else:
            readings.append(KnownReading(one, number, number))
    return readings


def _change(record, person):
    onset = record.get('onset')
    if onset is None or onset['person'] != person:
        return None
    before = onset['before']
    return StateChange(onset['kind'], onset['stamp_ns'], before['situation'], before['distress'])
