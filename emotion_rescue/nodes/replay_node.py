"""Publishes a recording as a robot's drivers would: images, depth, sound and /clock."""

from array import array
from collections.abc import Iterable

import cv2
from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
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
_IMAGE_QOS = QoSProfile(depth=5)
_AUDIO_QOS = QoSProfile(depth=100)
_JPEG_QUALITY = 90


class ReplayNode(Node):
    """Publishers for the kinds of content that a recording has.

    Args:
        kinds: which, from emotion_rescue.pipeline.recording.
        node_options: of rclpy's Node, such as namespace.
    """

    def __init__(self, kinds: Iterable[str], **node_options):
        super().__init__('replay', **node_options)
        wanted = set(kinds) | ({COMPRESSED_IMAGE} if IMAGE in kinds else set())
        self._publishers_of = {
            kind: self.create_publisher(
                _TYPES[kind], kind, _AUDIO_QOS if kind == AUDIO else _IMAGE_QOS)
            for kind in sorted(wanted)}
        self._clock_publisher = self.create_publisher(Clock, '/clock', QoSProfile(depth=10))
        self._samples = 0

    def publish(self, item: RecordedItem) -> None:
        """Publish one item; images that are not from a bag also as JPEG if that is asked for."""
        publisher = self._publishers_of[kind_of(item)]
        if isinstance(item, RecordedMessage):
            publisher.publish(item.serialised)
        elif isinstance(item, AudioClip):
            publisher.publish(audio_message(item, self._samples))
            self._samples += len(item.samples)
        else:
            publisher.publish(image_message(item))
            compressed = self._publishers_of[COMPRESSED_IMAGE]
            if compressed.get_subscription_count():
                compressed.publish(jpeg_message(item))

    def publish_clock(self, now_ns: int) -> None:
        """Let nodes with `use_sim_time` know the recording's time."""
        message = Clock()
        _set_stamp(message.clock, now_ns)
        self._clock_publisher.publish(message)

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


def image_message(frame: ImageFrame) -> Image:
    """Return `frame` as bgr8."""
    height, width, _ = frame.bgr.shape
    # An array is taken over as it is; rclpy would look at each of a million bytes.
    return Image(header=_header(frame), height=height, width=width, encoding='bgr8',
                 step=3 * width, data=array('B', frame.bgr.tobytes()))


def jpeg_message(frame: ImageFrame) -> CompressedImage:
    """Return `frame` as JPEG."""
    _, jpeg = cv2.imencode('.jpg', frame.bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return CompressedImage(header=_header(frame), format='bgr8; jpeg compressed bgr8',
                           data=array('B', jpeg.tobytes()))


def audio_message(clip: AudioClip, first_sample: int) -> AudioChunk:
    """Return `clip` as 32-bit float; `first_sample` is its place in the whole sound."""
    return AudioChunk(
        header=_header(clip), sample_rate_hz=clip.sample_rate_hz, channels=1,
        encoding=AudioChunk.F32LE, first_sample=first_sample,
        data=array('B', clip.samples.astype('<f4').tobytes()))


def _header(item):
    header = Header(frame_id=item.frame_id)
    _set_stamp(header.stamp, item.stamp_ns)
    return header


def _set_stamp(stamp, time_ns):
    stamp.sec, stamp.nanosec = divmod(time_ns, NS_PER_S)
