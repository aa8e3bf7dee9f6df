"""Lets the robot's own pipeline watch filmed clips, and tells who of the truth it judged how."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emotion_rescue.core.body import UNKNOWN_RESPONSIVENESS
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.evaluation.track_owners import track_owners
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import evidence_of
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_watch import watch_recording


def judge_clip(record: Mapping[str, Any], recording: Recording, detector: PersonDetector,
               tracker: PersonTracker, engine: DistressEngine) -> list[FilmedPerson]:
    """Return everybody of a clip, with what the engine had read of each at its end.

    Args:
        record: the clip's line of clips.jsonl.
        recording: the clip itself.
        detector: loaded.
        tracker: fresh.
        engine: fresh, in lockstep.
    """
    tracked, stamp_ns = _watch(recording, detector, tracker, engine)
    owner = track_owners(tracked, record['frames'])
    people = []
    for truth in record['people']:
        ids = [person_id for person_id, slot in owner.items() if slot == truth['id']]
        people.append(_filmed(record, truth, ids, engine, stamp_ns))
    return people


def _watch(recording, detector, tracker, engine):
    """Feed a clip; return stamp -> tracked people, and the stamp of the last image."""
    tracked, stamp_ns = {}, 0
    for people in watch_recording(recording.items(), detector, tracker, engine):
        stamp_ns = people.stamp_ns
        tracked[stamp_ns] = people
    engine.assessments(stamp_ns)
    return tracked, stamp_ns


def _filmed(record, truth, ids, engine, stamp_ns):
    read = [engine.readings(person_id) for person_id in ids]
    evidence = [one for each in read for one in evidence_of(each.sight, each.heard)]
    # Of several tracks of one person, what the surest says.
    body = max((each.body for each in read), key=lambda one: one.confidence,
               default=UNKNOWN_RESPONSIVENESS)
    return FilmedPerson(
        record['clip'], truth['id'], len(record['people']), truth['distress'],
        truth['responsive'], truth['situation'], truth['posture'], truth['motion'],
        truth['voice']['kind'], bool(ids), stamp_ns,
        tuple(sorted(evidence, key=lambda one: one.stamp_ns)), body.state, body.confidence)


def judge_clips(folder: Path, records: Iterable[Mapping[str, Any]],
                open_clip: Callable[[Path, float], Recording],
                detector_for: Callable[[Mapping[str, Any]], PersonDetector],
                make_tracker: Callable[[], PersonTracker],
                make_engine: Callable[[], DistressEngine]) -> Iterator[list[FilmedPerson]]:
    """Yield everybody of each clip of `records`; each clip has its own engine.

    Args:
        folder: of the split.
        records: lines of clips.jsonl.
        open_clip: opens a clip's folder with its rate in Hz.
        detector_for: returns the loaded detector of a clip, whose record may say what is true.
        make_tracker: makes a fresh one.
        make_engine: makes a fresh one, in lockstep.
    """
    for record in records:
        yield judge_clip(record, open_clip(folder / record['clip'], record['rate_hz']),
                         detector_for(record), make_tracker(), make_engine())
