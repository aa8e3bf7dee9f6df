"""The real distress node, fed by another node over DDS; only its models are scripted."""

from array import array
import itertools
import os
import threading
import time

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import WeightsError
from fakes import FailingSight
from fakes import grey_image
from fakes import people
from fakes import person
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS
from fakes import SlowSight
from fakes import SlowVoice
from fakes import tone

pytestmark = pytest.mark.ros

DEADLINE_S = 30.0
FRAME_NS = SECOND_NS // 10
OUTPUTS = ('emotions', 'vad', 'distress', 'voice', 'survivors')


class Rig:
    """A distress node in one thread, and a client that feeds it and collects what it says."""

    _numbers = itertools.count()

    def __init__(self, sight=None, voice=None, factories=None, **parameters):
        import rclpy
        from rclpy.node import Node
        from rclpy.parameter import Parameter

        from emotion_rescue.nodes.distress import DistressNode

        # A node of rclpy is gone from the graph only once it is garbage: a namespace for each.
        namespace = f'rig_{os.getpid()}_{next(self._numbers)}'
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=1 + os.getpid() % 39)
        parameters = {'voice_enabled': voice is not None, **parameters}
        scripted = {'sight_scorer_factory': lambda settings: sight,
                    'voice_scorer_factory': lambda settings: voice}
        self.node = DistressNode(
            **(scripted if factories is None else factories), context=self.context,
            namespace=namespace,
            parameter_overrides=[Parameter(k, value=v) for k, v in parameters.items()])
        self.client = Node('client', context=self.context, namespace=namespace)
        self.received = {topic: [] for topic in (*OUTPUTS, 'diagnostics')}
        self._changed = threading.Condition()
        self._make_client()
        self._threads = [self._spin(self.node), self._spin(self.client)]
        self._scorers = [s for s in (sight, voice) if s is not None]

    def start(self):
        """Bring the node up and wait until everybody has found each other."""
        self.node.start_up()
        self.wait(lambda: self.node.state == 'active', 'active')
        feeds = [self.images, self.detections]
        if self.node.get_parameter('voice_enabled').value:
            feeds.append(self.audio)
        self.wait(lambda: all(f.get_subscription_count() == 1 for f in feeds), 'inputs')
        self.wait(lambda: all(s.get_publisher_count() == 1 for s in self._subscriptions
                              if s is not self._diagnostics), 'outputs')
        return self

    def show(self, stamp_ns, *who, image=True, brightness=30):
        """Publish an image and the detections made from it."""
        from std_msgs.msg import Header

        from emotion_rescue.nodes.image_messages import image_from_frame
        from emotion_rescue.nodes.people_messages import detections_message
        from emotion_rescue.nodes.stamps import time_message

        if image:
            self.images.publish(image_from_frame(grey_image(stamp_ns, brightness=brightness)))
        self.detections.publish(detections_message(
            people(stamp_ns, *who), Header(stamp=time_message(stamp_ns), frame_id='camera')))

    def wait(self, predicate, what):
        """Wait until `predicate` holds; looked at with every message, and now and then."""
        deadline_s = time.monotonic() + DEADLINE_S
        with self._changed:
            while not predicate():
                if time.monotonic() > deadline_s:
                    raise AssertionError(f'no {what} within {DEADLINE_S} s; '
                                         f'{ {k: len(v) for k, v in self.received.items()} }')
                self._changed.wait(0.05)

    def messages(self, topic, count):
        """Return the messages of `topic` once there are `count` of them."""
        self.wait(lambda: len(self.received[topic]) >= count, f'{count} messages on {topic}')
        assert len(self.received[topic]) == count
        return self.received[topic]

    def diagnosis(self, predicate, what):
        """Return (level, message, values) of the first status from now on that fits."""
        found = []

        def fits():
            for status in self.received['diagnostics'][begin:]:
                values = {pair.key: pair.value for pair in status.values}
                if predicate(status.level[0], status.message, values):
                    found.append((status.level[0], status.message, values))
            return bool(found)

        begin = len(self.received['diagnostics'])
        self.wait(fits, f'diagnostics with {what}')
        return found[0]

    def close(self):
        for scorer in self._scorers:
            scorer.close()
        for executor, thread in self._threads:
            executor.shutdown()
            thread.join(DEADLINE_S)
        self.node.close()
        self.node.destroy_node()
        self.client.destroy_node()
        self.context.shutdown()

    def _make_client(self):
        from diagnostic_msgs.msg import DiagnosticArray
        from rclpy.qos import QoSProfile
        from sensor_msgs.msg import Image
        from vision_msgs.msg import Detection2DArray

        from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
        from emotion_rescue_msgs.msg import AudioChunk
        from emotion_rescue_msgs.msg import PersonDistressArray
        from emotion_rescue_msgs.msg import PersonEmotionArray
        from emotion_rescue_msgs.msg import PersonVadArray
        from emotion_rescue_msgs.msg import SurvivorArray
        from emotion_rescue_msgs.msg import Voice

        qos = QoSProfile(depth=200)
        self.images = self.client.create_publisher(Image, 'image', qos)
        self.detections = self.client.create_publisher(Detection2DArray, 'detections', qos)
        self.audio = self.client.create_publisher(AudioChunk, 'audio', qos)
        types = dict(zip(OUTPUTS, (PersonEmotionArray, PersonVadArray, PersonDistressArray,
                                   Voice, SurvivorArray), strict=True))
        self._subscriptions = [
            self.client.create_subscription(
                kind, topic, lambda message, topic=topic: self._take(topic, message),
                SURVIVORS_QOS if topic == 'survivors' else qos)
            for topic, kind in types.items()]
        self._diagnostics = self.client.create_subscription(
            DiagnosticArray, '/diagnostics', self._take_diagnostics, qos)

    def _take(self, topic, message):
        with self._changed:
            self.received[topic].append(message)
            self._changed.notify_all()

    def _take_diagnostics(self, array):
        for status in array.status:
            self._take('diagnostics', status)

    def _spin(self, node):
        from rclpy.executors import ExternalShutdownException
        from rclpy.executors import SingleThreadedExecutor

        executor = SingleThreadedExecutor(context=self.context)
        executor.add_node(node)

        def spin():
            try:
                executor.spin()
            except ExternalShutdownException:
                pass

        thread = threading.Thread(target=spin, name=node.get_name(), daemon=True)
        thread.start()
        return executor, thread


