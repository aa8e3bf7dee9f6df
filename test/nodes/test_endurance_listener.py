"""The endurance benchmark's ear and bag: a replayed round, one node that answers, and figures."""

import threading

import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.lateness import all_figures
from emotion_rescue.evaluation.lateness import bounds_s
from emotion_rescue.pipeline.open_recording import open_recording
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from diagnostic_msgs.msg import DiagnosticArray
from diagnostic_msgs.msg import DiagnosticStatus
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import Header
from vision_msgs.msg import Detection2DArray
from visualization_msgs.msg import MarkerArray

from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.nodes.bag_of_recording import write_bag
from emotion_rescue.nodes.endurance_listener import EnduranceListener
from emotion_rescue.nodes.replay_node import ReplayNode
from emotion_rescue.nodes.replay_player import ReplayPlayer
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.recording_timeline import images_last
from emotion_rescue.pipeline.recording_timeline import played
from emotion_rescue_msgs.msg import Voice
from ros_bench import wait_until

NAMESPACE = '/endurance'
IMAGES = 10


class Pictures:
    """A recording of a second, images at 10 Hz and sound."""

    kinds = frozenset((IMAGE, AUDIO))
    live = False

    def items(self, start_s=0.0, duration_s=None):
        for number in range(IMAGES):
            stamp_ns = number * NS_PER_S // 10
            yield AudioClip(np.zeros(1600, np.float32), 16000, stamp_ns, 'microphone')
            yield ImageFrame(np.full((48, 64, 3), number, np.uint8), stamp_ns, 'camera')


class Nodes:
    """Stands for all nodes; the detections of every second image carry a stamp of their own."""

    def __init__(self, node):
        self._node = node
        self._publishers = {topic: node.create_publisher(kind, topic, 100) for topic, kind in (
            ('detections', Detection2DArray), ('voice', Voice), ('markers', MarkerArray),
            ('/diagnostics', DiagnosticArray))}
        self.images = []
        node.create_subscription(CompressedImage, 'image/compressed', self._answer, 100)

    def ready(self):
        return self._node.count_publishers('image/compressed') and all(
            publisher.get_subscription_count() for publisher in self._publishers.values())

    def _answer(self, message):
        self.images.append(message)
        header = Header(stamp=message.header.stamp)
        header.stamp.nanosec += len(self.images) % 2
        publish = {topic: publisher.publish for topic, publisher in self._publishers.items()}
        publish['detections'](Detection2DArray(header=header))
        publish['markers'](MarkerArray())
        if len(self.images) == IMAGES:
            publish['voice'](Voice(header=Header(stamp=time_message(0)), duration_s=0.5))
            publish['voice'](Voice(header=Header(stamp=time_message(9 * NS_PER_S)),
                                   duration_s=0.5, transcript='help'))
            publish['/diagnostics'](DiagnosticArray(status=[
                DiagnosticStatus(name='endurance/perception', level=b'\x01', message='late'),
                DiagnosticStatus(name='elsewhere/perception', level=b'\x02', message='other')]))


def test_what_goes_in_and_comes_out_is_traced(ros_domain, tmp_path):
    import rclpy
    from rclpy.executors import SingleThreadedExecutor
    write_bag(Pictures(), tmp_path / 'bag')
    recording = open_recording(str(tmp_path / 'bag'))
    assert recording.kinds == {COMPRESSED_IMAGE, AUDIO}
    with ros([], domain_id=ros_domain), \
            EnduranceListener(NAMESPACE, ['perception'], COMPRESSED_IMAGE) as listener:
        executor = SingleThreadedExecutor()
        player = ReplayNode(recording.kinds, namespace=NAMESPACE, use_global_arguments=False)
        answering = rclpy.create_node('answering', namespace=NAMESPACE)
        nodes = Nodes(answering)
        executor.add_node(player)
        executor.add_node(answering)

        def spun(condition):
            executor.spin_once(timeout_sec=0.02)
            return condition()

        wait_until(lambda: spun(nodes.ready), 'all found')
        wait_until(lambda: spun(lambda: player.count_subscribers(COMPRESSED_IMAGE) == 2
                                and player.count_subscribers(AUDIO) == 1), 'the listener')
        ReplayPlayer(player, executor).play(images_last(played(recording)), threading.Event())
        wait_until(lambda: spun(lambda: listener.statements), 'a diagnostic')
        wait_until(lambda: spun(lambda: len(listener.messages) == 2 * IMAGES + 2
                                and listener.inputs.counts == {'images': IMAGES, 'audio': IMAGES}),
                   'everything')
        executor.shutdown()
        for node in (player, answering):
            node.destroy_node()
    figures = all_figures(listener.messages, listener.inputs, bounds_s(DistressSettings()),
                          listener.statements)
    detections, markers = figures['detections'], figures['markers']
    assert (detections['messages'], detections['not_of_an_input']) == (IMAGES, IMAGES // 2)
    assert 0.0 < detections['delay_s']['p50'] < 1.0
    assert (markers['messages'], markers['without_stamp'], markers['not_of_an_input']) == (
        IMAGES, IMAGES, 0)
    tone, words = figures['voice, tone'], figures['voice, words']
    assert (tone['messages'], tone['not_of_an_input'], words['not_of_an_input']) == (1, 0, 1)
    assert [(s.node, s.level, s.message) for s in listener.statements] == [
        ('perception', 1, 'late')]
