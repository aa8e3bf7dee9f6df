"""What the distress node says, and goes on doing, when its inputs or weights are of no use."""

from array import array
import threading

import numpy as np
import pytest

from fakes import grey_image
from fakes import people
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from distress_bench import chunk
from distress_bench import DistressBench
from distress_bench import stamps
from emotion_rescue.nodes.image_messages import compressed_from_frame
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.people_messages import detections_message
from emotion_rescue.nodes.stamps import time_message
from ros_bench import wait_until

WARN = 1


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


def detect(bench, stamp_ns, *who):
    bench.detections.publish(detections_message(
        people(stamp_ns, *who), Header(stamp=time_message(stamp_ns), frame_id='camera')))


def unknown_encoding(stamp_ns):
    message = image_from_frame(grey_image(stamp_ns))
    message.encoding = 'h264'
    return message


def cut_off(stamp_ns):
    message = image_from_frame(grey_image(stamp_ns))
    message.data = message.data[:100]
    return message


@pytest.mark.parametrize('broken', [unknown_encoding, cut_off])
def test_images_that_cannot_be_read_are_said_and_the_next_one_is_judged(distress, broken):
    bench = distress(sight=ScriptedSight(), lockstep=True).start()
    bench.images.publish(broken(0))
    detect(bench, 0, 'a')
    bench.diagnosis(lambda level, text, values: level == WARN and (
        f'1 images on {bench.ros.namespace}/image could not be read' in text), 'the topic')
    bench.show(2 * SECOND_NS, 'a')
    emotions = bench.messages('emotions', 2)
    assert stamps(emotions) == [0, 2 * SECOND_NS]
    assert [m.people[0].assessed for m in emotions] == [False, True]