@pytest.fixture
def rig():
    rigs = []

    def make(**kwargs):
        rigs.append(Rig(**kwargs))
        return rigs[-1]

    yield make
    for made in rigs:
        made.close()


def chunk(samples, rate_hz, stamp_ns=0, first_sample=0, channels=1, encoding='F32LE'):
    from std_msgs.msg import Header

    from emotion_rescue.nodes.stamps import time_message
    from emotion_rescue_msgs.msg import AudioChunk

    return AudioChunk(
        header=Header(stamp=time_message(stamp_ns), frame_id='microphone'),
        sample_rate_hz=rate_hz, channels=channels, encoding=getattr(AudioChunk, encoding),
        first_sample=first_sample, data=array('B', np.asarray(samples).tobytes()))


def stamps(messages):
    return [m.header.stamp.sec * SECOND_NS + m.header.stamp.nanosec for m in messages]


def test_each_detections_message_gets_one_of_each_with_its_header(rig):
    rig = rig(sight=ScriptedSight(), lockstep=True).start()
    shown = {0: (), FRAME_NS: ('a',), 2 * FRAME_NS: ('b', 'a'), 3 * FRAME_NS: ()}
    for stamp_ns, who in shown.items():
        rig.show(stamp_ns, *who)
    for topic in ('emotions', 'vad', 'distress'):
        messages = rig.messages(topic, len(shown))
        assert stamps(messages) == list(shown)
        assert {m.header.frame_id for m in messages} == {'camera'}
        assert [tuple(p.person_id for p in m.people) for m in messages] == list(shown.values())
    _, first, second, _ = rig.received['emotions']
    assert first.people[0].assessed and first.people[0].assessed_at == first.header.stamp
    assert second.people[0].present[0] == CATEGORY_INDEX['Fear']
    assert rig.received['distress'][1].people[0].level == 4
    assert rig.received['vad'][1].people[0].valence < 3.0


