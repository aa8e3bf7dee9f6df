import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.recording_watch import watch_recording
from emotion_rescue.pipeline.timeline_recorder import TimelineRecorder
from emotion_rescue.pipeline.tracker import KalmanPersonTracker
from fakes import grey_image
from fakes import people
from fakes import ScriptedDetector
from fakes import ScriptedSight
from fakes import SECOND_NS
from fakes import tone

BOX = Detections(np.array([[10.0, 5.0, 30.0, 45.0]], np.float32), np.full(1, 0.9, np.float32))


class WholeClips:
    """Makes each clip an utterance, once the next one or the end has come."""

    def __init__(self):
        self._held = []

    def push(self, chunk, first_sample=None):
        done, self._held = self._held, [chunk]
        return done

    def finish(self):
        done, self._held = self._held, []
        return done


class Listener:
    """Understands a number a second; judges only even ones."""

    def score(self, clip):
        number = clip.stamp_ns // SECOND_NS
        words = WordsReading(distress=0.9) if number % 2 == 0 else None
        return VoiceReading(clip.stamp_ns, clip.duration_s, transcript=Transcript(
            f'number {number}', confidence=0.9), words=words)


def engine(on_voice=lambda reading: None, words=None):
    return DistressEngine(
        fusion=LogOddsFusion(half_life_s=8.0), sight=ScriptedSight(), words=words,
        utterances=WholeClips() if words else None, lockstep=True, assess_every_s=0.0,
        on_voice=on_voice)


def images(count):
    return [grey_image(second * SECOND_NS, brightness=30) for second in range(count)]


def watched(items, found=BOX, words=None, until_s=None):
    recorder = TimelineRecorder()
    one = engine(recorder.on_voice, words)
    for seen in watch_recording(
            items, ScriptedDetector([found]), KalmanPersonTracker(), one, until_s):
        recorder.note(seen, one)
    return recorder


def test_of_an_empty_recording_nothing_is_known():
    recorder = watched([])
    assert recorder.people == {} and recorder.begin_ns == 0
    assert recorder.timeline('1').moments == ()


def test_only_sound_is_no_image():
    assert watched([tone(1.0)], words=Listener()).people == {}


def test_nobody_in_view():
    assert watched(images(3), Detections()).people == {}


def test_each_reading_is_new_once():
    recorder = watched(images(4))
    (person_id, moments), = recorder.people.items()
    assert [m.stamp_ns // SECOND_NS for m in moments] == [0, 1, 2, 3]
    assert [[one.modality for one in m.fresh] for m in moments] == 4 * [[Modality.SIGHT]]
    assert all(m.in_view for m in moments)
    assert moments[-1].estimate.probability > 0.8
    assert recorder.timeline(person_id).said == ()


@pytest.mark.parametrize('until_s, seconds, texts', [
    (None, 4, ['number 0', 'number 2']), (3.0, 4, ['number 0', 'number 2']),
    (100.0, 4, ['number 0', 'number 2']),
    # The second is not over then, and only its sound would end the first.
    (2.5, 3, []), (0.0, 1, [])])
def test_the_end_judges_what_was_begun_to_be_said_and_a_stop_does_not(until_s, seconds, texts):
    first, second = tone(1.0), tone(1.0, stamp_ns=2 * SECOND_NS)
    recorder = watched([*images(1), first, *images(3)[1:], second, images(4)[3]],
                       words=Listener(), until_s=until_s)
    (person_id, moments), = recorder.people.items()
    assert len(moments) == seconds
    said = recorder.timeline(person_id).said
    assert [one.text for one in said] == texts
    assert all(0.0 < one.share < 1.0 and one.distress == 0.9 for one in said)


def test_words_that_nobody_judged_are_quoted_and_nobodys():
    items = [*images(2), tone(1.0, stamp_ns=1 * SECOND_NS), *images(4)[2:]]
    recorder = watched(items, words=Listener())
    one, = recorder.timeline(next(iter(recorder.people))).said
    assert one.text == 'number 1'
    assert np.isnan(one.share) and np.isnan(one.distress)


def test_an_image_that_comes_late_is_left_out_and_said(caplog):
    recorder, one = TimelineRecorder(), engine()
    for stamp_ns in (5, 4, 6):
        one.on_people(people(stamp_ns, '7'))
        recorder.note(people(stamp_ns, '7'), one)
    assert [m.stamp_ns for m in recorder.people['7']] == [5, 6]
    assert 'left out of the timeline' in caplog.text
