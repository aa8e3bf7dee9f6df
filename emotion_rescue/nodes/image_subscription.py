"""Images from a camera, raw or compressed, left serialised until somebody needs the pixels."""

from collections.abc import Callable
from dataclasses import dataclass

from rclpy.node import Node
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.image_messages import frame_from_compressed
from emotion_rescue.nodes.image_messages import frame_from_wire
from emotion_rescue.nodes.serialised import message_from
from emotion_rescue.nodes.watched_subscription import sensor_qos
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.recording import stamp_of_serialised


@dataclass(frozen=True, eq=False)
class SerialisedImage:
    """An image as it came off the wire.

    Attributes:
        data: the CDR message.
        compressed: whether it is a CompressedImage.
        received_s: time.monotonic() of its arrival.
    """

    data: bytes
    compressed: bool
    received_s: float

    @property
    def stamp_ns(self) -> int:
        """Capture time, read without unpacking the rest.

        Raises:
            InputError: the message is too short to have one.
        """
        return stamp_of_serialised(self.data)

    def open(self) -> ImageFrame:
        """Return the pixels.

        Raises:
            InputError: the message is no usable image.
        """
        if self.compressed:
            return frame_from_compressed(message_from(self.data, CompressedImage))
        return frame_from_wire(self.data)


def image_topic(transport: str) -> str:
    """Return the topic of 'raw' or 'compressed' images."""
    return 'image/compressed' if transport == 'compressed' else 'image'


def subscribe_images(node: Node, callback: Callable[[SerialisedImage], object], *,
                     transport: str, reliability: str,
                     missing_input_s: float) -> WatchedSubscription:
    """Subscribe to `image`, or to `image/compressed` where `transport` is 'compressed'."""
    compressed = transport == 'compressed'

    def take(data, came_s):
        callback(SerialisedImage(data, compressed, came_s))

    return WatchedSubscription(
        node, CompressedImage if compressed else Image,
        image_topic(transport), take, sensor_qos(reliability),
        missing_input_s, raw=True, timed=True)