def test_live_judgements_come_with_later_images(rig):
    rig = rig(sight=ScriptedSight(), assess_every_s=0.0).start()
    for n in range(100):
        rig.show(n * FRAME_NS, person('a', position_m=(1.0, 2.0, 3.0)))
        people_found = rig.messages('emotions', n + 1)[-1].people
        if people_found[0].assessed:
            break
    assert people_found[0].assessed
    position = rig.messages('distress', n + 1)[-1].people[0].position
    assert (position.x, position.y, position.z) == (1.0, 2.0, 3.0)


def test_detections_whose_image_never_came_are_counted_and_published(rig):
    rig = rig(sight=ScriptedSight()).start()
    for n in range(3):
        rig.show(n * FRAME_NS, 'a', image=False)
    assert stamps(rig.messages('distress', 3)) == [0, FRAME_NS, 2 * FRAME_NS]
    assert not any(m.people[0].assessed for m in rig.messages('emotions', 3))
    _, _, values = rig.diagnosis(
        lambda level, text, values: values.get('detections without image') == '3', 'a count of 3')
    assert values['of these never judged'] == '1'


def test_lockstep_waits_for_the_image_until_a_newer_one_comes(rig):
    rig = rig(sight=ScriptedSight(), lockstep=True).start()
    rig.show(0, 'a', image=False)
    rig.show(FRAME_NS, 'a')
    messages = rig.messages('emotions', 2)
    assert stamps(messages) == [0, FRAME_NS]
    assert [m.people[0].assessed for m in messages] == [False, True]


def test_scorer_that_takes_five_seconds_delays_only_readings(rig):
    sight = SlowSight(delay_s=5.0)
    rig = rig(sight=sight).start()
    rig.show(0, 'a')
    assert sight.begun.wait(DEADLINE_S)
    begun_s = time.monotonic()
    for n in range(1, 40):
        rig.show(n * FRAME_NS, 'a')
        rig.messages('distress', n + 1)
    assert time.monotonic() - begun_s < 4.0
    assert not any(m.people[0].assessed for m in rig.messages('emotions', 40))
    rig.diagnosis(lambda level, text, values: values.get('of these never judged') == '1',
                  'somebody not judged')
    rig.diagnosis(lambda level, text, values: values.get('sight calls') == '1', 'a call')
    rig.show(8 * SECOND_NS, 'a')
    late = rig.messages('emotions', 41)[-1].people[0]
    assert (late.assessed, late.assessed_at.sec, late.assessed_at.nanosec) == (True, 0, 0)
    level, text, values = rig.diagnosis(
        lambda level, text, values: 'oldest judgement [s]' in values, 'an age')
    assert values['oldest judgement [s]'] == '8'
    assert level == 1 and 'last judged 8.0 s ago' in text


def test_scorer_that_raises_is_said_and_publishing_goes_on(rig):
    rig = rig(sight=FailingSight()).start()
    rig.show(0, 'a')
    level, text, values = rig.diagnosis(
        lambda level, text, values: values.get('sight failures') == '1', 'a failure')
    assert level == 2
    assert 'the sight scorer failed once' in text
    assert 'RuntimeError: the scripted scorer is out of memory' in text
    for n in range(1, 4):
        rig.show(n * SECOND_NS, 'a')
    messages = rig.messages('distress', 4)
    assert all(m.people[0].level == m.people[0].LEVEL_UNKNOWN for m in messages)
    assert rig.node.state == 'active'


def test_model_that_cannot_be_loaded_fails_the_transition_and_the_node_stays(rig):
    from lifecycle_msgs.msg import Transition
    from lifecycle_msgs.srv import ChangeState

    sight = ScriptedSight(load_error=WeightsError('weights/affect is not there; fetch it'))
    rig = rig(sight=sight)
    rig.node.start_up()
    level, text, values = rig.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert text == 'weights/affect is not there; fetch it'
    assert values['state'] == 'unconfigured'

    sight.load_error = None
    change = rig.client.create_client(ChangeState, 'distress/change_state')
    assert change.wait_for_service(DEADLINE_S)
    for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
        answer = change.call_async(ChangeState.Request(transition=Transition(id=transition)))
        rig.wait(answer.done, 'answer')
        assert answer.result().success
    assert rig.node.state == 'active' and sight.loaded


