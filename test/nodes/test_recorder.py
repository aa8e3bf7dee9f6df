"""The real recorder process; what was published is read back with rosbags and compared."""

from array import array
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.ros

DEADLINE_S = 30.0
DOMAIN = 100 + os.getpid() % 100
NAMESPACE = '/mission'


class Source:
    """A node that publishes, and remembers every message."""

    def __init__(self):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor
        from rclpy.node import Node
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=DOMAIN)
        self.node = Node('source', context=self.context, namespace=NAMESPACE)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.executor.add_node(self.node)
        self.publishers, self.sent = {}, {}

    def offer(self, message_type, topic, latched=False):
        from rclpy.qos import DurabilityPolicy
        from rclpy.qos import QoSProfile
        durability = DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE
        publisher = self.node.create_publisher(
            message_type, topic, QoSProfile(depth=50, durability=durability))
        self.publishers[topic] = publisher
        self.sent[publisher.topic_name] = []

    def publish(self, topic, message):
        publisher = self.publishers[topic]
        self.sent[publisher.topic_name].append(message)
        publisher.publish(message)

    def wait_for_recorder(self, *topics):
        self.wait(lambda: all(self.publishers[t].get_subscription_count() for t in topics),
                  f'the recorder to subscribe to {topics}')

    def wait_taken(self):
        from rclpy.duration import Duration
        for publisher in self.publishers.values():
            assert publisher.wait_for_all_acked(Duration(seconds=DEADLINE_S))

    def wait(self, condition, what):
        end_s = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < end_s, f'waited in vain for {what}'
            self.executor.spin_once(timeout_sec=0.02)

    def close(self):
        import rclpy
        self.executor.shutdown()
        self.node.destroy_node()
        rclpy.shutdown(context=self.context)


@pytest.fixture
def source():
    made = Source()
    yield made
    made.close()


@pytest.fixture
def recorder(tmp_path):
    started = []

    def start(folder, **parameters):
        words = [f'-p {key}:={value}' for key, value in {'folder': folder, **parameters}.items()]
        process = subprocess.Popen(
            [sys.executable, '-m', 'emotion_rescue.nodes.recorder', '--ros-args', '-r',
             f'__ns:={NAMESPACE}', *' '.join(words).split()],
            env={**os.environ, 'ROS_DOMAIN_ID': str(DOMAIN)}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process, number=signal.SIGINT):
    process.send_signal(number)
    text, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, text
    return text


def read(folder):
    """Return topic -> messages, and topic -> connection."""
    from rclpy.serialization import deserialize_message
    from rosbags.highlevel import AnyReader

    from emotion_rescue.nodes.message_definitions import message_class
    found, connections = {}, {}
    with AnyReader([folder]) as reader:
        for connection in reader.connections:
            connections[connection.topic] = connection
            found[connection.topic] = []
        for connection, _, data in reader.messages():
            # By the definition in the bag, which must fit.
            reader.deserialize(data, connection.msgtype)
            found[connection.topic].append(
                deserialize_message(bytes(data), message_class(connection.msgtype)))
    return found, connections


