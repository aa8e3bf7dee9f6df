"""What the distress node makes of its inputs, and in which order."""

import numpy as np
import pytest

from fakes import person
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS
from fakes import SlowVoice
from fakes import tone

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from std_msgs.msg import Header

from distress_bench import chunk
from distress_bench import DistressBench
from distress_bench import FRAME_NS
from distress_bench import OUTPUTS
from distress_bench import stamps
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.distress_engine import DistressEngine
from ros_bench import DEADLINE_S
from ros_bench import RosBench
from ros_bench import wait_until


@pytest.fixture
def distress(ros):
    """Return a function that makes a DistressBench."""
    benches = []

    def make(**options):
        benches.append(DistressBench(ros, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def test_detections_whose_image_never_came_are_counted_and_published(distress):
    bench = distress(sight=ScriptedSight()).start()
    for n in range(3):
        bench.show(n * FRAME_NS, 'a', image=False)
    assert stamps(bench.messages('distress', 3)) == [0, FRAME_NS, 2 * FRAME_NS]
    assert not any(m.people[0].assessed for m in bench.messages('emotions', 3))
    _, _, values = bench.diagnosis(
        lambda level, text, values: values.get('detections without image') == '3', 'a count of 3')
    assert values['of these never judged'] == '1'


def test_lockstep_waits_for_the_image_until_a_newer_one_comes(distress):
    bench = distress(sight=ScriptedSight(), lockstep=True).start()
    bench.show(0, 'a', image=False)
    bench.show(FRAME_NS, 'a')
    messages = bench.messages('emotions', 2)
    assert stamps(messages) == [0, FRAME_NS]
    assert [m.people[0].assessed for m in messages] == [False, True]


SOUNDS = {
    'silent 16 bit': (np.zeros(16000, '<i2'), 16000, 1, 'S16LE', 0.0, None),
    'clipped float': (np.full(16000, 3.0, '<f4'), 16000, 1, 'F32LE', 0.9, 1.0),
    '8 kHz': ((16384 * np.sin(np.arange(8000))).astype('<i2'), 8000, 1, 'S16LE', 0.9, 0.5),
    '48 kHz stereo': (np.repeat(tone(1.0, 48000, level=0.5).samples, 2).astype('<f4'), 48000, 2,
                      'F32LE', 0.9, 0.5),
}


@pytest.mark.parametrize('samples, rate_hz, channels, encoding, speech, level',
                         SOUNDS.values(), ids=SOUNDS.keys())
def test_sound_of_many_kinds(distress, samples, rate_hz, channels, encoding, speech, level):
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0).start()
    bench.audio.publish(chunk(samples, rate_hz, 5 * SECOND_NS, 0, channels, encoding))
    voice, = bench.messages('voice', 1)
    assert (voice.header.stamp.sec, voice.header.frame_id) == (5, 'microphone')
    assert voice.duration_s == pytest.approx(1.0)
    assert voice.speech_probability == pytest.approx(speech)
    if level is None:
        assert np.isnan(voice.distress) and not voice.labels
    else:
        assert voice.distress == pytest.approx(level, abs=0.01)


def test_sound_that_cannot_be_understood_is_refused_and_counted(distress):
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0).start()
    bench.audio.publish(chunk(np.zeros(3, np.uint8), 16000, encoding='S16LE'))
    bench.audio.publish(chunk(np.zeros(16000, '<i2'), 16000, encoding='S16LE'))
    bench.messages('voice', 1)
    bench.diagnosis(lambda level, text, values: values.get('messages refused') == '1', 'a refusal')


def test_sound_of_no_numbers_is_refused_and_counted(distress):
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0).start()
    bench.audio.publish(chunk(np.full(1600, np.nan, '<f4'), 16000))
    bench.diagnosis(lambda level, text, values: values.get('messages refused') == '1', 'a refusal')


def test_somebody_without_a_box_costs_only_that_person(distress):
    bench = distress(sight=ScriptedSight()).start()
    bench.show(0, 'a', person('b', (float('nan'), 0.0, 1.0, 1.0)), 'c')
    judged, = bench.messages('distress', 1)
    assert [p.person_id for p in judged.people] == ['a', 'c']
    bench.diagnosis(lambda level, text, values: values.get('messages refused') == '1', 'a refusal')


