"""A camera for measurements: publishes prepared images at a steady rate, then says how many.

Run as a process of its own: benchmark_feeder FILE.npy RATE_HZ DURATION_S [--ros-args ...]; the
last line that it prints is the number of images.
"""

import sys
import time

import numpy as np
import rclpy
from rclpy.qos import QoSProfile
from rclpy.serialization import serialize_message
from rclpy.utilities import remove_ros_args
from sensor_msgs.msg import Image

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.ros_context import ros
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedMessage

_DISCOVERY_S = 10.0
_MUTUAL_DISCOVERY_S = 0.5
_LINGER_S = 0.5
_FRAME = 'camera_optical_frame'


def feed(node, images: np.ndarray, rate_hz: float, duration_s: float) -> int:
    """Publish `images`, uint8 (n, h, w, 3) blue first, in turn; return how many were published.

    Stamps are the wall clock at the moment of publishing.
    """
    publisher = node.create_publisher(Image, 'image', QoSProfile(depth=5))
    # Serialised once, so that this process takes little from the one that is measured.
    messages = [RecordedMessage(IMAGE, 0, serialize_message(
        image_from_frame(ImageFrame(bgr, 0, _FRAME)))) for bgr in images]
    end_s = time.monotonic() + _DISCOVERY_S
    while not publisher.get_subscription_count():
        if time.monotonic() > end_s:
            return 0
        rclpy.spin_once(node, timeout_sec=0.02)
    # The subscriber has yet to find this publisher; until then it would lose images.
    time.sleep(_MUTUAL_DISCOVERY_S)
    begin_s = time.monotonic()
    count = round(rate_hz * duration_s)
    for number in range(count):
        pause_s = begin_s + number / rate_hz - time.monotonic()
        if pause_s > 0:
            time.sleep(pause_s)
        message = messages[number % len(messages)]
        publisher.publish(message.restamped(time.time_ns()).serialised)
    # The last image lies in this process' memory until the subscriber has taken it.
    time.sleep(_LINGER_S)
    return count


def main(args: list[str] | None = None) -> int:
    """Feed as the command line says."""
    arguments = sys.argv if args is None else args
    _, file, rate_hz, duration_s = remove_ros_args(arguments)
    with ros(arguments):
        node = rclpy.create_node('benchmark_feeder')
        count = feed(node, np.load(file), float(rate_hz), float(duration_s))
        node.destroy_node()
    print(count, flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
