from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.timeline_recorder import TimelineRecorder
from fakes import grey_image
from fakes import people
from fakes import ScriptedSight
from fakes import SECOND_NS


def noted(*views, heard=(), sight=None):
    recorder = TimelineRecorder()
    engine = DistressEngine(fusion=LogOddsFusion(half_life_s=8.0), lockstep=True, forget_s=2.0,
                            sight=sight)
    for reading in heard:
        recorder.on_voice(reading)
    for view in views:
        engine.on_frame(view.stamp_ns, lambda view=view: grey_image(view.stamp_ns, brightness=9))
        engine.on_people(view)
        recorder.note(view, engine)
    return recorder


def test_an_empty_record():
    recorder = noted()
    assert recorder.people == {} and recorder.begin_ns == 0
    assert recorder.timeline('7').moments == () == recorder.timeline('7').said


def test_people_come_and_go():
    recorder = noted(people(1), people(2, '7'), people(3, '7', '8'), people(4, '8'))
    assert recorder.begin_ns == 1
    assert {key: [(m.stamp_ns, m.in_view) for m in moments]
            for key, moments in recorder.people.items()} == {
                '7': [(2, True), (3, True), (4, False)], '8': [(3, True), (4, True)]}


def test_whoever_is_forgotten_is_unknown_from_then_on():
    seconds = [people(0, '7'), *(people(i * SECOND_NS) for i in range(1, 6))]
    moments = noted(*seconds, sight=ScriptedSight()).people['7']
    assert [m.estimate.level.name for m in moments] == [
        'MODERATE', 'SEVERE', 'SEVERE', 'UNKNOWN']
    assert moments[-1].stamp_ns == 3 * SECOND_NS
    assert moments[-1].estimate.confidence == 0.0 and moments[-1].estimate.evidence == ()
    assert moments[-1].estimate.probability == moments[-2].estimate.probability


def test_what_was_said_while_somebody_was_around_and_nothing_else():
    def utterance(begin_s, text):
        return VoiceReading(round(begin_s * SECOND_NS), 0.5, transcript=Transcript(text))

    recorder = noted(
        people(0), people(2 * SECOND_NS, '7'), people(4 * SECOND_NS, '7'), people(9 * SECOND_NS),
        heard=[utterance(3.9, 'late'), utterance(0.0, 'before'), utterance(2.0, 'during'),
               utterance(3.0, ''), utterance(5.0, 'after')])
    assert [one.text for one in recorder.timeline('7').said] == ['during', 'late']
    assert recorder.timeline('8').said == ()
