"""Replaying to a fake of the other end: order, times, waiting, giving up."""

import os
import threading
import time

import numpy as np
import pytest

from emotion_rescue.core.errors import NodeError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import IMAGE

pytestmark = pytest.mark.ros

DEADLINE_S = 20.0
DOMAIN = 100 + (os.getpid() + 1) % 100
START_NS = 100 * NS_PER_S
STEP_NS = NS_PER_S // 10


def items(count):
    """Return sound and images that take turns, the sound of each 0.1 s before its image."""
    for number in range(count):
        yield AudioClip(np.full(1600, number / 100, np.float32), 16000,
                        START_NS + (number - 1) * STEP_NS, 'microphone')
        yield ImageFrame(np.full((48, 64, 3), number, np.uint8), START_NS + number * STEP_NS,
                         'camera')


class OtherEnd:
    """Stands for all nodes: notes what comes, and answers images like the distress node."""

    def __init__(self, context):
        from rclpy.executors import SingleThreadedExecutor
        from rclpy.node import Node
        from rclpy.qos import QoSProfile
        from rosgraph_msgs.msg import Clock
        from sensor_msgs.msg import CompressedImage
        from sensor_msgs.msg import Image

        from emotion_rescue_msgs.msg import AudioChunk
        from emotion_rescue_msgs.msg import PersonDistressArray
        self.node = Node('distress', context=context, namespace='emotion_rescue')
        self.notes, self.messages, self.answers = [], {}, True
        self.image_at_s = []
        qos = QoSProfile(depth=100)
        # Sound first: of what has arrived, rclpy takes in the order of subscribing.
        for topic, kind in ((AUDIO, AudioChunk), (IMAGE, Image), ('/clock', Clock),
                            ('image/compressed', CompressedImage)):
            self.node.create_subscription(kind, topic, self._note(topic), qos)
        self.judged = self.node.create_publisher(PersonDistressArray, 'distress', qos)
        self.executor = SingleThreadedExecutor(context=context)
        self.executor.add_node(self.node)
        self.thread = threading.Thread(target=self.executor.spin)
        self.thread.start()

    def _note(self, topic):
        from emotion_rescue_msgs.msg import PersonDistressArray

        def take(message):
            self.messages.setdefault(topic, []).append(message)
            stamp = message.clock if topic == '/clock' else message.header.stamp
            self.notes.append((topic, stamp.sec * NS_PER_S + stamp.nanosec))
            if topic == IMAGE:
                self.image_at_s.append(time.monotonic())
                if self.answers:
                    self.judged.publish(PersonDistressArray(header=message.header))
        return take

    def close(self):
        self.executor.shutdown()
        self.thread.join()
        self.node.destroy_node()


class Rig:
    def __init__(self, lockstep):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        from emotion_rescue.nodes.replay_node import ReplayNode
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=DOMAIN)
        self.other = OtherEnd(self.context)
        self.node = ReplayNode({IMAGE, AUDIO}, lockstep, context=self.context,
                               namespace='emotion_rescue')
        self.executor = SingleThreadedExecutor(context=self.context)
        self.executor.add_node(self.node)
        self.said = []
        self.wait(lambda: all(self.node.subscribers(t) for t in (IMAGE, AUDIO, '/clock',
                                                                 'image/compressed')))

    def gate(self, deadline_s=DEADLINE_S, **options):
        from emotion_rescue.nodes.replay_gate import ReplayGate
        gate = ReplayGate(self.node, self.executor, ['distress'], self.said.append, deadline_s,
                          **options)
        self.wait(lambda: self.other.judged.get_subscription_count())
        return gate

    def player(self, **options):
        from emotion_rescue.nodes.replay_player import ReplayPlayer
        return ReplayPlayer(self.node, self.executor, **options)

    def wait(self, condition):
        end_s = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < end_s
            self.executor.spin_once(timeout_sec=0.02)

    def close(self):
        import rclpy
        self.other.close()
        self.executor.shutdown()
        self.node.destroy_node()
        rclpy.shutdown(context=self.context)


@pytest.fixture
def make_rig():
    rigs = []

    def make(lockstep):
        rigs.append(Rig(lockstep))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


