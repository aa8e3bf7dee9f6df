import threading

import cv2
from moving_pictures import Film
from moving_pictures import person
from moving_pictures import stamps
from moving_pictures import view
from moving_pictures import waver
from moving_pictures import WAVER_BOX
import pytest

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.pipeline.body_line import BodyLine
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.person_record import PersonRecord
from fakes import ScriptedSight

UNKNOWN, RESPONSIVE, UNRESPONSIVE = Responsiveness
LYING_BOX = (100.0, 150.0, 220.0, 182.0)
LYING = [(100, 150, 120, 32, 21)]
DEADLINE_S = 20.0


def film(parts_at, box, seconds=9.0):
    """Return (people, how to open the image) of every image of one person."""
    painter, shown = Film(), []
    for t, stamp in stamps(seconds):
        bgr = cv2.cvtColor(painter.picture(parts_at(t)), cv2.COLOR_GRAY2BGR)
        shown.append((view(stamp, person(box)), lambda b=bgr, s=stamp: ImageFrame(b, s)))
    return shown


@pytest.fixture(scope='module')
def who_lies():
    return film(lambda t: LYING, LYING_BOX)


def record(voices=()):
    shown = stamps(9.0)
    found = PersonRecord(person(LYING_BOX), first_ns=shown[0][1], last_ns=shown[-1][1])
    found.voice.extend(voices)
    return found


def spoke(text, ago_s=2.0, share=1.0):
    stamp_ns = stamps(9.0)[-1][1] - int(ago_s * NS_PER_S)
    return AttributedVoice(VoiceReading(stamp_ns, 1.0, '', 0.9, distress=0.5,
                                        transcript=Transcript(text)), share)


def line_of(shown, **options):
    line = BodyLine(**{'enabled': True, 'lockstep': True, **options})
    for people, open_frame in shown:
        line.see(people, open_frame)
    return line


def read(line, *voices):
    return line.reading(record(voices), stamps(9.0)[-1][1])


def test_nobody_shown_is_unknown():
    assert read(line_of([])).state is UNKNOWN
    assert read(line_of([(view(0), None)])).state is UNKNOWN


def test_switched_off_nothing_is_opened(who_lies):
    def opened():
        raise AssertionError('an image was opened')
    line = line_of([(people, opened) for people, _ in who_lies], enabled=False)
    assert read(line).state is UNKNOWN
    assert not line.start()


def test_broken_images_are_counted_and_cost_nobody_anything(who_lies):
    def broken():
        raise OSError('no image')
    line = line_of([shown for pair in who_lies for shown in ((pair[0], broken), pair)])
    assert line.broken == len(who_lies)
    assert read(line).state is UNRESPONSIVE


def test_images_that_follow_too_soon_are_not_opened(who_lies):
    people, open_frame = who_lies[0]
    opened = []
    soon = view(people.stamp_ns + NS_PER_S // 30, *people.people)
    line_of([(people, open_frame), (soon, lambda: opened.append(1))])
    assert not opened


@pytest.mark.parametrize('voices, state', [
    ((), UNRESPONSIVE), ((spoke('I am here'),), RESPONSIVE), ((spoke(''),), UNKNOWN),
    ((spoke('I am here', share=0.1),), UNRESPONSIVE)],
    ids=['silent', 'speaks', 'moans', 'somebody else speaks'])
def test_words_are_an_answer_and_a_moan_is_none(who_lies, voices, state):
    assert read(line_of(who_lies), *voices).state is state


def test_live_a_thread_watches(who_lies):
    line = BodyLine(True, False)
    worker, = line.start()
    for people, open_frame in who_lies:
        opened = threading.Event()
        line.see(people, lambda o=open_frame, e=opened: (e.set(), o())[1])
        assert opened.wait(DEADLINE_S)
    assert worker.stop(DEADLINE_S)
    assert worker.failed == 0
    assert read(line).state in (UNRESPONSIVE, UNKNOWN), 'the newest image may be left'


def judged(shown, call_ns=None):
    """Let an engine watch, whose looks are scripted, and return its last judgement."""
    engine = DistressEngine(fusion=LogOddsFusion(half_life_s=8.0), sight=ScriptedSight(),
                            lockstep=True)
    for people, open_frame in shown:
        engine.on_frame(people.stamp_ns, open_frame)
        engine.on_people(people)
        engine.assessments(people.stamp_ns)
    if call_ns is not None:
        engine.on_call(call_ns)
    return engine.assessments(shown[-1][0].stamp_ns)[0].distress


def test_who_lies_still_and_silent_is_moderate_whatever_the_face_says(who_lies):
    estimate = judged(who_lies)
    assert estimate.responsiveness is UNRESPONSIVE
    assert estimate.level is DistressLevel.MODERATE
    assert Modality.MOTION in {reason.modality for reason in estimate.evidence}


def test_who_does_not_answer_a_call_is_surer_to_be_in_danger(who_lies):
    before = judged(who_lies)
    after = judged(who_lies, who_lies[-1][0].stamp_ns - 6 * NS_PER_S)
    said = [r.what for r in after.evidence if r.modality is Modality.MOTION]
    assert 'did not answer' in said[0]
    assert after.level >= before.level


def test_waving_does_not_make_anybody_well():
    estimate = judged(film(waver, WAVER_BOX, 4.0))
    assert estimate.responsiveness is RESPONSIVE
    reason, = [r for r in estimate.evidence if r.modality is Modality.MOTION]
    assert reason.weight == 0.0
