"""The real distress node with scripted models, what feeds it, and what it says."""

from array import array

from diagnostic_msgs.msg import DiagnosticArray
import numpy as np
from sensor_msgs.msg import Image
from std_msgs.msg import Header
from vision_msgs.msg import Detection2DArray

from emotion_rescue.nodes.distress import DistressNode
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.people_messages import detections_message
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue_msgs.msg import AudioChunk
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import SurvivorArray
from emotion_rescue_msgs.msg import Voice
from fakes import grey_image
from fakes import people
from fakes import SECOND_NS
from ros_bench import wait_until

FRAME_NS = SECOND_NS // 10
OUTPUTS = {'emotions': PersonEmotionArray, 'vad': PersonVadArray,
           'distress': PersonDistressArray, 'voice': Voice, 'survivors': SurvivorArray}


class DistressBench:
    """A distress node in a RosBench.

    Args:
        ros: the bench.
        sight: scorer, or None for no sight; a scorer is closed at the end of the test.
        voice: scorer, or None for no hearing.
        words: scorer of utterances, or None for no words.
        factories: of scorers, instead of these.
        parameters: of the node.

    Attributes:
        node: unconfigured before `start`.
        said: topic -> Inbox.
    """

    def __init__(self, ros, sight=None, voice=None, words=None, factories=None, **parameters):
        self.ros = ros
        self._scorers = [scorer for scorer in (sight, voice, words) if scorer is not None]
        scripted = {'sight_scorer_factory': lambda settings: sight,
                    'voice_scorer_factory': lambda settings: voice,
                    'words_scorer_factory': lambda settings, say: words}
        self._hears = voice is not None or words is not None
        self.node = ros.make(
            DistressNode, {'autostart': True, 'voice_enabled': self._hears, **parameters},
            **(scripted if factories is None else factories))
        self.said = {
            topic: ros.inbox(kind, topic, SURVIVORS_QOS if topic == 'survivors' else 200)
            for topic, kind in OUTPUTS.items()}
        self._diagnostics = ros.inbox(DiagnosticArray, '/diagnostics')

    def start(self):
        """Activate the node and wait until everybody has found each other."""
        self.node.trigger_configure()
        self.node.trigger_activate()
        assert self.node.state == 'active', self.node.failure
        self.images = self.ros.publisher(Image, 'image', 200)
        self.detections = self.ros.publisher(Detection2DArray, 'detections', 200)
        if self._hears:
            self.audio = self.ros.publisher(AudioChunk, 'audio', 200)
        for topic in OUTPUTS:
            wait_until(lambda topic=topic: self.ros.node.count_publishers(topic), topic)
        return self

    def show(self, stamp_ns, *who, image=True, brightness=30):
        """Publish an image and the detections made from it."""
        if image:
            self.images.publish(image_from_frame(grey_image(stamp_ns, brightness=brightness)))
        self.detections.publish(detections_message(
            people(stamp_ns, *who), Header(stamp=time_message(stamp_ns), frame_id='camera')))

    def messages(self, topic, count):
        """Return the messages of `topic` once there are `count` of them, and no more."""
        messages = self.said[topic].wait_count(count)
        assert len(messages) == count
        return messages

    def diagnosis(self, condition, what):
        """Return (level, message, values) of the first status from now on that fits them."""
        begin = len(self._diagnostics.messages)

        def fitting(arrays):
            for array_message in arrays[begin:]:
                for status in array_message.status:
                    found = (status.level[0], status.message,
                             {pair.key: pair.value for pair in status.values})
                    if condition(*found):
                        return found
            return None

        return self._diagnostics.wait(fitting, f'diagnostics with {what}')

    def close(self):
        for scorer in self._scorers:
            scorer.close()


def stamps(messages):
    """Return the stamps of messages in nanoseconds."""
    return [nanoseconds(message.header.stamp) for message in messages]


def chunk(samples, rate_hz=16000, stamp_ns=0, first_sample=0, channels=1, encoding='F32LE'):
    """Return sound as a message; `samples` have the encoding's own type."""
    return AudioChunk(
        header=Header(stamp=time_message(stamp_ns), frame_id='microphone'),
        sample_rate_hz=rate_hz, channels=channels, encoding=getattr(AudioChunk, encoding),
        first_sample=first_sample, data=array('B', np.asarray(samples).tobytes()))
