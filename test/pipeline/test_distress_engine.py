import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.heard_voices import BLIND_AFTER_S
from emotion_rescue.pipeline.hearing import WAITING_WINDOWS
from fakes import FailingSight
from fakes import grey_image
from fakes import people
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS
from fakes import SlowSight
from fakes import SlowVoice
from fakes import tone

DEADLINE_S = 10.0
FRAME_NS = SECOND_NS // 10


class EveryClip:
    """Makes each clip a window of its own."""

    def push(self, chunk, first_sample=None):
        return [chunk]


def make_engine(lockstep=True, **kwargs):
    return DistressEngine(fusion=LogOddsFusion(half_life_s=8.0), windows=EveryClip(),
                          lockstep=lockstep, **kwargs)


def show(engine, stamp_ns, *who, brightness=30):
    """Feed one image and who is in it; return the assessments."""
    engine.on_frame(stamp_ns, lambda: grey_image(stamp_ns, brightness=brightness))
    engine.on_people(people(stamp_ns, *who))
    return engine.assessments(stamp_ns)


def test_nobody_in_view():
    engine = make_engine(sight=ScriptedSight())
    assert engine.assessments(0) == ()
    assert show(engine, 0) == ()
    assert engine.survivors(0) == ()
    status = engine.status()
    assert (status.images, status.detections, status.images_missing) == (1, 1, 0)
    assert (status.people_in_view, status.longest_unjudged_s) == (0, None)


def test_people_are_judged_from_the_image_of_their_detections():
    engine = make_engine(sight=ScriptedSight())
    engine.on_frame(0, lambda: grey_image(0, brightness=250))
    engine.on_frame(1, lambda: grey_image(1, brightness=10))
    engine.on_people(people(0, 'a'))
    well, = engine.assessments(0)
    assert (well.person_id, well.in_view, well.assessed_ns) == ('a', True, 0)
    # One look alone calls nobody well.
    assert well.distress.level is DistressLevel.UNKNOWN and well.distress.probability < 0.05
    assert well.vad.valence > 9.0


def test_without_scorers_everybody_is_unknown():
    engine = make_engine()
    engine.on_audio(tone(1.0))
    person, = show(engine, 0, 'a')
    assert (person.assessed_ns, person.distress.level) == (None, DistressLevel.UNKNOWN)
    assert np.isnan(person.emotions).all()


def test_image_that_never_came_is_counted_and_never_guessed():
    sight = ScriptedSight()
    engine = make_engine(sight=sight)
    engine.on_frame(0, lambda: grey_image(0))
    engine.on_people(people(1, 'a'))
    assert engine.assessments(1)[0].assessed_ns is None
    assert sight.batches == []
    assert engine.status().images_missing == 1
    assert show(engine, 2, 'a')[0].assessed_ns == 2


@pytest.mark.parametrize('error', [InputError('an image of 0 bytes'), MemoryError(),
                                   ValueError('a defect')])
def test_image_that_cannot_be_opened_costs_only_its_own_people(error):
    def broken():
        raise error

    engine = make_engine(sight=ScriptedSight())
    engine.on_frame(0, broken)
    engine.on_people(people(0, 'a'))
    assert engine.status().images_broken == 1
    assert engine.status().sight.failures == 0
    assert show(engine, 2 * SECOND_NS, 'a')[0].assessed_ns == 2 * SECOND_NS


def test_everybody_due_is_judged_in_batches_and_not_again_too_soon():
    sight = ScriptedSight()
    engine = make_engine(sight=sight, batch=2, assess_every_s=1.0)
    show(engine, 0, 'a', 'b', 'c')
    assert sight.batches == [['a', 'b'], ['c']]
    show(engine, SECOND_NS - 1, 'a', 'b', 'c')
    assert len(sight.batches) == 2
    show(engine, SECOND_NS, 'a')
    assert sight.batches[2:] == [['a', 'b'], ['c']], 'b and c from their last sighting'