def test_every_image_waits_for_its_judgement_and_hears_what_came_before(make_rig):
    rig = make_rig(lockstep=True)
    played = rig.player(gate=rig.gate()).play(items(8), threading.Event())
    assert played.images == 8
    assert played.elapsed_s == pytest.approx(0.7)
    stamps = [START_NS + n * STEP_NS for n in range(8)]
    assert [n for n in rig.other.notes if n[0] in (IMAGE, AUDIO)] == [
        note for n, stamp in enumerate(stamps)
        for note in ((AUDIO, stamp - STEP_NS), (IMAGE, stamp))]
    samples = [m.first_sample for m in rig.other.messages[AUDIO]]
    assert samples == [1600 * n for n in range(8)]
    assert bytes(rig.other.messages[IMAGE][3].data) == bytes([3]) * (48 * 64 * 3)
    assert {m.header.frame_id for m in rig.other.messages[IMAGE]} == {'camera'}
    rig.wait(lambda: len(rig.other.messages['image/compressed']) == 8)
    clock = [stamp for topic, stamp in rig.other.notes if topic == '/clock']
    assert clock == sorted(clock)
    assert set(clock) <= set(stamps)


def test_what_is_waited_for_is_said_and_given_up(make_rig):
    rig = make_rig(lockstep=True)
    gate = rig.gate(deadline_s=3.0)
    rig.other.answers = False
    with pytest.raises(NodeError, match='/emotion_rescue/distress .* 100.000 s within 3 s'):
        rig.player(gate=gate).play(items(2), threading.Event())
    assert [line for line in rig.said if '/emotion_rescue/distress (1 publisher)' in line]
    assert len(rig.other.messages[IMAGE]) == 1


def test_an_image_waits_for_whoever_else_at_the_node_is_slower_than_the_gate(make_rig):
    rig = make_rig(lockstep=True)
    asked = []

    def missing(stamp_ns):
        asked.append(stamp_ns)
        return ['overlay'] if asked.count(stamp_ns) < 20 else []

    rig.player(gate=rig.gate(missing=missing)).play(items(2), threading.Event())
    assert [asked.count(START_NS + n * STEP_NS) >= 20 for n in range(2)] == [True, True]


def test_who_else_at_the_node_misses_something_is_said(make_rig):
    rig = make_rig(lockstep=True)
    gate = rig.gate(deadline_s=1.0, missing=lambda stamp_ns: ['overlay'])
    with pytest.raises(NodeError, match='nothing came on /emotion_rescue/overlay for the image'):
        rig.player(gate=gate).play(items(1), threading.Event())


def test_an_image_that_comes_late_is_not_waited_for(make_rig):
    rig = make_rig(lockstep=True)
    gate = rig.gate(deadline_s=5.0)
    images = [item for item in items(3) if isinstance(item, ImageFrame)]

    def unanswered():
        yield from (images[0], images[2])
        rig.other.answers = False
        yield images[1]

    assert rig.player(gate=gate).play(unanswered(), threading.Event()).images == 3


@pytest.mark.parametrize(('rate', 'count'), [(1.0, 6), (4.0, 11)])
def test_without_waiting_the_wall_clock_paces(make_rig, rate, count):
    rig = make_rig(lockstep=False)
    rig.player(rate=rate).play(items(count), threading.Event())
    rig.wait(lambda: len(rig.other.image_at_s) == count)
    taken_s = rig.other.image_at_s[-1] - rig.other.image_at_s[0]
    assert taken_s == pytest.approx((count - 1) / 10 / rate, abs=0.3)
    clock = [stamp for topic, stamp in rig.other.notes if topic == '/clock']
    assert clock == sorted(clock)
    # More often than the items come.
    assert len(clock) > 2 * count


def test_stop_ends_the_replay(make_rig):
    rig = make_rig(lockstep=False)
    stop = threading.Event()
    player = rig.player(progress=lambda played: stop.set())
    assert player.play(items(50), stop).images == 1


def test_a_jump_back_in_time_is_played_as_it_is(make_rig):
    rig = make_rig(lockstep=False)
    jumping = [*items(3), *items(2)]
    began_s = time.monotonic()
    rig.player(rate=1.0).play(jumping, threading.Event())
    assert time.monotonic() - began_s < 5.0
    # Jumps of less than a second are disorder, not a restart.
    later = [ImageFrame(i.bgr, i.stamp_ns + 5 * NS_PER_S) for i in items(2)
             if isinstance(i, ImageFrame)]
    rig.player(rate=10.0).play([*later, *items(1)], threading.Event())
    rig.wait(lambda: [s for t, s in rig.other.notes if t == '/clock'][-1] == START_NS)
