"""Adds to tracked people where they are, from depth images and the camera's calibration."""

from collections import deque
from dataclasses import replace

from rclpy.node import Node
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Image

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.nodes.depth_messages import depth_m
from emotion_rescue.nodes.depth_messages import intrinsics
from emotion_rescue.nodes.depth_messages import locate
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.serialised import message_from
from emotion_rescue.nodes.watched_subscription import sensor_qos
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.recording import stamp_of_serialised

# A depth image further away in time than this shows another scene: 3 images at 30 Hz.
_LARGEST_GAP_NS = NS_PER_S // 10
_KEPT = 8
# How long a failure is worth a warning in the diagnostics.
_RECENT_S = 5.0


class PersonPositions:
    """Subscribes to `depth` and `camera_info` until `close`.

    Attributes:
        last_error: why the newest image without positions has none; '' before the first.
    """

    def __init__(self, node: Node, missing_input_s: float):
        self.last_error = ''
        self._failed = RateMeter()
        self._node = node
        self._camera: CameraInfo | None = None
        self._depth: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._subscriptions: list[WatchedSubscription] = []
        try:
            for kind, topic, take, raw in ((Image, 'depth', self._on_depth, True),
                                           (CameraInfo, 'camera_info', self._on_camera, False)):
                self._subscriptions.append(WatchedSubscription(
                    node, kind, topic, take, sensor_qos(), missing_input_s, raw=raw))
        except BaseException:
            self.close()
            raise

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
            lens = intrinsics(camera, image_size_px)
            depth = depth_m(message_from(data, Image))
            return replace(view, people=tuple(
                _located(person, locate(depth, lens, person.xyxy, image_size_px))
                for person in view.people))
        except InputError as error:
            self._fail(error)
            return view

    def problems(self) -> list[str]:
        """Return one sentence for each input that is missing or of no use."""
        missing = [s.watch.problem for s in self._subscriptions if s.watch.problem]
        failed = self._failed.age_s < _RECENT_S
        return [*missing, *([f'positions are missing: {self.last_error}'] if failed else [])]

    def close(self) -> None:
        """Take nothing more."""
        for subscription in self._subscriptions:
            subscription.close()

    def _on_depth(self, data):
        try:
            self._depth.append((stamp_of_serialised(data), data))
        except InputError as error:
            self._fail(error)

    def _on_camera(self, message):
        self._camera = message

    def _fail(self, error):
        self.last_error = str(error)
        self._failed.tick()
        self._node.get_logger().warning(
            f'positions are missing: {error}', throttle_duration_sec=_RECENT_S)

    def _nearest(self, stamp_ns):
        gap_ns, data = min(((abs(depth_ns - stamp_ns), data) for depth_ns, data
                            in tuple(self._depth)), key=lambda pair: pair[0],
                           default=(_LARGEST_GAP_NS + 1, None))
        return data if gap_ns <= _LARGEST_GAP_NS else None


def _located(person, found):
    if found is None:
        return person
    return replace(person, position_m=found.position_m, position_std_m=found.std_m)