class HurriedSight(ScriptedSight):
    """Has time for the first `most` views of each call only."""

    def __init__(self, most):
        super().__init__()
        self._most = most

    def score(self, views):
        late = [SightReading(v.person.person_id, v.frame.stamp_ns, quality=0.0, judged=False)
                for v in views[self._most:]]
        return super().score(views[:self._most]) + late


def test_views_for_which_there_was_no_time_have_their_turn_at_once():
    sight = HurriedSight(most=1)
    engine = make_engine(sight=sight, batch=3, assess_every_s=1.0)
    assert [p.assessed_ns for p in show(engine, 0, 'a', 'b', 'c')] == [0, 0, 0]
    assert sight.batches == [['a'], ['b'], ['c']]
    show(engine, SECOND_NS - 1, 'a', 'b', 'c')
    assert len(sight.batches) == 3


def test_live_they_are_looked_at_with_the_next_image():
    sight = HurriedSight(most=1)
    engine = make_engine(lockstep=False, sight=sight, batch=3, assess_every_s=1.0)
    for n in range(4):
        show(engine, n * FRAME_NS, 'a', 'b', 'c')
        engine.sight_step()
    assert sight.batches == [['a'], ['b'], ['c']]


def test_a_scorer_that_never_has_time_does_not_hold_up_a_frame():
    sight = HurriedSight(most=0)
    engine = make_engine(sight=sight)
    assert [p.assessed_ns for p in show(engine, 0, 'a', 'b')] == [None, None]
    assert sight.batches == [[]]


def test_scorer_that_raises_is_counted_paused_and_tried_again():
    sight = FailingSight(failures=2)
    engine = make_engine(sight=sight, assess_every_s=0.0)
    for stamp_ns in range(0, 4 * SECOND_NS, FRAME_NS):
        person, = show(engine, stamp_ns, 'a')
        assert person.in_view
    assert len(sight.batches) == 2 + 10, 'at 0, 1 and from 3 s on'
    health = engine.status().sight
    assert (health.failures, health.calls) == (2, 10)
    assert health.last_error == 'RuntimeError: the scripted scorer is out of memory'
    assert person.distress.level is DistressLevel.SEVERE


def test_scorer_that_answers_too_little_has_failed():
    class Short(ScriptedSight):
        def score(self, views):
            return super().score(views)[1:]

    engine = make_engine(sight=Short())
    assert show(engine, 0, 'a')[0].assessed_ns is None
    assert engine.status().sight.last_error == 'ValueError: 0 readings for 1 views'


def test_slow_scorer_delays_nothing_but_readings():
    sight = SlowSight(delay_s=DEADLINE_S)
    engine = make_engine(lockstep=False, sight=sight)
    engine.start()
    try:
        show(engine, 0, 'a')
        assert sight.begun.wait(DEADLINE_S)
        for stamp_ns in range(FRAME_NS, SECOND_NS, FRAME_NS):
            person, = show(engine, stamp_ns, 'a')
            assert person.in_view and person.assessed_ns is None
        assert engine.status().never_assessed == 1
        assert engine.status().longest_unjudged_s == pytest.approx(0.9)
    finally:
        sight.close()
        assert engine.stop(DEADLINE_S)
    assert engine.assessments(SECOND_NS)[0].assessed_ns == 0
    assert engine.status().longest_unjudged_s == pytest.approx(0.9)


def test_reading_that_was_begun_before_time_jumped_back_is_dropped():
    sight = SlowSight(delay_s=DEADLINE_S)
    engine = make_engine(lockstep=False, sight=sight)
    engine.start()
    try:
        show(engine, 100 * SECOND_NS, 'a')
        assert sight.begun.wait(DEADLINE_S)
        show(engine, 0, 'a')
    finally:
        sight.close()
        assert engine.stop(DEADLINE_S)
    assert engine.assessments(0)[0].assessed_ns in (None, 0)


def test_jump_back_forgets_people_and_survivors_and_goes_on():
    engine = make_engine(sight=ScriptedSight())
    for stamp_ns in range(100 * SECOND_NS, 101 * SECOND_NS, FRAME_NS):
        show(engine, stamp_ns, 'before')
    assert [s.person_id for s in engine.survivors(stamp_ns)] == ['before']
    assert [p.person_id for p in show(engine, 0, 'after')] == ['after']
    assert engine.survivors(0) == ()


