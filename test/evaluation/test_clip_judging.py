import cv2
import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.clip_judging import judge_clips
from emotion_rescue.evaluation.true_boxes import TrueBoxes
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.recording_folder import FolderRecording
from emotion_rescue.pipeline.tracker import KalmanPersonTracker
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from fakes import ScriptedDetector
from fakes import ScriptedSight
from fakes import ScriptedVoice

FRAMES, RATE_HZ = 5, 5.0
LEFT, RIGHT = (4.0, 10.0, 24.0, 46.0), (40.0, 10.0, 60.0, 46.0)


class EveryClip:
    """Makes each clip a window of its own."""

    def push(self, chunk, first_sample=None):
        return [chunk]

    def finish(self):
        return []


def truth(slot, **changes):
    return {'id': slot, 'distress': 0.9, 'responsive': True, 'situation': 'trapped',
            'posture': 'sitting', 'motion': 'breathing', 'voice': {'kind': 'speech/fear'},
            **changes}


def record(boxes, people):
    return {'clip': 'clips/000000', 'rate_hz': RATE_HZ, 'people': people, 'frames': [
        {'stamp_ns': round(i / RATE_HZ * 1e9),
         'people': [{'id': slot, 'xyxy': list(box)} for slot, box in boxes.items()]}
        for i in range(FRAMES)]}


@pytest.fixture
def folder(tmp_path):
    clip = tmp_path / 'clips' / '000000'
    clip.mkdir(parents=True)
    for i in range(FRAMES):
        cv2.imwrite(str(clip / f'{i:03d}.png'), np.full((48, 64, 3), 30, np.uint8))
    (clip / 'sound.wav').write_bytes(wav_bytes(np.full(16000, 0.3)))
    return tmp_path


def judge(folder, found, records, detector_for=None):
    boxes = Detections(np.array(found, np.float32).reshape(-1, 4),
                       np.full(len(found), 0.9, np.float32))

    def make_engine():
        return DistressEngine(
            fusion=LogOddsFusion(half_life_s=8.0), windows=EveryClip(), sight=ScriptedSight(),
            voice=ScriptedVoice(), lockstep=True, assess_every_s=0.0)
    clips = list(judge_clips(
        folder, records, FolderRecording, detector_for or (lambda _: ScriptedDetector([boxes])),
        lambda: KalmanPersonTracker(), make_engine))
    assert len(clips) == len(records)
    return [person for people in clips for person in people]


def test_no_clips_are_nobody(folder):
    assert judge(folder, [], []) == []


def test_nobody_in_a_clip(folder):
    assert judge(folder, [], [record({}, [])]) == []


def test_whoever_is_not_found_is_told_as_never_seen(folder):
    one, = judge(folder, [], [record({0: LEFT}, [truth(0)])])
    assert not one.tracked and one.evidence == ()
    assert (one.distress, one.situation, one.voice) == (0.9, 'trapped', 'speech/fear')


def test_boxes_decide_who_is_meant(folder):
    people = judge(folder, [RIGHT], [record({3: LEFT, 7: RIGHT}, [truth(3), truth(7)])])
    assert [(p.person, p.tracked) for p in people] == [(3, False), (7, True)]
    seen = people[1].evidence
    assert {one.modality for one in seen} == {Modality.SIGHT, Modality.VOICE_TONE}
    assert [one.stamp_ns for one in seen] == sorted(one.stamp_ns for one in seen)
    assert people[1].stamp_ns == round((FRAMES - 1) / RATE_HZ * 1e9)
    assert people[1].people == 2


def test_a_box_beside_everybody_is_nobodys(folder):
    one, = judge(folder, [RIGHT], [record({0: LEFT}, [truth(0)])])
    assert not one.tracked


def test_true_boxes_find_everybody(folder):
    people = judge(folder, [], [record({0: LEFT, 1: RIGHT}, [truth(0), truth(1)])],
                   lambda clip: TrueBoxes(clip['frames'], seed=0))
    # They are 36 px tall, which is too small for anybody to find.
    assert not any(person.tracked for person in people)
    tall = {0: (4.0, 2.0, 24.0, 46.0), 1: (40.0, 2.0, 60.0, 46.0)}
    people = judge(folder, [], [record(tall, [truth(0), truth(1)])],
                   lambda clip: TrueBoxes(clip['frames'], seed=0))
    assert all(person.tracked and person.evidence for person in people)
