"""The node that shows the operator what the others found; it works only while somebody looks."""

from collections.abc import Callable
import sys
import threading
import time

from rclpy.clock import Clock
from rclpy.clock import ClockType
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from visualization_msgs.msg import MarkerArray

from emotion_rescue.core.due_times import DRAWN_DUE_S
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.settings import OverlaySettings
from emotion_rescue.nodes.assessment_messages import assessments_from
from emotion_rescue.nodes.assessment_messages import voice_from_message
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.drawing import draw_overlay
from emotion_rescue.nodes.image_messages import compressed_from_frame
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.late_messages import LateMessages
from emotion_rescue.nodes.listed_survivors import ListedSurvivors
from emotion_rescue.nodes.managed_node import ManagedNode
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.markers import markers_message
from emotion_rescue.nodes.overlay_inputs import OverlayInputs
from emotion_rescue.nodes.people_messages import people_from_detections
from emotion_rescue.nodes.person_on_screen import PersonOnScreen
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.stamp_matcher import Matched
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.worker import Worker

_OUTPUTS = {'overlay': Image, 'overlay/compressed': CompressedImage, 'markers': MarkerArray}
_LOOK_EVERY_S = 0.1
_QOS = QoSProfile(depth=5)
_RECENT_S = 5.0
# After this drawing counts as hung.
_STOP_TIMEOUT_S = 5.0


class OverlayWork:
    """What the overlay node does; see `nodes.managed_node.NodeWork`."""

    def __init__(self, node: ManagedNode):
        """Prepare."""
        self._node = node
        self._settings: OverlaySettings | None = None
        self._publishers: dict = {}
        self._inputs: OverlayInputs | None = None
        self._survivors: ListedSurvivors | None = None
        self._worker: Worker | None = None
        self._timer = None
        # Transitions and the timer come from different threads.
        self._looking = threading.Lock()
        self._begin()

    def load(self, settings: OverlaySettings) -> None:
        """Create the publishers."""
        self._settings = settings
        for topic, kind in _OUTPUTS.items():
            self._publishers[topic] = self._node.create_publisher(kind, topic, _QOS)

    def start(self) -> None:
        """Wait for somebody to look."""
        self._begin()
        self._worker = Worker('overlay', self._slot, self._show).start()
        with self._looking:
            self._timer = self._node.create_timer(
                _LOOK_EVERY_S, self._look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def stop(self) -> None:
        """Give subscriptions, timer and thread back."""
        with self._looking:
            if self._timer is not None:
                self._node.destroy_timer(self._timer)
                self._timer = None
            self._unsubscribe()
        if self._worker is not None and not self._worker.stop(_STOP_TIMEOUT_S):
            self._node.get_logger().error(
                f'drawing has not ended for {_STOP_TIMEOUT_S:g} s and is left behind')

    def close(self) -> None:
        """Free the publishers."""
        self._worker = None
        while self._publishers:
            self._node.destroy_publisher(self._publishers.popitem()[1])

    def report(self) -> Report:
        """Return whether somebody looks, and what became of the images."""
        worker, inputs = self._worker, self._inputs
        if worker is None:
            return Report()
        report = Report(values={
            'watched': bool(inputs),
            'published [Hz]': self._rate.rate_hz,
            'drawing p95 [ms]': 1e3 * self._rate.took_s(95),
            'drawn': worker.processed - self._refused,
            'replaced': self._slot.replaced,
            'failed': worker.failed + self._refused,
            'without detections': inputs.incomplete if inputs else None,
            'last error': self._last_error or worker.last_error or 'none'})
        if self._failed.age_s < _RECENT_S:
            report = report.joined(Report(Level.ERROR, self._last_error))
        report = report.joined(self._late.report())
        for problem in inputs.problems() if inputs else ():
            report = report.joined(Report(Level.WARN, problem))
        return report

    def _begin(self):
        self._slot: NewestSlot[Matched] = NewestSlot()
        self._rate, self._failed = RateMeter(), RateMeter()
        self._refused, self._last_error = 0, ''
        self._late = LateMessages('drawn images', 'their image', DRAWN_DUE_S)

    def _look(self):
        """Subscribe while somebody looks, and hand on what waits no longer."""
        with self._looking:
            # The executor may have taken the timer before it was destroyed.
            if self._timer is not None:
                self._subscribe_while_watched()

    def _subscribe_while_watched(self):
        if not any(map(self._watched, _OUTPUTS)):
            self._unsubscribe()
            return
        if self._survivors is None:
            self._survivors = ListedSurvivors(self._node)
        if self._inputs is None:
            self._inputs = OverlayInputs(self._node, self._settings, self._slot.put)
        else:
            self._inputs.hand_on()

    def _unsubscribe(self):
        if self._inputs is not None:
            self._inputs.close()
            self._inputs = None
        if self._survivors is not None:
            self._survivors.close()
            self._survivors = None

    def _watched(self, topic):
        return self._publishers[topic].get_subscription_count() > 0

    def _show(self, matched: Matched) -> None:
        """Publish what is known about one image."""
        start_s = time.monotonic()
        try:
            self._publish(matched)
        except InputError as error:
            self._refuse(error)
        except Exception as error:
            self._fail(f'{type(error).__name__}: {error}')
            raise
        self._rate.tick(time.monotonic() - start_s)
        self._late.note(matched.parts['image'].received_s)

    def _publish(self, matched):
        parts = matched.parts
        people = self._people(parts) if 'detections' in parts else None
        if people is not None:
            self._send('markers', lambda: markers_message(people, parts['detections'].header))
        if not self._watched('overlay') and not self._watched('overlay/compressed'):
            return
        frame = parts['image'].open()
        heard = [voice_from_message(parts[kind]) for kind in ('voice', 'words') if kind in parts]
        bgr = draw_overlay(frame.bgr, people, frame.stamp_ns, heard, self._listed())
        drawn = ImageFrame(bgr, frame.stamp_ns, frame.frame_id)
        self._send('overlay', lambda: image_from_frame(drawn))
        self._send('overlay/compressed',
                   lambda: compressed_from_frame(drawn, self._settings.jpeg_quality))

    def _people(self, parts):
        view = people_from_detections(parts['detections'], self._refuse)
        known = assessments_from(
            parts.get('emotions'), parts.get('vad'), parts.get('distress'), view)
        listed = {s.person_id: s for s in self._listed() if s.person_id}
        return [PersonOnScreen(p, known.get(p.person_id), listed.get(p.person_id))
                for p in view.people]

    def _listed(self):
        survivors = self._survivors
        return survivors.newest if survivors else ()

    def _send(self, topic: str, make: Callable):
        if self._watched(topic) and self._node.context.ok():
            self._publishers[topic].publish(make())

    def _refuse(self, error):
        self._refused += 1
        self._fail(f'something cannot be shown: {error}')

    def _fail(self, reason):
        self._last_error = reason
        self._failed.tick()
        self._node.get_logger().warning(reason, throttle_duration_sec=_RECENT_S)


class OverlayNode(ManagedNode):
    """Lifecycle node `overlay`.

    In: image (or image/compressed), detections, emotions, vad, distress, voice, survivors. Out:
    overlay, overlay/compressed and markers, each with the header of its image.
    """

    def __init__(self, **node_options):
        """Create the node, unconfigured; options are those of rclpy's Node."""
        super().__init__('overlay', OverlaySettings, OverlayWork, **node_options)


def main(args: list[str] | None = None) -> int:
    """Run the node until Ctrl-C."""
    run_node(OverlayNode, args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
