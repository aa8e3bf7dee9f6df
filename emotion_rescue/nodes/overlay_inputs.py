"""The subscriptions of the overlay node, matched by stamp."""

from collections.abc import Callable
from functools import partial
import math
import time
from typing import Any

from rclpy.node import Node
from rclpy.qos import QoSProfile
from vision_msgs.msg import Detection2DArray

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import OverlaySettings
from emotion_rescue.nodes.image_subscription import subscribe_images
from emotion_rescue.nodes.stamp_matcher import Matched
from emotion_rescue.nodes.stamp_matcher import StampMatcher
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import Voice

_NEEDED = frozenset(('image', 'detections'))
_JUDGEMENTS = {'emotions': PersonEmotionArray, 'vad': PersonVadArray,
               'distress': PersonDistressArray}
_QOS = QoSProfile(depth=30)
# What was heard is shown for so long after its end; words take longer to read.
_SHOWN_NS = {'voice': 3 * NS_PER_S, 'words': 6 * NS_PER_S}


class OverlayInputs:
    """Subscribes until `close`; whatever belongs to one image is handed on together.

    Images for which no detections have come for a while are handed on alone: the operator goes
    on driving by them.

    Args:
        node: owner.
        settings: of the overlay node.
        ready: called with each image that is complete, or has waited long enough.
    """

    def __init__(self, node: Node, settings: OverlaySettings,
                 ready: Callable[[Matched], object]):
        self._node = node
        self._ready = ready
        # Newest message of each kind: the tone of a window, the words of an utterance.
        self._heard: dict[str, Voice] = {}
        self._newest: dict[str, Any] = {}
        self._within_s = settings.match_within_s
        self._matcher = StampMatcher(_NEEDED, self._within_s)
        self._alone_since_s: float | None = None
        self._watched: list[WatchedSubscription] = []
        self._extra: list = []
        try:
            self._subscribe(settings)
        except BaseException:
            self.close()
            raise

    def _subscribe(self, settings):
        self._watched.append(subscribe_images(
            self._node, self._on_image, transport=settings.image_transport,
            reliability=settings.image_reliability, missing_input_s=settings.missing_input_s))
        self._watched.append(WatchedSubscription(
            self._node, Detection2DArray, 'detections', self._on_detections, _QOS,
            settings.missing_input_s))
        # Judgements and voices are extra: the picture is worth seeing without them.
        for topic, kind in _JUDGEMENTS.items():
            self._extra.append(self._node.create_subscription(
                kind, topic, partial(self._on_judgement, topic), _QOS))
        self._extra.append(self._node.create_subscription(Voice, 'voice', self._on_voice, _QOS))

    @property
    def incomplete(self) -> int:
        """Number of images without detections, and of detections without image."""
        return self._matcher.incomplete

    def problems(self) -> list[str]:
        """Return one sentence for each input that is missing, or does not fit the others."""
        missing = [s.watch.problem for s in self._watched if s.watch.problem]
        if missing or not self._alone():
            return missing
        images, detections = (s.watch.topic for s in self._watched)
        return [f'no detections on {detections} have the stamp of an image on {images}']

    def close(self) -> None:
        """Take nothing more."""
        for subscription in self._watched:
            subscription.close()
        while self._extra:
            self._node.destroy_subscription(self._extra.pop())

    def hand_on(self) -> None:
        """Hand on whatever is complete, or has waited long enough."""
        wanted = {topic for topic in _JUDGEMENTS if self._node.count_publishers(topic)}
        for matched in self._matcher.take(_NEEDED | wanted):
            self._alone_since_s = None
            # Judgements that come too late are shown with the next image; they tell their age.
            matched.parts = {**self._newest, **matched.parts}
            self._give(matched)

    def _give(self, matched):
        for kind, voice in self._heard.items():
            if _recent(voice, matched.stamp_ns, _SHOWN_NS[kind]):
                matched.parts[kind] = voice
        self._ready(matched)

    def _on_image(self, image):
        try:
            stamp_ns = image.stamp_ns
        except InputError as error:
            self._node.get_logger().warning(str(error), throttle_duration_sec=5.0)
            return
        # First of all: an image that has waited with its detections ends the being alone.
        self._put('image', stamp_ns, image)
        if self._alone_since_s is None:
            self._alone_since_s = time.monotonic()
        elif self._alone():
            self._give(Matched(stamp_ns, {'image': image}))

    def _alone(self):
        since_s = self._alone_since_s
        return since_s is not None and time.monotonic() - since_s > self._within_s

    def _on_detections(self, message):
        self._put('detections', nanoseconds(message.header.stamp), message)

    def _on_judgement(self, name, message):
        self._newest[name] = message
        self._put(name, nanoseconds(message.header.stamp), message)

    def _put(self, name, stamp_ns, part):
        self._matcher.put(name, stamp_ns, part)
        self.hand_on()

    def _on_voice(self, message):
        if message.transcript:
            self._heard['words'] = message
        elif not math.isnan(message.speech_probability):
            self._heard['voice'] = message  # an utterance without words says nothing of the tone


def _recent(voice, stamp_ns, shown_ns):
    end_ns = nanoseconds(voice.header.stamp) + round(voice.duration_s * NS_PER_S)
    return abs(stamp_ns - end_ns) <= shown_ns