def test_real_model_without_weights_fails_the_transition_with_the_reason(rig, tmp_path):
    rig = rig(factories={}, sight_weights=str(tmp_path / 'nowhere'))
    rig.node.start_up()
    level, text, values = rig.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert 'nowhere' in text
    assert values['state'] == 'unconfigured'


def test_diagnostics_go_on_while_a_model_loads(rig):
    gate = threading.Event()
    rig = rig(sight=ScriptedSight(load_gate=gate))
    rig.node.start_up()
    try:
        for _ in range(2):
            level, _, values = rig.diagnosis(
                lambda level, text, values: values['state'] == 'configuring', 'its state')
            assert (level, values['sight model']) == (0, 'loading')
    finally:
        gate.set()
    rig.diagnosis(lambda level, text, values: values['state'] == 'active'
                  and values['sight model'] == 'ScriptedSight, for tests', 'the loaded model')


def test_all_wrong_parameters_are_said_together(rig):
    rig = rig(sight=ScriptedSight(), batch=0, assess_every_s='soon', precision='int3')
    rig.node.start_up()
    _, text, values = rig.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert all(name in text for name in ('batch', 'assess_every_s', 'precision'))
    assert values['state'] == 'unconfigured'


def test_nothing_is_said_while_inactive_and_models_are_given_back(rig):
    sight = ScriptedSight()
    rig = rig(sight=sight, lockstep=True).start()
    rig.show(0, 'a')
    rig.messages('distress', 1)
    rig.node.trigger_deactivate()
    assert rig.node.state == 'inactive'
    rig.wait(lambda: rig.detections.get_subscription_count() == 0, 'end of subscriptions')
    rig.show(1, 'a')
    rig.node.trigger_activate()
    rig.wait(lambda: rig.detections.get_subscription_count() == 1
             and rig.images.get_subscription_count() == 1, 'subscriptions')
    rig.show(2, 'a')
    assert stamps(rig.messages('distress', 2)) == [0, 2]
    rig.node.trigger_deactivate()
    rig.node.trigger_cleanup()
    assert not sight.loaded


SOUNDS = {
    'silent 16 bit': (np.zeros(16000, '<i2'), 16000, 1, 'S16LE', 0.0, None),
    'clipped float': (np.full(16000, 3.0, '<f4'), 16000, 1, 'F32LE', 0.9, 1.0),
    '8 kHz': ((16384 * np.sin(np.arange(8000))).astype('<i2'), 8000, 1, 'S16LE', 0.9, 0.5),
    '48 kHz stereo': (np.repeat(tone(1.0, 48000, level=0.5).samples, 2).astype('<f4'), 48000, 2,
                      'F32LE', 0.9, 0.5),
}


@pytest.mark.parametrize('samples, rate_hz, channels, encoding, speech, distress',
                         SOUNDS.values(), ids=SOUNDS.keys())
def test_sound_of_many_kinds(rig, samples, rate_hz, channels, encoding, speech, distress):
    rig = rig(voice=ScriptedVoice(), voice_window_s=1.0).start()
    rig.audio.publish(chunk(samples, rate_hz, 5 * SECOND_NS, 0, channels, encoding))
    voice, = rig.messages('voice', 1)
    assert (voice.header.stamp.sec, voice.header.frame_id) == (5, 'microphone')
    assert voice.duration_s == pytest.approx(1.0)
    assert voice.speech_probability == pytest.approx(speech)
    if distress is None:
        assert np.isnan(voice.distress) and not voice.labels
    else:
        assert voice.distress == pytest.approx(distress, abs=0.01)