def test_jump_back_within_a_run_keeps_the_survivors_out_of_view():
    engine = make_engine(sight=ScriptedSight())
    for stamp_ns in range(100 * SECOND_NS, 120 * SECOND_NS, FRAME_NS):
        show(engine, stamp_ns, 'before')
        engine.survivors(stamp_ns)
    assert [p.person_id for p in show(engine, 110 * SECOND_NS, 'after')] == ['after']
    survivor, = engine.survivors(110 * SECOND_NS)
    assert (survivor.person_id, survivor.in_view) == ('before', False)
    assert survivor.distress.level is DistressLevel.UNKNOWN


@pytest.mark.parametrize('again_s', [0.0, 100.0, 101.5])
def test_time_that_begins_again_forgets_the_survivors(again_s):
    engine = make_engine()
    for stamp_ns in range(100 * SECOND_NS, 120 * SECOND_NS, FRAME_NS):
        show(engine, stamp_ns, 'before')
        engine.survivors(stamp_ns)
    show(engine, round(again_s * SECOND_NS), 'after')
    assert engine.survivors(round(again_s * SECOND_NS)) == ()


def test_what_comes_late_is_skipped_and_counted():
    engine = make_engine(sight=ScriptedSight())
    for stamp_ns in range(10 * SECOND_NS, 11 * SECOND_NS, FRAME_NS):
        show(engine, stamp_ns, 'a')
    late_ns = stamp_ns - SECOND_NS + 1
    engine.on_frame(late_ns, lambda: grey_image(late_ns))
    assert not engine.on_people(people(late_ns, 'b'))
    assert engine.on_people(people(stamp_ns + FRAME_NS, 'a'))
    person, = engine.assessments(stamp_ns + FRAME_NS)
    assert (person.person_id, person.in_view) == ('a', True)
    assert person.distress.level is DistressLevel.SEVERE
    assert len(engine.survivors(stamp_ns + FRAME_NS)) == 1
    assert engine.status().out_of_order == 2


def test_without_a_sight_scorer_no_image_is_kept():
    engine = make_engine(voice=ScriptedVoice(), motion=False)
    opened = []
    engine.on_frame(0, lambda: opened)
    engine.on_people(people(0, 'a'))
    assert engine._book.records()[0].best is None


def test_a_scream_beside_somebody_in_view_may_be_somebody_s_unseen():
    engine = make_engine(voice=ScriptedVoice())
    for second in range(4):
        show(engine, second * SECOND_NS, 'a')
        engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS, level=0.9))
    listed = {s.survivor_id: s for s in engine.survivors(3 * SECOND_NS)}
    assert set(listed) == {'person-a', 'voice-1'}
    assert listed['voice-1'].distress.level is DistressLevel.SEVERE


@pytest.mark.parametrize('images_s', [0, 3])
def test_sound_goes_on_without_images(images_s):
    engine = make_engine(voice=ScriptedVoice())
    for second in range(images_s):
        show(engine, second * SECOND_NS)
    for second in range(8):
        engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS, level=0.9))
        last_image_s = max(0, images_s - 1)
        assert engine.blind is (second - last_image_s > BLIND_AFTER_S)
    survivor, = engine.survivors(8 * SECOND_NS)
    assert survivor.survivor_id == 'voice-1'
    assert survivor.distress.level is DistressLevel.SEVERE
    show(engine, 8 * SECOND_NS)
    assert not engine.blind


def test_a_hung_scorer_is_never_called_from_two_threads():
    sight = SlowSight(delay_s=DEADLINE_S)
    engine = make_engine(lockstep=False, sight=sight)
    engine.start()
    show(engine, 0, 'a')
    assert sight.begun.wait(DEADLINE_S)
    assert not engine.stop(0.01)
    sight.begun.clear()
    engine.start()
    show(engine, 2 * SECOND_NS, 'a')
    assert not sight.begun.wait(0.2), 'the first call has not ended'
    assert not engine.stop(0.01), 'it hangs still'
    sight.close()
    assert engine.stop(DEADLINE_S)


