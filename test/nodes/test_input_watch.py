import threading
import time

import pytest

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy
from rclpy.qos import QoSProfile
from std_msgs.msg import Header
from std_msgs.msg import String

from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import OverlaySettings
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.nodes.diagnostics import PERIOD_S
from emotion_rescue.nodes.input_watch import LOOK_EVERY_S
from emotion_rescue.nodes.input_watch import type_name
from emotion_rescue.nodes.watched_subscription import sensor_qos
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from ros_bench import RosBench
from ros_bench import wait_until

MISSING_S = 0.3
SAID_WITHIN_S = MISSING_S + 1.0


class Ear:
    def __init__(self, ros, topic='words', qos=None):
        self.heard = []
        self.node = ros.spin(Node('ear', context=ros.context, namespace=ros.namespace))
        self.subscription = WatchedSubscription(
            self.node, String, topic, lambda m: self.heard.append(m.data),
            qos or sensor_qos('reliable'), MISSING_S)

    def problem(self, words, deadline_s=20.0):
        watch = self.subscription.watch
        wait_until(lambda: words in watch.problem, words, deadline_s)
        return watch.problem


@pytest.mark.parametrize('settings', [PerceptionSettings, DistressSettings, OverlaySettings])
def test_the_defaults_say_a_missing_input_within_three_seconds(settings):
    assert settings().missing_input_s + LOOK_EVERY_S + PERIOD_S < 3.0


def test_nobody_publishes(ros):
    ear = Ear(ros)
    problem = ear.problem('nobody publishes it', SAID_WITHIN_S)
    assert problem.startswith(f'nothing arrives on {ros.namespace}/words: ')


def test_where_the_same_type_is_published_is_told(ros):
    ros.publisher(String, 'speech', wait=False)
    ear = Ear(ros)
    ear.problem(f'std_msgs/msg/String is published on {ros.namespace}/speech: remap words to it')


def test_another_type(ros, ros_domain):
    # Within one process DDS does not even let a topic have two types.
    other = RosBench(ros_domain)
    try:
        other.publisher(Header, f'{ros.namespace}/words', wait=False)
        ear = Ear(ros)
        ear.problem(f'{other.namespace}/bench publishes std_msgs/msg/Header, expected '
                    'std_msgs/msg/String')
    finally:
        other.close()


def test_a_publisher_that_is_silent(ros):
    ear = Ear(ros)
    ros.publisher(String, 'words')
    ear.problem(f'{ros.namespace}/bench publishes it, but no message comes through')


@pytest.mark.parametrize('offered, asked, policy', [
    (sensor_qos('best_effort'), sensor_qos('reliable'), 'RELIABILITY'),
    (QoSProfile(depth=1),
     QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL), 'DURABILITY')])
def test_an_incompatible_publisher(ros, offered, asked, policy):
    ros.publisher(String, 'words', offered, wait=False)
    ear = Ear(ros, qos=asked)
    ear.problem(f'{ros.namespace}/bench offers an incompatible QoS ({policy})')


def test_messages_that_come_back_end_the_problem(ros):
    ear = Ear(ros)
    publisher = ros.publisher(String, 'words')
    ear.problem('no message comes through')
    publisher.publish(String(data='here'))
    wait_until(lambda: not ear.subscription.watch.problem, 'no problem')
    assert ear.heard == ['here']
    ear.problem('no message comes through')


def test_nothing_is_left_after_close(ros):
    ear = Ear(ros)
    wait_until(lambda: ros.node.count_subscribers('words') == 1, 'the subscription')
    timers = len(list(ear.node.timers))
    ear.subscription.close()
    wait_until(lambda: ros.node.count_subscribers('words') == 0, 'no subscription')
    assert len(list(ear.node.timers)) == timers - 1


def test_no_callback_outlives_close(ros):
    begun, may_end, heard = threading.Event(), threading.Event(), []

    def hear(message):
        begun.set()
        assert may_end.wait(20.0)
        heard.append(message.data)

    node = ros.spin(Node('ear', context=ros.context, namespace=ros.namespace))
    subscription = WatchedSubscription(node, String, 'words', hear, sensor_qos('reliable'), 9.0)
    ros.publisher(String, 'words').publish(String(data='here'))
    assert begun.wait(20.0)
    closing = threading.Thread(target=subscription.close)
    closing.start()
    assert not heard and closing.is_alive()
    may_end.set()
    closing.join(20.0)
    assert heard == ['here']
    # The executor may have taken one more before.
    subscription._take(String(data='late'), {})
    subscription.close()
    assert heard == ['here']


def test_a_subscription_that_fails_leaves_no_timer(ros, monkeypatch):
    node = Node('ear', context=ros.context, namespace=ros.namespace)
    timers = len(list(node.timers))

    def refuse(*args, **kwargs):
        raise RuntimeError('no memory')

    monkeypatch.setattr(node, 'create_subscription', refuse)
    with pytest.raises(RuntimeError):
        WatchedSubscription(node, String, 'words', print, sensor_qos(), 1.0)
    assert len(list(node.timers)) == timers
    node.destroy_node()


def test_the_arrival_is_told_of_a_message_that_waited_for_its_callback(ros):
    begun, may_end, came = threading.Event(), threading.Event(), []

    def hear(message, came_s):
        came.append((came_s, time.monotonic()))
        begun.set()
        assert may_end.wait(20.0)

    node = ros.spin(Node('ear', context=ros.context, namespace=ros.namespace))
    WatchedSubscription(node, String, 'words', hear, sensor_qos('reliable'), 9.0, timed=True)
    publisher = ros.publisher(String, 'words')
    publisher.publish(String(data='taken'))
    assert begun.wait(20.0)
    publisher.publish(String(data='waits'))
    assert publisher.wait_for_all_acked(Duration(seconds=20.0))
    acknowledged_s = time.monotonic()
    may_end.set()
    wait_until(lambda: len(came) == 2, 'both')
    (first_came_s, first_taken_s), (came_s, taken_s) = came
    assert first_taken_s - 1.0 < first_came_s <= first_taken_s <= came_s + 0.01
    # Two clocks are compared, to a hundredth of a second.
    assert came_s <= acknowledged_s + 0.01 <= taken_s + 0.01


@pytest.mark.parametrize('info', [{}, {'received_timestamp': 0},
                                  {'received_timestamp': 2 * time.time_ns()}])
def test_an_arrival_that_cannot_be_told_is_now(ros, info):
    came = []
    node = Node('ear', context=ros.context, namespace=ros.namespace)
    subscription = WatchedSubscription(
        node, String, 'words', lambda _, came_s: came.append(came_s), sensor_qos(), 9.0,
        timed=True)
    before_s = time.monotonic()
    subscription._take(String(), info)
    assert before_s <= came[0] <= time.monotonic()
    node.destroy_node()


def test_messages_that_never_came_are_counted(ros):
    ear = Ear(ros)
    assert ear.subscription.lost is None
    publisher = {'data': [1, 2, 3]}
    for number in (5, 6, 9, 10):
        ear.subscription._take(String(data='x'), {
            'publication_sequence_number': number, 'publisher_gid': publisher})
    assert ear.subscription.lost == 2
    ear.subscription._take(String(data='x'), {
        'publication_sequence_number': 1, 'publisher_gid': {'data': [4]}})
    assert ear.subscription.lost == 2


def test_type_names_are_those_of_the_graph(ros):
    ros.publisher(String, 'words', wait=False)
    names = wait_until(
        lambda: dict(ros.node.get_topic_names_and_types()).get(f'{ros.namespace}/words'), 'words')
    assert names == [type_name(String)]
