from dataclasses import replace

import cv2
import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.clip_following import follow_clips
from emotion_rescue.evaluation.published_levels import published
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.recording_folder import FolderRecording
from emotion_rescue.pipeline.tracker import KalmanPersonTracker
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from fakes import ScriptedDetector
from fakes import ScriptedSight
from fakes import ScriptedVoice

FRAMES, RATE_HZ, CHANGE = 24, 4.0, 12
LEFT, RIGHT = (4.0, 4.0, 24.0, 46.0), (40.0, 4.0, 60.0, 46.0)
FUSION = LogOddsFusion(half_life_s=2.0)


class EveryChunk:
    """Makes each piece of sound a window of its own."""

    def push(self, chunk, first_sample=None):
        return [chunk]

    def finish(self):
        return []


class Noting(DistressEngine):
    """Keeps what it published."""

    def __init__(self, told, **parts):
        super().__init__(**parts)
        self._told = told

    def assessments(self, stamp_ns):
        found = super().assessments(stamp_ns)
        self._told += [(stamp_ns, one) for one in found]
        return found


def truth(slot):
    return {'id': slot, 'distress': 0.9, 'responsive': True, 'situation': 'trapped',
            'posture': 'lie_back', 'motion': 'breathing', 'voice': {'kind': 'speech/fear'}}


def record(boxes, onset=None):
    return {'clip': 'clips/000000', 'rate_hz': RATE_HZ, 'people': list(map(truth, boxes)),
            'frames': [{'stamp_ns': round(i / RATE_HZ * 1e9),
                        'people': [{'id': slot, 'xyxy': list(box)}
                                   for slot, box in boxes.items()]} for i in range(FRAMES)],
            **({} if onset is None else {'onset': onset})}


@pytest.fixture
def folder(tmp_path):
    clip = tmp_path / 'clips' / '000000'
    clip.mkdir(parents=True)
    for i in range(FRAMES):
        # Bright is calm to the scripted sight.
        cv2.imwrite(str(clip / f'{i:03d}.png'),
                    np.full((48, 64, 3), 230 if i < CHANGE else 5, np.uint8))
    (clip / 'sound.wav').write_bytes(wav_bytes(np.full(round(16000 * FRAMES / RATE_HZ), 0.3)))
    return tmp_path


def follow(folder, found, records, told=None):
    boxes = Detections(np.array(found, np.float32).reshape(-1, 4),
                       np.full(len(found), 0.9, np.float32))
    clips = list(follow_clips(
        folder, records, FolderRecording, lambda _: ScriptedDetector([boxes]),
        lambda: KalmanPersonTracker(), lambda: Noting(
            [] if told is None else told, fusion=FUSION, windows=EveryChunk(),
            sight=ScriptedSight(), voice=ScriptedVoice(), lockstep=True, assess_every_s=0.5)))
    assert len(clips) == len(records)
    return [person for people in clips for person in people]


def test_no_clips_are_nobody(folder):
    assert follow(folder, [], []) == []
    assert follow(folder, [], [record({})]) == []


def test_whoever_is_not_found_has_no_moments(folder):
    one, = follow(folder, [], [record({0: LEFT})])
    assert (one.moments, one.readings, one.situation, one.constant) == ((), (), 'trapped', True)


def test_what_the_engine_published_follows_from_what_was_noted(folder):
    told = []
    one, = follow(folder, [LEFT], [record({0: LEFT})], told)
    assert [m.stamp_ns for m in one.moments] == [stamp_ns for stamp_ns, _ in told]
    assert {r.evidence.modality for r in one.readings} == {Modality.SIGHT, Modality.VOICE_TONE}
    again = published(FUSION.conclude, one)
    assert [e.level for e in again] == [a.distress.level for _, a in told]
    assert [e.probability for e in again] == pytest.approx(
        [a.distress.probability for _, a in told], nan_ok=True)
    assert len({e.level for e in again}) > 1


def test_looks_are_counted_as_they_are_judged(folder):
    one, = follow(folder, [LEFT], [record({0: LEFT})])
    looks = [moment.looks for moment in one.moments]
    assert looks == sorted(looks)
    assert FRAMES / RATE_HZ <= looks[-1] <= 1 + 2 * FRAMES / RATE_HZ


def test_a_change_is_of_one_person_and_nobody_is_constant_beside_it(folder):
    onset = {'kind': 'worse', 'person': 1, 'stamp_ns': 3_000_000_000, 'time_s': 3.0,
             'before': {'situation': 'calm_bystander', 'distress': 0.1}}
    first, second = follow(folder, [LEFT, RIGHT], [record({0: LEFT, 1: RIGHT}, onset)])
    assert first.change is None and not first.constant and not second.constant
    assert (second.change.kind, second.change.stamp_ns) == ('worse', 3_000_000_000)
    assert (second.change.situation, second.change.distress) == ('calm_bystander', 0.1)
    assert replace(second, change=None).moments == second.moments