def test_voice_belongs_to_the_one_in_view_and_speaks_for_distress():
    heard = []
    engine = make_engine(voice=ScriptedVoice(), on_voice=heard.append)
    show(engine, 0, 'a')
    engine.on_audio(tone(2.0, stamp_ns=0, level=0.9))
    assert [reading.duration_s for reading in heard] == [2.0]
    assert not show(engine, SECOND_NS, 'a')[0].distress.evidence, 'the sound is not over yet'
    person, = show(engine, 2 * SECOND_NS, 'a')
    assert person.distress.probability > 0.8
    assert engine.survivors(2 * SECOND_NS)[0].person_id == 'a'


def test_voice_of_nobody_in_view_is_a_survivor():
    engine = make_engine(voice=ScriptedVoice())
    for second in range(3):
        show(engine, second * SECOND_NS)
        engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS, level=0.9))
    show(engine, 3 * SECOND_NS)
    survivor, = engine.survivors(3 * SECOND_NS)
    assert (survivor.survivor_id, survivor.distress.level) == ('voice-1', DistressLevel.SEVERE)


@pytest.mark.parametrize('clip', [AudioClip(np.zeros(0, np.float32), 8000, 0),
                                  tone(1.0, level=0.0)])
def test_silence_says_nothing(clip):
    heard = []
    engine = make_engine(voice=ScriptedVoice(), on_voice=heard.append)
    engine.on_audio(clip)
    person, = show(engine, 2 * SECOND_NS, 'a')
    assert len(heard) == 1
    assert person.distress.evidence == ()
    assert engine.survivors(2 * SECOND_NS) == ()


def test_voice_scorer_that_raises_is_counted_and_sight_goes_on():
    engine = make_engine(sight=ScriptedSight(), voice=ScriptedVoice(RuntimeError('no sound card')))
    for second in range(3):
        engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS))
        person, = show(engine, second * SECOND_NS, 'a')
        assert person.assessed_ns is not None
    status = engine.status()
    assert status.voice.last_error == 'RuntimeError: no sound card'
    assert status.voice.failures + status.windows_skipped == 3


def test_slow_voice_scorer_gives_up_the_oldest_sound():
    voice = SlowVoice()
    engine = make_engine(lockstep=False, voice=voice)
    engine.start()
    try:
        engine.on_audio(tone(1.0, stamp_ns=0))
        assert voice.begun.wait(DEADLINE_S)
        for second in range(1, WAITING_WINDOWS + 4):
            engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS))
        assert engine.status().windows_skipped == 3
    finally:
        voice.close()
        assert engine.stop(DEADLINE_S)
    assert voice.clips[0].stamp_ns == 0


def test_same_input_gives_the_same_judgements_though_the_sound_comes_earlier():
    def run(early_s):
        engine = make_engine(sight=ScriptedSight(), voice=ScriptedVoice(), batch=2)
        clips = [tone(1.0, stamp_ns=n * SECOND_NS, level=0.1 + 0.1 * n) for n in range(6)]
        found = []
        for clip in clips[:early_s]:
            engine.on_audio(clip)
        for n in range(70):
            if n % 10 == 0 and n // 10 + early_s <= len(clips) and n:
                engine.on_audio(clips[n // 10 - 1 + early_s])
            who = ['a', 'b', 'c'][:n % 4]
            found.append([(p.person_id, p.assessed_ns, p.distress)
                          for p in show(engine, n * FRAME_NS, *who, brightness=5 * n % 256)])
            found.append(engine.survivors(n * FRAME_NS))
        return repr(found)

    assert run(0) == run(0)
    assert run(2) == run(0)
    assert 'VOICE_TONE' in run(2)


def test_engine_can_be_started_again_and_stopped_twice():
    engine = make_engine(lockstep=False, sight=ScriptedSight())
    for _ in range(2):
        engine.start()
        assert engine.stop(DEADLINE_S)
        assert engine.stop(DEADLINE_S)