def test_a_call_of_the_robot_is_heard_with_its_own_stamp(distress, monkeypatch):
    called = []
    monkeypatch.setattr(DistressEngine, 'on_call', lambda self, stamp_ns: called.append(stamp_ns))
    bench = distress(sight=ScriptedSight()).start()
    bench.ros.publisher(Header, 'call').publish(Header(stamp=time_message(5 * SECOND_NS + 7)))
    wait_until(lambda: called, 'a call')
    assert called == [5 * SECOND_NS + 7]


def test_detections_that_come_late_are_skipped_and_counted(distress):
    bench = distress(sight=ScriptedSight(), lockstep=True).start()
    bench.show(SECOND_NS, 'a')
    bench.messages('distress', 1)
    bench.show(SECOND_NS // 2, 'b')
    bench.diagnosis(lambda level, text, values: values.get('skipped as late') == '2', 'both')
    bench.show(SECOND_NS + 1, 'a')
    assert [m.people[0].person_id for m in bench.messages('distress', 2)] == ['a', 'a']


def test_without_images_sound_alone_says_whom_to_reach(distress):
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0, lockstep=True).start()
    for second in range(6):
        bench.audio.publish(chunk(tone(1.0, level=0.9).samples, 16000, second * SECOND_NS,
                                  second * 16000))
    lists = bench.said['survivors'].wait(
        lambda lists: lists if lists and lists[-1].survivors else None, 'a survivor')
    survivor, = lists[-1].survivors
    assert (survivor.survivor_id, survivor.kind) == ('voice-1', survivor.HEARD)
    assert survivor.distress.level == survivor.distress.LEVEL_SEVERE
    assert lists[-1].header.stamp.sec >= 3
    assert lists[-1].header.frame_id == 'microphone'
    assert not bench.said['distress'].messages


def test_lockstep_takes_all_sound_that_came_before_the_detections(distress):
    voice = SlowVoice()
    bench = distress(voice=voice, voice_window_s=1.0, lockstep=True).start()
    for second in range(2):
        bench.audio.publish(chunk(tone(1.0, level=0.9).samples, 16000, second * SECOND_NS,
                                  second * 16000))
        assert voice.begun.wait(DEADLINE_S), 'from now on the node takes nothing'
    bench.show(2 * SECOND_NS, 'a')
    for publisher in (bench.audio, bench.images, bench.detections):
        publisher.wait_for_all_acked()
    voice.released.set()
    judged, = bench.messages('distress', 1)
    assert [e.what for e in judged.people[0].evidence] == [
        'voice: scream (0.90), distress 0.90 (theirs: 0.60)']
    survivors = bench.messages('survivors', 1)[0].survivors
    assert [s.last_observed.sec for s in survivors] == [2], 'who may be somebody unseen'


def test_lockstep_gives_the_same_messages_every_time(ros_domain):
    first, second = run_in_lockstep(ros_domain), run_in_lockstep(ros_domain)
    for topic in OUTPUTS:
        for before, after in zip(first[topic], second[topic], strict=True):
            assert before == after, topic
    assert any('voice: scream' in message for message in first['distress'])


def run_in_lockstep(ros_domain):
    ros = RosBench(ros_domain)
    bench = DistressBench(ros, sight=ScriptedSight(), voice=ScriptedVoice(), lockstep=True,
                          batch=2, voice_window_s=1.0, voice_every_s=0.5).start()
    for n in range(60):
        bench.audio.publish(chunk(
            tone(0.1, level=0.1 + n / 100.0).samples, 16000, n * FRAME_NS, n * 1600))
        if n % 5 == 4:  # the sound of half a second, then its images, each in one burst
            bench.audio.wait_for_all_acked()
            for m in range(n - 4, n + 1):
                bench.show(m * FRAME_NS, *['a', 'b', 'c'][:m % 4], brightness=4 * m)
            bench.messages('distress', n + 1)
    bench.show(8 * SECOND_NS)
    bench.said['survivors'].wait(
        lambda lists: stamps(lists[-1:]) == [8 * SECOND_NS], 'the last list')
    bench.messages('distress', 61)
    bench.messages('voice', 11)
    ros.close()
    said = {topic: list(map(str, inbox.messages)) for topic, inbox in bench.said.items()}
    # Of a latched list only the present one is sure to arrive.
    return {**said, 'survivors': said['survivors'][-1:]}
