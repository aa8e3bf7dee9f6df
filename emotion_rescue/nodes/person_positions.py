"""Adds to tracked people where they are, from depth images and the camera's calibration."""

from collections import deque
from dataclasses import replace

from rclpy.node import Node
from rclpy.serialization import deserialize_message
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Image

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.nodes.depth_messages import depth_m
from emotion_rescue.nodes.depth_messages import position_m
from emotion_rescue.nodes.watched_subscription import sensor_qos
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.recording import stamp_of_serialised

# A depth image further away in time than this shows another scene: 3 images at 30 Hz.
_LARGEST_GAP_NS = NS_PER_S // 10
_KEPT = 8


class PersonPositions:
    """Subscribes to `depth` and `camera_info` until `close`.

    Attributes:
        last_error: why the newest unusable depth image could not be used; '' before the first.
    """

    def __init__(self, node: Node, missing_input_s: float):
        self.last_error = ''
        self._node = node
        self._camera: CameraInfo | None = None
        self._depth: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._subscriptions = (
            WatchedSubscription(node, Image, 'depth', self._on_depth, sensor_qos(),
                                missing_input_s, raw=True),
            WatchedSubscription(node, CameraInfo, 'camera_info', self._on_camera, sensor_qos(),
                                missing_input_s))

    def locate(self, view: PeopleInView, image_size_px: tuple[int, int]) -> PeopleInView:
        """Return `view` with the positions of those whose depth is known.

        Args:
            view: people in one image.
            image_size_px: width and height of that image.
        """
        data = self._nearest(view.stamp_ns)
        camera = self._camera
        if data is None or camera is None or not view.people:
            return view
        try:
            depth = depth_m(deserialize_message(data, Image))
        except InputError as error:
            self.last_error = str(error)
            self._node.get_logger().warning(
                f'a depth image is not used: {error}', throttle_duration_sec=5.0)
            return view
        return replace(view, people=tuple(
            replace(person, position_m=position_m(depth, camera, person.xyxy, image_size_px))
            for person in view.people))

    def problems(self) -> list[str]:
        """Return one sentence for each input that is missing."""
        return [s.watch.problem for s in self._subscriptions if s.watch.problem]

    def close(self) -> None:
        """Take nothing more."""
        for subscription in self._subscriptions:
            subscription.close()

    def _on_depth(self, data):
        try:
            self._depth.append((stamp_of_serialised(data), data))
        except InputError as error:
            self.last_error = str(error)

    def _on_camera(self, message):
        self._camera = message

    def _nearest(self, stamp_ns):
        gap_ns, data = min(((abs(depth_ns - stamp_ns), data) for depth_ns, data
                            in tuple(self._depth)), key=lambda pair: pair[0],
                           default=(_LARGEST_GAP_NS + 1, None))
        return data if gap_ns <= _LARGEST_GAP_NS else None
