"""Publishes a recording as a robot's drivers would: images, depth, sound and /clock."""

from collections.abc import Iterable

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.nodes.audio_messages import chunk_from_clip
from emotion_rescue.nodes.image_messages import compressed_from_frame
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import CAMERA_INFO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import kind_of
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import RecordedMessage
from emotion_rescue_msgs.msg import AudioChunk

_TYPES = {IMAGE: Image, COMPRESSED_IMAGE: CompressedImage, DEPTH: Image, CAMERA_INFO: CameraInfo,
          AUDIO: AudioChunk}
# Reliable publishers serve subscribers of both kinds.
_IMAGE_DEPTH, _AUDIO_DEPTH = 5, 100
# Fast DDS asks for an acknowledgement at once only when its queue is full.
_ACKNOWLEDGED_DEPTH = 1
_JPEG_QUALITY = 90


class ReplayNode(Node):
    """Publishers for the kinds of content that a recording has.

    Args:
        kinds: which, from emotion_rescue.pipeline.recording.
        acknowledged: whether `wait_acknowledged` follows each message; makes it fast.
        node_options: of rclpy's Node, such as namespace.
    """

    def __init__(self, kinds: Iterable[str], acknowledged: bool = False, **node_options):
        super().__init__('replay', **node_options)
        wanted = set(kinds) | ({COMPRESSED_IMAGE} if IMAGE in kinds else set())
        self._publishers_of = {
            kind: self.create_publisher(
                _TYPES[kind], kind, QoSProfile(depth=_depth(kind, acknowledged)))
            for kind in sorted(wanted)}
        self._clock_publisher = self.create_publisher(Clock, '/clock', QoSProfile(depth=10))
        self._samples = 0

    def publish(self, item: RecordedItem) -> None:
        """Publish one item; images that are not from a bag also as JPEG if that is asked for."""
        publisher = self._publishers_of[kind_of(item)]
        if isinstance(item, RecordedMessage):
            publisher.publish(item.serialised)
        elif isinstance(item, AudioClip):
            publisher.publish(chunk_from_clip(item, self._samples))
            self._samples += len(item.samples)
        else:
            publisher.publish(image_from_frame(item))
            compressed = self._publishers_of[COMPRESSED_IMAGE]
            if compressed.get_subscription_count():
                compressed.publish(compressed_from_frame(item, _JPEG_QUALITY))

    def publish_clock(self, now_ns: int) -> None:
        """Let nodes with `use_sim_time` know the recording's time."""
        self._clock_publisher.publish(Clock(clock=time_message(now_ns)))

    def wait_acknowledged(self, kind: str, timeout_s: float) -> bool:
        """Return whether all reliable subscribers have received all of `kind`."""
        return self._publishers_of[kind].wait_for_all_acked(Duration(seconds=timeout_s))

    def topic(self, kind: str) -> str:
        """Return the full name of the topic of `kind`."""
        return self.resolve_topic_name(kind)

    def subscribers(self, topic: str) -> set[str]:
        """Return the names of this namespace's nodes that subscribe to `topic`."""
        return {info.node_name for info in self.get_subscriptions_info_by_topic(
            self.resolve_topic_name(topic)) if info.node_namespace == self.get_namespace()}


def _depth(kind, acknowledged):
    if acknowledged:
        return _ACKNOWLEDGED_DEPTH
    return _AUDIO_DEPTH if kind == AUDIO else _IMAGE_DEPTH
