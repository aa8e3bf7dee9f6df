"""The demo's own subscriptions, fed with real messages."""

import os
import time

import numpy as np
import pytest

from emotion_rescue.cli.demo_video import FilmWriter
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S

pytestmark = pytest.mark.ros
DEADLINE_S = 20.0
DOMAIN = 100 + (os.getpid() + 2) % 100
FRAME = ImageFrame(np.full((48, 64, 3), 100, np.uint8), 100 * NS_PER_S, 'camera')


@pytest.fixture
def node_and_executor():
    import rclpy
    from rclpy.executors import SingleThreadedExecutor
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=DOMAIN)
    node = rclpy.create_node('demo', context=context)
    executor = SingleThreadedExecutor(context=context)
    executor.add_node(node)
    yield node, executor
    executor.shutdown()
    node.destroy_node()
    rclpy.shutdown(context=context)


def spin_until(executor, condition):
    end_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end_s
        executor.spin_once(timeout_sec=0.05)


def test_an_image_is_missed_until_everything_of_it_came_and_it_is_in_the_film(
        node_and_executor, tmp_path):
    from sensor_msgs.msg import CompressedImage
    from vision_msgs.msg import Detection2DArray

    from emotion_rescue.cli.demo_observer import DemoObserver
    from emotion_rescue.nodes.image_messages import compressed_from_frame
    from emotion_rescue_msgs.msg import PersonDistressArray
    from emotion_rescue_msgs.msg import PersonEmotionArray
    from emotion_rescue_msgs.msg import PersonVadArray
    node, executor = node_and_executor
    drawn = compressed_from_frame(FRAME)
    kinds = {'detections': Detection2DArray, 'emotions': PersonEmotionArray,
             'vad': PersonVadArray, 'distress': PersonDistressArray,
             'overlay/compressed': CompressedImage}
    with FilmWriter(tmp_path / 'film.mp4', with_sound=False) as film:
        observer = DemoObserver(node, 'image/compressed', film)
        assert observer.missing(FRAME.stamp_ns) == list(kinds)
        left = list(kinds)
        for topic, kind in kinds.items():
            message = drawn if kind is CompressedImage else kind(header=drawn.header)
            publisher = node.create_publisher(kind, topic, 10)
            spin_until(executor, publisher.get_subscription_count)
            publisher.publish(message)
            left.remove(topic)
            spin_until(executor, lambda: observer.missing(FRAME.stamp_ns) == left)
        assert film.image_count == 1
    assert observer.missing(FRAME.stamp_ns + 1) == list(kinds)
    assert observer.counts == {topic.partition('/')[0]: 1 for topic in kinds}