def test_a_picture_cut_in_half_is_said_and_the_next_one_is_judged(distress):
    bench = distress(sight=ScriptedSight(), lockstep=True, image_transport='compressed')
    bench.node.trigger_configure()
    bench.node.trigger_activate()
    images = bench.ros.publisher(CompressedImage, 'image/compressed', 200)
    bench.detections = bench.ros.publisher(type(detections_message(people(0), Header())),
                                           'detections', 200)
    wait_until(lambda: bench.ros.node.count_publishers('emotions'), 'emotions')
    half = compressed_from_frame(grey_image(0))
    half.data = array('B', half.data[:len(half.data) // 2])
    images.publish(half)
    detect(bench, 0, 'a')
    bench.diagnosis(lambda level, text, values: level == WARN and (
        f'on {bench.ros.namespace}/image/compressed could not be read' in text), 'the topic')
    images.publish(compressed_from_frame(grey_image(2 * SECOND_NS)))
    detect(bench, 2 * SECOND_NS, 'a')
    assert [m.people[0].assessed for m in bench.messages('emotions', 2)] == [False, True]


def test_images_that_never_match_are_said_with_both_topics(distress):
    bench = distress(sight=ScriptedSight()).start()
    bench.images.publish(image_from_frame(grey_image(9 * SECOND_NS)))
    detect(bench, SECOND_NS, 'a')
    name = bench.ros.namespace
    bench.diagnosis(lambda level, text, values: level == WARN and (
        f'{name}/detections has the stamp of an image on {name}/image' in text), 'both topics')


def test_refused_sound_is_said_with_its_topic(distress):
    bench = distress(voice=ScriptedVoice()).start()
    bench.audio.publish(chunk(np.zeros(3, np.uint8), 16000, encoding='S16LE'))
    bench.diagnosis(lambda level, text, values: level == WARN and (
        f'1 messages on {bench.ros.namespace}/audio could not be understood' in text), 'the topic')


@pytest.mark.parametrize(('lockstep', 'late'), [(False, True), (True, False)])
def test_judgements_that_come_late_are_said_but_not_in_lockstep(
        distress, monkeypatch, lockstep, late):
    monkeypatch.setattr('emotion_rescue.nodes.distress_lateness.IMAGE_DUE_S', 0.0)
    bench = distress(sight=ScriptedSight(), lockstep=lockstep, missing_input_s=60.0).start()
    bench.show(0, 'a')
    bench.messages('distress', 1)
    _, text, _ = bench.diagnosis(lambda level, text, values: values['detections'] == '1', 'one')
    assert ('judgements are late: up to 0.' in text) == late


def test_judgements_in_time_are_not_called_late(distress):
    bench = distress(sight=ScriptedSight(), missing_input_s=60.0).start()
    bench.show(0, 'a')
    bench.messages('distress', 1)
    level, _, values = bench.diagnosis(
        lambda level, text, values: values['detections'] == '1', 'one')
    assert (level, values['judgements late'], values['tones late']) == (0, '0', '0')


@pytest.mark.parametrize('due_s', [0.0, 60.0])
def test_voices_that_come_late_are_said(distress, monkeypatch, due_s):
    monkeypatch.setattr('emotion_rescue.nodes.distress_lateness.TONE_DUE_S', due_s)
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0, missing_input_s=60.0).start()
    # A window is traced only where it is known that no earlier sound completed it.
    for number in range(10):
        bench.audio.publish(chunk(np.zeros(1600, np.float32), stamp_ns=number * SECOND_NS // 10,
                                  first_sample=number * 1600))
    bench.messages('voice', 1)
    _, text, _ = bench.diagnosis(lambda level, text, values: values['voice calls'] == '1', 'one')
    assert ('tones are late: up to 0.' in text) == (due_s == 0.0)


def test_a_camera_that_goes_and_comes_back(distress):
    bench = distress(sight=ScriptedSight(), missing_input_s=0.5, assess_every_s=0.0).start()
    bench.show(SECOND_NS, 'a')
    bench.messages('distress', 1)
    bench.ros.node.destroy_publisher(bench.images)
    bench.diagnosis(lambda level, text, values: level == WARN and (
        f'nothing arrives on {bench.ros.namespace}/image: nobody' in text), 'the loss')
    bench.images = bench.ros.publisher(Image, 'image', 200)
    shown = [1]

    def judged_again():
        shown[0] += 1
        bench.show(shown[0] * SECOND_NS, 'a')
        newest = bench.said['emotions'].messages[-1]
        return newest.people[0].assessed and newest.people[0].assessed_at.sec > 1

    wait_until(judged_again, 'a new judgement')
    bench.diagnosis(lambda level, text, values: f'{bench.ros.namespace}/image: nobody' not in text,
                    'recovery')


@pytest.mark.parametrize('lockstep', [False, True])
def test_shut_down_and_started_again_and_again_while_images_come(distress, lockstep):
    bench = distress(sight=ScriptedSight(), lockstep=lockstep).start()
    done = threading.Event()

    def feed():
        stamp_ns = 0
        while not done.wait(0.002):
            stamp_ns += SECOND_NS // 100
            bench.show(stamp_ns, 'a')

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        for _ in range(5):
            for step in (bench.node.trigger_deactivate, bench.node.trigger_cleanup,
                         bench.node.trigger_configure, bench.node.trigger_activate):
                step()
        # The executor has survived what was in its hands.
        before = len(bench.said['distress'].messages)
        bench.said['distress'].wait_count(before + 3)
    finally:
        done.set()
        feeder.join()
    assert bench.node.state == 'active'


def test_voice_weights_that_are_missing_fail_the_configure_and_leave_nothing(distress, tmp_path):
    sight = ScriptedSight()
    real_voice = {'sight_scorer_factory': lambda settings: sight}
    bench = distress(factories=real_voice, voice_enabled=True,
                     voice_weights=str(tmp_path / 'nowhere'))
    before = len(list(bench.node.publishers)), len(list(bench.node.subscriptions))
    bench.node.trigger_configure()
    assert bench.node.state == 'unconfigured'
    assert str(tmp_path / 'nowhere') in bench.node.failure
    assert not sight.loaded
    assert (len(list(bench.node.publishers)), len(list(bench.node.subscriptions))) == before
    bench.diagnosis(lambda level, text, values: level == 2 and str(tmp_path) in text, 'the reason')
