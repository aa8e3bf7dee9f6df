"""The subscriptions of the distress node, and the order in which it takes what they bring."""

from collections import Counter
from collections import deque
from collections.abc import Callable
from functools import partial
import threading

from rclpy.lifecycle import LifecycleNode
from rclpy.qos import QoSProfile
from std_msgs.msg import Header
from vision_msgs.msg import Detection2DArray

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.nodes.audio_messages import clip_from_chunk
from emotion_rescue.nodes.distress_lateness import DistressLateness
from emotion_rescue.nodes.image_subscription import image_topic
from emotion_rescue.nodes.image_subscription import subscribe_images
from emotion_rescue.nodes.people_messages import people_from_detections
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.nodes.watched_subscription import WatchedSubscription
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue_msgs.msg import AudioChunk

# Each detections message gets its judgements, so none may be lost: reliable, and as many as a
# busy second brings.
DETECTIONS_QOS = QoSProfile(depth=30)

# A hole in the sound makes a window worthless: reliable, ten seconds of chunks of 0.1 s.
AUDIO_QOS = QoSProfile(depth=100)

# Who is taken to have answered hangs on each call: reliable.
CALL_QOS = QoSProfile(depth=10)


class DistressInputs:
    """Feeds the engine until `close`.

    Live, detections are judged as they come, from an image that came before them or not at all.
    In lockstep they wait until all sound and images that arrived before them have been taken,
    and until their own image is there (or a newer one says that it never will be).

    Attributes:
        refused: 'images', 'detections' or 'audio' -> messages, and people in detections, that
            could not be understood.
        topics: the same names -> full name of the topic.
        lateness: of what is published; of judgements it is noted here.
    """

    def __init__(self, node: LifecycleNode, settings: DistressSettings, engine: DistressEngine,
                 judge: Callable[[Header, PeopleInView], None],
                 hear: Callable[[Header], None]):
        """Subscribe.

        Args:
            node: whose executor has one thread.
            settings: of the node.
            engine: takes images and sound.
            judge: takes the header of an image, and who is in it.
            hear: takes the header of each sound, once the engine has that sound.
        """
        self.refused: Counter[str] = Counter()
        self.topics = {name: node.resolve_topic_name(topic) for name, topic in (
            ('images', image_topic(settings.image_transport)), ('detections', 'detections'),
            ('audio', 'audio'))}
        self._node, self._engine, self._judge, self._hear = node, engine, judge, hear
        self._lockstep = settings.lockstep
        self._waiting: deque[tuple[Header, PeopleInView]] = deque()
        self._newest_image_ns = 0
        self.lateness = DistressLateness(settings)
        self._moved = self._closed = False
        self._catching_up = threading.Lock()
        self._guard = node.create_guard_condition(self._catch_up)
        self._audio = self._images = self._detections = self._calls = None
        try:
            self._subscribe(settings)
        except BaseException:
            self.close()
            raise

    def _subscribe(self, settings):
        subscribe = partial(WatchedSubscription, self._node,
                            missing_input_s=settings.missing_input_s)
        # The executor takes from ready subscriptions in the order of their creation.
        if settings.voice_enabled:
            self._audio = subscribe(AudioChunk, 'audio', self._on_audio, AUDIO_QOS,
                                    timed=True)
        # A lost image would change the result of a lockstep run.
        self._images = subscribe_images(
            self._node, self._on_image, transport=settings.image_transport,
            reliability='reliable' if self._lockstep else settings.image_reliability,
            missing_input_s=settings.missing_input_s)
        self._detections = subscribe(Detection2DArray, 'detections', self._on_detections,
                                     DETECTIONS_QOS, timed=True)
        # Nobody has to call, so that nobody misses calls.
        self._calls = self._node.create_subscription(
            Header, 'call', lambda header: self._engine.on_call(nanoseconds(header.stamp)),
            CALL_QOS)

    def close(self) -> None:
        """Take nothing more; nothing is judged afterwards."""
        for subscription in filter(None, (self._audio, self._images, self._detections)):
            subscription.close()
        if self._calls is not None:
            self._node.destroy_subscription(self._calls)
            self._calls = None
        with self._catching_up:
            self._closed = True
            self._node.destroy_guard_condition(self._guard)

    def problems(self) -> list[str]:
        """Return one sentence for each input that is missing."""
        watched = filter(None, (self._audio, self._images, self._detections))
        return [s.watch.problem for s in watched if s.watch.problem]

    def values(self) -> dict[str, int | None]:
        """Return counts for diagnostics; None where the middleware does not number messages."""
        named = {'images': self._images, 'detections': self._detections, 'audio': self._audio}
        return {'messages refused': self.refused.total(),
                **{f'{name} lost in transport': subscription.lost
                   for name, subscription in named.items() if subscription is not None}}

    def _on_audio(self, message, came_s):
        try:
            clip = clip_from_chunk(message)
        except InputError as error:
            self._refuse('audio', error)
        else:
            self.lateness.sound(clip.end_ns, came_s)
            self._engine.on_audio(clip, message.first_sample)
            self._hear(message.header)
        self._move_on()

    def _on_image(self, image):
        try:
            stamp_ns = image.stamp_ns
        except InputError as error:
            self._refuse('images', error)
            return
        self.lateness.image(stamp_ns, image.received_s)
        if self._engine.on_frame(stamp_ns, image.open):
            self._newest_image_ns = stamp_ns
        self._move_on()

    def _on_detections(self, message, came_s):
        people = people_from_detections(message, partial(self._refuse, 'detections'))
        if not self._lockstep:
            self._judge(message.header, people)
            self.lateness.judged(people.stamp_ns, came_s)
            return
        self._waiting.append((message.header, people))
        self._move_on()

    def _move_on(self):
        self._moved = True
        if self._waiting:
            self._guard.trigger()

    def _catch_up(self):
        with self._catching_up:
            if not self._closed:
                self._catch_up_if_nothing_moved()

    def _catch_up_if_nothing_moved(self):
        # The executor runs this after the subscriptions that were ready together with it. Only
        # when a whole round brought nothing has everything that had arrived been taken.
        if self._moved:
            self._moved = False
            self._guard.trigger()
            return
        while self._waiting and self._image_settled(self._waiting[0][1].stamp_ns):
            self._judge(*self._waiting.popleft())

    def _image_settled(self, image_ns):
        return (self._engine.has_frame(image_ns) or self._newest_image_ns > image_ns
                or len(self._waiting) > 1)

    def _refuse(self, name, error):
        self.refused[name] += 1
        self._node.get_logger().warning(f'{self.topics[name]}: {error}',
                                        throttle_duration_sec=5.0)
