"""Listens to everything that the nodes publish during the demo. Needs rclpy."""

from collections import Counter
from collections.abc import Callable

import numpy as np
from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2DArray

from emotion_rescue.cli.demo_people import PeopleSummary
from emotion_rescue.cli.demo_video import FilmWriter
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.nodes.audio_messages import clip_from_chunk
from emotion_rescue.nodes.image_messages import frame_from_compressed
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import header_of_serialised
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue_msgs.msg import AudioChunk
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import Voice

OVERLAY = 'overlay/compressed'
_QOS = QoSProfile(depth=100)
_IMAGE_TYPES = {IMAGE: Image, COMPRESSED_IMAGE: CompressedImage}


class DemoObserver:
    """Collects people, voices and stamps, and writes the film.

    Args:
        node: subscribes.
        image_topic: of the published images, IMAGE or COMPRESSED_IMAGE.
        film: gets the overlay images.
        show: called with each overlay image, uint8 (h, w, 3), blue first.
    """

    def __init__(self, node: Node, image_topic: str, film: FilmWriter,
                 show: Callable[[np.ndarray], None] = lambda bgr: None):
        self.people = PeopleSummary()
        self.voices: list[Voice] = []
        self.counts: Counter[str] = Counter()
        # (stamp in ns, frame) of the published images.
        self.image_stamps: set[tuple[int, str]] = set()
        # Topic -> (stamp in ns, frame) of its messages.
        self.derived_stamps: dict[str, list[tuple[int, str]]] = {}
        self._sounds: list[AudioClip] = []
        self._film, self._show = film, show
        people = self.people
        for kind, topic, take in (
                (Detection2DArray, 'detections', people.add_detections),
                (PersonEmotionArray, 'emotions', people.add_emotions),
                (PersonVadArray, 'vad', people.add_vad),
                (PersonDistressArray, 'distress', people.add_distress),
                (CompressedImage, OVERLAY, self._overlay)):
            self.derived_stamps[topic] = []
            node.create_subscription(kind, topic, self._derived(topic, take), _QOS)
        node.create_subscription(Voice, 'voice', self._voice, _QOS)
        node.create_subscription(AudioChunk, AUDIO, self._audio, _QOS)
        node.create_subscription(_IMAGE_TYPES[image_topic], image_topic,
                                 self._image, _QOS, raw=True)

    def missing(self, stamp_ns: int) -> list[str]:
        """Return the topics whose newest message is not of the image of `stamp_ns`."""
        return [topic for topic, stamps in self.derived_stamps.items()
                if not stamps or stamps[-1][0] != stamp_ns]

    def finish(self) -> None:
        """Give the film its sound."""
        self._film.add_sound(self._sounds)

    def _derived(self, topic, take):
        def callback(message):
            take(message)
            self.counts[topic.partition('/')[0]] += 1
            self.derived_stamps[topic].append(
                (nanoseconds(message.header.stamp), message.header.frame_id))
        return callback

    def _image(self, serialised):
        self.counts['images'] += 1
        self.image_stamps.add(header_of_serialised(serialised))

    def _overlay(self, message):
        frame = frame_from_compressed(message)
        self._film.add_image(frame)
        self._show(frame.bgr)

    def _voice(self, message):
        self.counts['voice'] += 1
        self.voices.append(message)

    def _audio(self, message):
        self.counts['audio'] += 1
        self._sounds.append(clip_from_chunk(message))