def test_sound_that_cannot_be_understood_is_refused_and_counted(rig):
    rig = rig(voice=ScriptedVoice(), voice_window_s=1.0).start()
    rig.audio.publish(chunk(np.zeros(3, np.uint8), 16000, encoding='S16LE'))
    rig.audio.publish(chunk(np.zeros(16000, '<i2'), 16000, encoding='S16LE'))
    rig.messages('voice', 1)
    rig.diagnosis(lambda level, text, values: values.get('messages refused') == '1', 'a refusal')


def test_voice_of_somebody_unseen_reaches_a_late_subscriber_of_survivors(rig):
    from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
    from emotion_rescue_msgs.msg import SurvivorArray

    rig = rig(voice=ScriptedVoice(), voice_window_s=1.0, lockstep=True).start()
    for second in range(3):
        rig.audio.publish(chunk(tone(1.0, level=0.9).samples, 16000, second * SECOND_NS,
                                second * 16000))
    rig.messages('voice', 3)
    rig.show(4 * SECOND_NS)
    rig.messages('distress', 1)
    late = []
    rig.client.create_subscription(SurvivorArray, 'survivors', late.append, SURVIVORS_QOS)
    rig.wait(lambda: late, 'latched survivors')
    survivor, = late[0].survivors
    assert (survivor.kind, survivor.survivor_id) == (survivor.HEARD, 'voice-1')
    assert survivor.distress.level == survivor.distress.LEVEL_SEVERE
    assert not survivor.in_view and not survivor.position_known


def test_stamps_that_jump_back_start_over(rig):
    rig = rig(sight=ScriptedSight(), lockstep=True).start()
    for n, stamp_ns in enumerate((100 * SECOND_NS, 101 * SECOND_NS, 0, 2 * SECOND_NS)):
        rig.show(stamp_ns, 'a')
        messages = rig.messages('emotions', n + 1)
    assert [m.people[0].assessed_at.sec for m in messages] == [100, 101, 0, 2]


def test_lockstep_takes_all_sound_that_came_before_the_detections(rig):
    voice = SlowVoice()
    rig = rig(voice=voice, voice_window_s=1.0, lockstep=True).start()
    for second in range(5):
        rig.audio.publish(chunk(tone(1.0, level=0.9).samples, 16000, second * SECOND_NS,
                                second * 16000))
        assert voice.begun.wait(DEADLINE_S), 'from now on the node takes nothing'
    rig.show(5 * SECOND_NS, 'a')
    for publisher in (rig.audio, rig.images, rig.detections):
        publisher.wait_for_all_acked()
    voice.released.set()
    judged, = rig.messages('distress', 1)
    assert [e.what for e in judged.people[0].evidence] == [
        'voice: scream (0.90), distress 0.90 (theirs: 0.60)']
    survivors = rig.messages('survivors', 1)[0].survivors
    assert [s.last_observed.sec for s in survivors] == [4], 'who was unseen until then'


def test_lockstep_gives_the_same_messages_every_time(rig):
    def run():
        made = rig(sight=ScriptedSight(), voice=ScriptedVoice(), lockstep=True, batch=2,
                   voice_window_s=1.0, voice_every_s=0.5).start()
        for n in range(60):
            made.audio.publish(chunk(
                tone(0.1, level=0.1 + n / 100.0).samples, 16000, n * FRAME_NS, n * 1600))
            if n % 10 == 9:  # the sound of a second, then its images, each in one burst
                made.audio.wait_for_all_acked()
                for m in range(n - 9, n + 1):
                    made.show(m * FRAME_NS, *['a', 'b', 'c'][:m % 4], brightness=4 * m)
                made.messages('distress', n + 1)
        made.wait(lambda: len(made.received['voice']) == 11, 'all voices')
        # Of a latched list only the present one is sure to arrive.
        made.show(8 * SECOND_NS)
        made.wait(lambda: made.received['survivors'][-1].header.stamp.sec == 8, 'last survivors')
        made.messages('distress', 61)
        made.received['survivors'] = made.received['survivors'][-1:]
        return {topic: list(map(str, made.received[topic])) for topic in OUTPUTS}

    first, second = run(), run()
    for topic in OUTPUTS:
        for before, after in zip(first[topic], second[topic], strict=True):
            assert before == after, topic
    assert any('voice: scream' in message for message in first['distress'])
