"""The way of an image through the perception node: detector, tracker, positions, publisher.

Two threads: while the detector computes (without Python's lock) the other one tracks and
publishes what it found before. With one, a fast detector would wait for Python a tenth of its
time.
"""

from collections.abc import Callable
import time
from typing import Any
from typing import NamedTuple

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.nodes.image_subscription import SerialisedImage
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.waiting_line import WaitingLine
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.picture_light import why_blind
from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder
from emotion_rescue.pipeline.worker import Worker

# How long a failure is worth an error in the diagnostics.
_RECENT_S = 5.0
# The detector's thread prepares its next image just when a result comes, and both want the
# interpreter. Let it go first: it then computes for long without it. Measured with a detector of
# 12 ms: 0.94 of its bare speed with this pause, 0.88 without.
_HEAD_START_S = 1e-3


class Found(NamedTuple):
    """What the detector found in one image; its pixels are no longer needed."""

    stamp_ns: int
    frame_id: str
    image_size_px: tuple[int, int]
    received_s: float
    detections: Detections


class DetectionFlow:
    """Takes the newest image, gives out who is in it; runs from construction until `close`.

    Args:
        detector: loaded.
        tracker: used by this flow only.
        give_out: called with who is in view and the size of the image, in the images' order.
        say: called with a sentence when an image fails or stamps jump.
        given: called after `give_out` with the time.monotonic() at which the image had come.
    """

    def __init__(self, detector: PersonDetector, tracker: PersonTracker,
                 give_out: Callable[[PeopleInView, tuple[int, int]], object],
                 say: Callable[[str], object],
                 given: Callable[[float], object] = lambda came_s: None):
        self._detector, self._tracker = detector, tracker
        self._give_out, self._say, self._on_given = give_out, say, given
        self._order = StampOrder()
        self._refused = self._late = self._jumps = self._people = 0
        self._last_error = self._blind = ''
        self._taken, self._given, self._failed = RateMeter(), RateMeter(), RateMeter()
        self._images: NewestSlot[SerialisedImage] = NewestSlot()
        self._results: WaitingLine[Found] = WaitingLine()
        self._finding = Worker('perception', self._images, self._find).start()
        self._following = Worker('perception results', self._results, self._follow).start()

    def put(self, image: SerialisedImage) -> None:
        """Leave an image for the detector; it replaces one that waits."""
        self._images.put(image)

    def close(self, timeout_s: float) -> bool:
        """Finish what is in hand, then end both threads; return whether they did in time."""
        end_s = time.monotonic() + timeout_s
        found = self._finding.stop(timeout_s)
        return self._following.stop(max(0.0, end_s - time.monotonic())) and found

    def figures(self) -> dict[str, Any]:
        """Return rate, latency and what became of every image."""
        return {
            'published [Hz]': self._given.rate_hz,
            'latency p50 [ms]': 1e3 * self._given.took_s(50),
            'latency p95 [ms]': 1e3 * self._given.took_s(95),
            'last image [s ago]': self._taken.age_s,
            'received': self._images.received,
            'processed': self._following.processed - self._late,
            'replaced': self._images.replaced,
            'failed': self._refused + self._finding.failed + self._following.failed,
            'skipped as late': self._late,
            'stamps jumped back': self._jumps,
            'people in view': self._people,
            'last error': self._last_error or 'none',
        }

    def problem(self, topic: str) -> str:
        """Return why images, which come from `topic`, have failed lately; '' where none has."""
        failed = self._failed.age_s < _RECENT_S
        return f'images on {topic} fail: {self._last_error}' if failed else ''

    def blindness(self, topic: str) -> str:
        """Return why nobody could be seen in the newest image, which came from `topic`, or ''."""
        blind = self._blind  # once: another thread writes it
        return f'images on {topic} are {blind}' if blind else ''

    def _find(self, image: SerialisedImage) -> None:
        self._taken.tick()
        try:
            frame = image.open()
            found = self._detector.detect(frame.bgr)
        except InputError as error:
            self._refused += 1
            self._fail(f'an image cannot be used: {error}')
            return
        except Exception as error:
            self._fail(f'{type(error).__name__}: {error}')
            raise
        self._blind = '' if len(found) else why_blind(frame.bgr)
        height, width, _ = frame.bgr.shape
        self._results.put(Found(
            frame.stamp_ns, frame.frame_id, (width, height), image.received_s, found))

    def _follow(self, found: Found) -> None:
        time.sleep(_HEAD_START_S)
        try:
            if not self._in_order(found.stamp_ns):
                return
            view = self._tracker.update(found.detections, found.stamp_ns, found.frame_id)
            self._people = len(view.people)
            self._give_out(view, found.image_size_px)
        except Exception as error:
            self._fail(f'{type(error).__name__}: {error}')
            raise
        self._given.tick(time.monotonic() - found.received_s)
        self._on_given(found.received_s)

    def _in_order(self, stamp_ns):
        newest_ns, order = self._order.newest_ns, self._order.place(stamp_ns)
        if order is Order.LATE:
            self._late += 1
            self._say(f'an image came {(newest_ns - stamp_ns) / 1e9:.3f} s late and is skipped')
        elif order is not Order.NEXT:
            self._jumps += 1
            self._tracker.reset()
            self._say(f'image stamps jumped back by {(newest_ns - stamp_ns) / 1e9:.3f} s; '
                      'everybody in view is new')
        return order is not Order.LATE

    def _fail(self, reason):
        self._last_error, self._blind = reason, ''
        self._failed.tick()
        self._say(reason)
