"""Notes all that goes into the graph, all that comes out of it, and what nodes say of it."""

from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from visualization_msgs.msg import MarkerArray

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.lateness import Statement
from emotion_rescue.evaluation.traced_stamps import OutputMessage
from emotion_rescue.evaluation.traced_stamps import PublishedInputs
from emotion_rescue.evaluation.traced_stamps import TONE
from emotion_rescue.evaluation.traced_stamps import WORDS
from emotion_rescue.nodes.audio_messages import clip_from_chunk
from emotion_rescue.nodes.listening_node import ListeningNode
from emotion_rescue.nodes.message_definitions import message_class
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import stamp_of_serialised
from emotion_rescue_msgs.msg import AudioChunk
from emotion_rescue_msgs.msg import Voice

# Left serialised: of these, only the stamp is of interest.
_STAMPED = {
    'detections': 'vision_msgs/msg/Detection2DArray',
    'emotions': 'emotion_rescue_msgs/msg/PersonEmotionArray',
    'vad': 'emotion_rescue_msgs/msg/PersonVadArray',
    'distress': 'emotion_rescue_msgs/msg/PersonDistressArray',
    'survivors': 'emotion_rescue_msgs/msg/SurvivorArray',
    'overlay': 'sensor_msgs/msg/Image',
    'overlay/compressed': 'sensor_msgs/msg/CompressedImage',
}
# Reliable, and deep: what this process misses would look as if it had never been there.
_QOS = QoSProfile(depth=200)
_IMAGE_QOS = QoSProfile(depth=20)


class EnduranceListener(ListeningNode):
    """Listens from construction on; times are those of the middleware, not of this process.

    Args:
        namespace: of the nodes.
        names: of the nodes.
        image_topic: of the images that go in, IMAGE or COMPRESSED_IMAGE.

    Attributes:
        inputs: what went in.
        messages: what came out.
        statements: what nodes said on /diagnostics.
    """

    def __init__(self, namespace: str, names: list[str], image_topic: str):
        super().__init__(namespace, names)
        self.inputs = PublishedInputs()
        self.messages: list[OutputMessage] = []
        self.statements: list[Statement] = []
        self._names = {f'{namespace.strip("/")}/{name}'.lstrip('/'): name for name in names}
        self._listen(CompressedImage if image_topic == COMPRESSED_IMAGE else Image, image_topic,
                     self._take_image, _IMAGE_QOS, raw=True)
        self._listen(AudioChunk, AUDIO, self._take_sound)
        for topic, type_name in _STAMPED.items():
            drawn = topic.startswith('overlay')
            self._listen(message_class(type_name), topic, self._taker(topic),
                         _IMAGE_QOS if drawn else _QOS, raw=True)
        self._listen(Voice, 'voice', self._take_voice)
        self._listen(MarkerArray, 'markers', self._take_markers)
        self._listen(DiagnosticArray, '/diagnostics', self._take_diagnostics)

    def _listen(self, kind: type, topic: str, take: Callable, qos=_QOS, raw: bool = False):
        self.node.create_subscription(kind, topic, take, qos, raw=raw)

    def _take_image(self, serialised, info):
        self.inputs.add_image(stamp_of_serialised(serialised), info['source_timestamp'])

    def _take_sound(self, message, info):
        clip = clip_from_chunk(message)
        self.inputs.add_sound(clip.stamp_ns, clip.end_ns, info['source_timestamp'])

    def _taker(self, topic):
        def take(serialised, info):
            stamp_ns = stamp_of_serialised(serialised)
            self._note(topic, stamp_ns, stamp_ns, info)
        return take

    def _take_voice(self, message, info):
        begin_ns = nanoseconds(message.header.stamp)
        self._note(WORDS if message.transcript else TONE, begin_ns,
                   begin_ns + round(message.duration_s * NS_PER_S), info)

    def _take_markers(self, message, info):
        # An empty array has no header.
        stamp_ns = nanoseconds(message.markers[0].header.stamp) if message.markers else None
        self._note('markers', stamp_ns, stamp_ns, info)

    def _note(self, topic, stamp_ns, end_ns, info):
        self.messages.append(OutputMessage(topic, stamp_ns, end_ns, info['received_timestamp']))

    def _take_diagnostics(self, message, info):
        for status in message.status:
            name = self._names.get(status.name.lstrip('/'))
            if name is not None:
                self.statements.append(Statement(
                    name, info['received_timestamp'], status.level[0], status.message))