def test_everything_comes_back_as_it_was_sent(source, recorder, tmp_path):
    from rosbags.interfaces import QosDurability
    from sensor_msgs.msg import Image
    from std_msgs.msg import String

    from emotion_rescue_msgs.msg import AudioChunk
    from emotion_rescue_msgs.msg import SurvivorArray
    source.offer(AudioChunk, 'audio')
    source.offer(Image, 'image')
    source.offer(SurvivorArray, 'survivors', latched=True)
    source.offer(String, '/elsewhere/left_out')
    source.offer(String, '/elsewhere/asked_for')
    source.publish('survivors', SurvivorArray())
    process = recorder(tmp_path / 'bag', extra_topics='/elsewhere/asked_for')
    source.wait_for_recorder('audio', 'image', 'survivors', '/elsewhere/asked_for')
    source.offer(String, 'late')
    source.wait_for_recorder('late')
    source.publish('/elsewhere/left_out', String(data='no'))
    source.publish('/elsewhere/asked_for', String(data='yes'))
    for number in range(60):
        source.publish('late', String(data=str(number)))
        source.publish('audio', AudioChunk(first_sample=number, data=array('B', b'12')))
        if number % 3 == 0:
            source.publish('image', Image(
                height=480, width=640, step=1920, encoding='bgr8',
                data=array('B', bytes([number]) * (480 * 1920))))
    source.wait_taken()
    text = end(process)
    found, connections = read(tmp_path / 'bag')
    expected = {t: sent for t, sent in source.sent.items() if t != '/elsewhere/left_out'}
    assert found == expected
    assert f'{sum(map(len, expected.values()))} messages of 5 topics' in text
    for topic, publisher in source.publishers.items():
        for info in source.node.get_publishers_info_by_topic(publisher.topic_name):
            if publisher.topic_name in connections:
                assert connections[publisher.topic_name].digest == str(info.topic_type_hash), topic
    qos, = connections[f'{NAMESPACE}/survivors'].ext.offered_qos_profiles
    assert qos.durability == QosDurability.TRANSIENT_LOCAL
    qos, = connections[f'{NAMESPACE}/audio'].ext.offered_qos_profiles
    assert qos.durability == QosDurability.VOLATILE


@pytest.mark.parametrize(('images', 'kept'), [
    ('compressed', {'image/compressed', 'late'}),
    ('none', {'late'})])
def test_images_are_recorded_as_asked_for(source, recorder, tmp_path, images, kept):
    from sensor_msgs.msg import CompressedImage
    from sensor_msgs.msg import Image
    from std_msgs.msg import String
    for message_type, topic in ((Image, 'image'), (CompressedImage, 'image/compressed'),
                                (String, 'late')):
        source.offer(message_type, topic)
    process = recorder(tmp_path / 'bag', images=images)
    source.wait_for_recorder(*kept)
    for message, topic in ((Image(), 'image'), (CompressedImage(), 'image/compressed'),
                           (String(), 'late')):
        source.publish(topic, message)
    source.wait_taken()
    end(process, signal.SIGTERM)
    found, _ = read(tmp_path / 'bag')
    assert {t: len(m) for t, m in found.items()} == {f'{NAMESPACE}/{t}': 1 for t in kept}


def test_simulated_time_is_the_time_of_the_bag(source, recorder, tmp_path):
    from builtin_interfaces.msg import Time
    from rosgraph_msgs.msg import Clock
    from std_msgs.msg import String
    source.offer(Clock, '/clock')
    source.offer(String, 'words')
    process = recorder(tmp_path / 'bag', use_sim_time='true')
    source.wait_for_recorder('/clock', 'words')
    source.publish('words', String(data='before the clock'))
    source.wait_taken()
    source.publish('/clock', Clock(clock=Time(sec=1000)))
    # The time goes to the recorder's clock by a best-effort subscription of its own.
    source.wait(lambda: source.node.count_subscribers('/clock') >= 2, 'the clock of the recorder')
    source.publish('/clock', Clock(clock=Time(sec=1001)))
    source.wait_taken()
    end(process)
    from rosbags.highlevel import AnyReader
    with AnyReader([tmp_path / 'bag']) as reader:
        times = {round(time_ns / 1e9) for _, time_ns, _ in reader.messages()}
    assert times <= {1000, 1001}
    assert read(tmp_path / 'bag')[0][f'{NAMESPACE}/words'] == source.sent[f'{NAMESPACE}/words']


@pytest.mark.parametrize(('parameters', 'expected'), [
    ({'folder': "''"}, 'folder'), ({'images': 'some'}, 'all, raw, compressed, none')])
def test_wrong_parameters_are_said_in_one_sentence(recorder, tmp_path, parameters, expected):
    process = recorder(**{'folder': tmp_path / 'bag', **parameters})
    text, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 1
    assert expected in text
    assert 'Traceback' not in text


def test_an_existing_bag_is_not_overwritten(recorder, tmp_path):
    (tmp_path / 'bag').mkdir()
    (tmp_path / 'bag' / 'kept').write_text('yes')
    process = recorder(tmp_path / 'bag')
    text, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 1
    assert 'exists already' in text
    assert (tmp_path / 'bag' / 'kept').read_text() == 'yes'
