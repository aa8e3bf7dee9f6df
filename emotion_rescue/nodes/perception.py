"""The node that finds and follows people: image in, detections out."""

from collections.abc import Callable
import sys
import time

from rclpy.qos import QoSProfile
from vision_msgs.msg import Detection2DArray

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.image_messages import header_of
from emotion_rescue.nodes.image_subscription import SerialisedImage
from emotion_rescue.nodes.image_subscription import subscribe_images
from emotion_rescue.nodes.managed_node import ManagedNode
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.people_messages import detections_message
from emotion_rescue.nodes.person_positions import PersonPositions
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.assembly import make_detector
from emotion_rescue.pipeline.assembly import make_tracker
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.worker import Worker

DetectorFactory = Callable[[PerceptionSettings], PersonDetector]

# Enough for a subscriber that is busy for a second.
_DETECTIONS_QOS = QoSProfile(depth=30)
# How long a failure is worth a warning.
_RECENT_S = 5.0


class PerceptionWork:
    """What the perception node does; see `nodes.managed_node.NodeWork`.

    The executor's thread only puts images into a slot; a worker takes the newest, so that every
    image is processed, replaced by a newer one, or failed.
    """

    def __init__(self, node: ManagedNode, make: DetectorFactory):
        """Prepare; the detector is made by `load`."""
        self._node = node
        self._make = make
        self._settings: PerceptionSettings | None = None
        self._detector: PersonDetector | None = None
        # Said once: a detector is asked from one thread at a time, and this is another one.
        self._description: str | None = None
        self._publisher = None
        self._slot: NewestSlot[SerialisedImage] = NewestSlot()
        self._worker: Worker | None = None
        self._images: WatchedSubscription | None = None
        self._positions: PersonPositions | None = None
        self._begin()

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
        """Subscribe and start the worker."""
        settings = self._settings
        self._begin()
        self._tracker.reset()
        self._worker = Worker('perception', self._slot, self._process).start()
        if settings.use_depth:
            self._positions = PersonPositions(self._node, settings.missing_input_s)
        self._images = subscribe_images(
            self._node, self._slot.put, transport=settings.image_transport,
            reliability=settings.image_reliability, missing_input_s=settings.missing_input_s)

    def stop(self) -> None:
        """Unsubscribe and wait for the image in hand."""
        for subscription in filter(None, (self._images, self._positions)):
            subscription.close()
        self._images = self._positions = None
        if self._worker is not None:
            self._worker.stop()

    def close(self) -> None:
        """Free the detector and the publisher."""
        self._worker = None
        if self._publisher is not None:
            self._node.destroy_publisher(self._publisher)
            self._publisher = None
        if self._detector is not None:
            self._detector.close()
            self._detector = self._description = None

    def report(self) -> Report:
        """Return rate, latency, and what became of every image since the activation."""
        worker, images = self._worker, self._images
        report = Report(values={'model': self._description})
        if worker is not None:
            report = report.joined(self._failures()).joined(Report(values=self._values(worker)))
        positions = self._positions
        problems = [images.watch.problem] if images and images.watch.problem else []
        for problem in problems + (positions.problems() if positions else []):
            report = report.joined(Report(Level.WARN, problem))
        return report

    def _begin(self):
        self._slot = NewestSlot()
        self._taken, self._published, self._failed = RateMeter(), RateMeter(), RateMeter()
        self._last_ns: int | None = None
        self._last_error = ''
        self._refused = self._jumps = self._people = 0

    def _values(self, worker):
        images = self._images
        return {
            'published [Hz]': self._published.rate_hz,
            'latency p50 [ms]': 1e3 * self._published.took_s(50),
            'latency p95 [ms]': 1e3 * self._published.took_s(95),
            'last image [s ago]': self._taken.age_s,
            'received': self._slot.received,
            'processed': worker.processed - self._refused,
            'replaced': self._slot.replaced,
            'failed': worker.failed + self._refused,
            'lost in transport': images.lost if images else None,
            'stamps jumped back': self._jumps,
            'people in view': self._people,
            'last error': self._last_error or 'none',
        }

    def _failures(self):
        if not self._failed.age_s < _RECENT_S:
            return Report()
        return Report(Level.ERROR, f'images fail: {self._last_error}')

    def _process(self, image: SerialisedImage) -> None:
        """Publish who is in `image`."""
        self._taken.tick()
        try:
            self._publish(image)
        except InputError as error:
            self._refused += 1
            self._fail(f'an image cannot be used: {error}')
        except Exception as error:
            self._fail(f'{type(error).__name__}: {error}')
            raise

    def _publish(self, image):
        frame = image.open()
        detections = self._detector.detect(frame.bgr)
        self._notice_jump(frame.stamp_ns)
        view = self._tracker.update(detections, frame.stamp_ns, frame.frame_id)
        if self._positions is not None:
            height, width, _ = frame.bgr.shape
            view = self._positions.locate(view, (width, height))
        self._people = len(view.people)
        if self._node.context.ok():
            self._publisher.publish(detections_message(view, header_of(frame)))
        self._published.tick(time.monotonic() - image.received_s)

    def _notice_jump(self, stamp_ns):
        if self._last_ns is not None and stamp_ns < self._last_ns:
            self._jumps += 1
            self._tracker.reset()
            self._node.get_logger().warning(
                f'image stamps jumped back by {(self._last_ns - stamp_ns) / 1e9:.3f} s; everybody '
                'in view is new', throttle_duration_sec=_RECENT_S)
        self._last_ns = stamp_ns

    def _fail(self, reason):
        self._last_error = reason
        self._failed.tick()
        self._node.get_logger().warning(reason, throttle_duration_sec=_RECENT_S)


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
    run_node(PerceptionNode, args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
