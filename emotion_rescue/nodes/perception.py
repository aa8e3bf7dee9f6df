"""The node that finds and follows people: image in, detections out."""

from collections.abc import Callable
import sys

from rclpy.qos import QoSProfile
from vision_msgs.msg import Detection2DArray

from emotion_rescue.core.due_times import IMAGE_DUE_S
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.nodes.detection_flow import DetectionFlow
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.image_messages import header_of
from emotion_rescue.nodes.image_subscription import subscribe_images
from emotion_rescue.nodes.late_messages import LateMessages
from emotion_rescue.nodes.managed_node import ManagedNode
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.people_messages import detections_message
from emotion_rescue.nodes.person_positions import PersonPositions
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.assembly import make_detector
from emotion_rescue.pipeline.assembly import make_tracker

DetectorFactory = Callable[[PerceptionSettings], PersonDetector]

# Enough for a subscriber that is busy for a second.
_DETECTIONS_QOS = QoSProfile(depth=30)
_SAY_EVERY_S = 5.0
# After this the detector counts as hung.
_STOP_TIMEOUT_S = 5.0


class PerceptionWork:
    """What the perception node does; see `nodes.managed_node.NodeWork`.

    The executor's thread only hands images over; the work is done by a `DetectionFlow`.
    """

    def __init__(self, node: ManagedNode, make: DetectorFactory):
        """Prepare; the detector is made by `load`."""
        self._node = node
        self._make = make
        self._settings: PerceptionSettings | None = None
        self._detector: PersonDetector | None = None
        # Said once: a detector is asked from one thread at a time, and reports come from another.
        self._description: str | None = None
        self._tracker: PersonTracker | None = None
        self._publisher = None
        self._flow: DetectionFlow | None = None
        self._images: WatchedSubscription | None = None
        self._positions: PersonPositions | None = None
        self._late = LateMessages('detections', 'their image', IMAGE_DUE_S)

    def load(self, settings: PerceptionSettings) -> None:
        """Load the detector.

        Raises:
            WeightsError: the weights are missing, broken, foreign or not trusted.
            MissingPackageError: a library is not installed.
        """
        self._settings = settings
        self._detector = self._make(settings)
        self._detector.load()
        self._tracker = make_tracker(settings)
        self._publisher = self._node.create_publisher(
            Detection2DArray, 'detections', _DETECTIONS_QOS)
        self._description = self._detector.describe()
        self._node.get_logger().info(f'people: {self._description}')

    def start(self) -> None:
        """Start the flow and subscribe."""
        settings = self._settings
        if settings.use_depth:
            self._positions = PersonPositions(self._node, settings.missing_input_s)
        # Not a new one: ids are used only once.
        self._tracker.reset()
        self._flow = DetectionFlow(self._detector, self._tracker, self._publish, self._say,
                                   self._late.note)
        self._images = subscribe_images(
            self._node, self._flow.put, transport=settings.image_transport,
            reliability=settings.image_reliability, missing_input_s=settings.missing_input_s)

    def stop(self) -> None:
        """Unsubscribe and wait for the image in hand."""
        if self._images is not None:
            self._images.close()
        if self._flow is not None and not self._flow.close(_STOP_TIMEOUT_S):
            self._node.get_logger().error(
                f'the detector has not answered for {_STOP_TIMEOUT_S:g} s and is left behind')
        if self._positions is not None:
            self._positions.close()
        self._images = self._flow = self._positions = None

    def close(self) -> None:
        """Free the detector and the publisher."""
        if self._publisher is not None:
            self._node.destroy_publisher(self._publisher)
            self._publisher = None
        if self._detector is not None:
            self._detector.close()
            self._detector = self._description = None

    def report(self) -> Report:
        """Return rate, latency, and what became of every image since the activation."""
        # Each once: a transition may take them away meanwhile.
        flow, images, positions = self._flow, self._images, self._positions
        report = Report(values={'model': self._description})
        if flow is not None and images is not None:
            problem = flow.problem(images.watch.topic)
            report = report.joined(Report(
                Level.ERROR if problem else Level.OK, problem, flow.figures()))
            blindness = flow.blindness(images.watch.topic)
            report = report.joined(Report(Level.WARN if blindness else Level.OK, blindness))
            report = report.joined(Report(
                Level.WARN if images.watch.problem else Level.OK, images.watch.problem,
                {'lost in transport': images.lost})).joined(self._late.report())
        for problem in positions.problems() if positions else ():
            report = report.joined(Report(Level.WARN, problem))
        return report

    def _publish(self, view: PeopleInView, image_size_px: tuple[int, int]) -> None:
        positions = self._positions
        if positions is not None:
            view = positions.locate(view, image_size_px)
        if self._node.context.ok():
            self._publisher.publish(detections_message(view, header_of(view)))

    def _say(self, sentence):
        self._node.get_logger().warning(sentence, throttle_duration_sec=_SAY_EVERY_S)


class PerceptionNode(ManagedNode):
    """Lifecycle node `perception`.

    In: image (or image/compressed); depth and camera_info with `use_depth`. Out: detections, one
    message for each processed image with its header, empty when nobody is in view.
    """

    def __init__(self, *, detector_factory: DetectorFactory = make_detector, **node_options):
        """Create the node, unconfigured.

        Args:
            detector_factory: makes the detector from the settings.
            **node_options: of rclpy's Node, such as namespace and parameter_overrides.
        """
        super().__init__('perception', PerceptionSettings,
                         lambda node: PerceptionWork(node, detector_factory), **node_options)


def main(args: list[str] | None = None) -> int:
    """Run the node until Ctrl-C."""
    # Threads here hold the interpreter for fractions of a millisecond; with the stock 5 ms the
    # detector's would wait for each of them to the end.
    sys.setswitchinterval(1e-5)
    run_node(PerceptionNode, args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
