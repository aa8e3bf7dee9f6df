"""A survivor's id through the whole engine, when the tracker gives another one to the person."""

import numpy as np
import pytest

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.judged_survivors import JudgedSurvivors
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement
from emotion_rescue.pipeline.operator_judgements import OperatorState
from fakes import people
from fakes import person
from fakes import ScriptedSight
from fakes import SECOND_NS

FRAME_NS = SECOND_NS // 10
BOX = (20.0, 10.0, 60.0, 110.0)
RED, BLUE = (10, 10, 90), (90, 20, 10)


@pytest.fixture
def engine():
    return DistressEngine(fusion=LogOddsFusion(half_life_s=8.0), sight=ScriptedSight(),
                          lockstep=True, motion=False)


def show(engine, begin_s, seconds, bgr, *tracks):
    """Show people in these clothes; return the stamp of the last image and the list at it."""
    for n in range(round(seconds * 10)):
        stamp_ns = round(begin_s * SECOND_NS) + n * FRAME_NS
        image = ImageFrame(np.full((120, 160, 3), bgr, np.uint8), stamp_ns)
        engine.on_frame(stamp_ns, lambda image=image: image)
        engine.on_people(people(stamp_ns, *(person(track, BOX) for track in tracks)))
        engine.assessments(stamp_ns)
        listed = engine.survivors(stamp_ns)
    return stamp_ns, listed


def test_nobody_is_listed_twice_for_a_new_track_and_an_operators_word_stays(engine):
    judged = JudgedSurvivors()
    stamp_ns, listed = show(engine, 0.0, 2.0, RED, 'a')
    judged.ranked(listed, stamp_ns)
    judged.judge(OperatorJudgement('person-a', OperatorAction.DISMISS))
    show(engine, 2.0, 4.0, RED)
    stamp_ns, listed = show(engine, 6.0, 1.0, RED, 'b')
    found, = judged.ranked(listed, stamp_ns)
    assert (found.survivor_id, found.person_id, found.track_ids) == ('person-a', 'b', ('a', 'b'))
    assert found.in_view and found.distress.level is DistressLevel.SEVERE
    assert found.operator.state is OperatorState.DISMISSED


def test_joining_parting_and_doubles_are_in_the_status(engine):
    def told():
        status = engine.status()
        return status.tracks_joined, status.tracks_parted, status.boxes_doubled

    assert told() == (0, 0, 0)
    show(engine, 0.0, 2.0, RED, 'a')
    show(engine, 5.0, 1.0, RED, 'b')
    assert told() == (1, 0, 0)
    show(engine, 6.0, 0.1, RED, 'b', 'a')
    show(engine, 6.1, 0.1, RED, 'b', 'b')
    assert told() == (1, 1, 1)


def test_somebody_else_is_listed_besides(engine):
    show(engine, 0.0, 2.0, RED, 'a')
    show(engine, 2.0, 4.0, RED)
    _, listed = show(engine, 6.0, 1.0, BLUE, 'b')
    assert {(s.survivor_id, s.in_view) for s in listed} == {('person-a', False),
                                                           ('person-b', True)}


@pytest.mark.parametrize('again_s, listed', [
    (50.0, {'person-a', 'person-a~2'}), (100.5, {'person-a'})],
    ids=['the clock was set back', 'the run begins again'])
def test_a_track_id_that_is_used_again_hides_no_survivor(engine, again_s, listed):
    show(engine, 100.0, 12.0, RED, 'a')
    assert {s.survivor_id for s in show(engine, again_s, 1.0, RED, 'a')[1]} == listed


def test_a_track_id_that_comes_back_after_everything_is_forgotten_hides_no_survivor(engine):
    show(engine, 0.0, 1.0, RED, 'a')
    show(engine, 1.0, 35.0, RED)
    listed = show(engine, 36.0, 1.0, RED, 'a')[1]
    assert {s.survivor_id for s in listed} == {'person-a', 'person-a~2'}
