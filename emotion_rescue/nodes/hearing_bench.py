"""A microphone and a listener for measurements: plays sound in real time, notes what is said."""

from collections.abc import Callable
import time

from rclpy.qos import QoSProfile
from vision_msgs.msg import Detection2DArray

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.hearing_benchmark import HeardMessage
from emotion_rescue.nodes.audio_messages import chunk_from_clip
from emotion_rescue.nodes.listening_node import ListeningNode
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.pipeline.recording_sound import chunks
from emotion_rescue_msgs.msg import AudioChunk
from emotion_rescue_msgs.msg import Voice

_HEARD = 0.5


class HearingBench(ListeningNode):
    """Publishes sound, and notes what is heard.

    Args:
        namespace: of the nodes.
        names: of the nodes.

    Attributes:
        messages: what came on `voice`.
        detections: messages of detections that came.
    """

    def __init__(self, namespace: str, names: list[str]):
        super().__init__(namespace, names)
        self.messages: list[HeardMessage] = []
        self.detections = 0
        self._sound = self.node.create_publisher(AudioChunk, 'audio', QoSProfile(depth=100))
        self.node.create_subscription(Voice, 'voice', self._take, QoSProfile(depth=100))
        self.node.create_subscription(Detection2DArray, 'detections', self._count,
                                      QoSProfile(depth=100))

    def play(self, sound: AudioClip, tend: Callable[[float], object]) -> int:
        """Publish `sound` in real time; return the stamp at which it began, in wall time.

        Args:
            sound: of any length.
            tend: called between chunks with the seconds played.
        """
        begin_ns = time.time_ns()
        first = 0
        for clip in chunks(sound):
            offset_ns = first * NS_PER_S // clip.sample_rate_hz
            length_ns = len(clip.samples) * NS_PER_S // clip.sample_rate_hz
            pause_s = (begin_ns + offset_ns + length_ns - time.time_ns()) / NS_PER_S
            if pause_s > 0:  # a chunk is there when its last sample is
                time.sleep(pause_s)
            self._sound.publish(chunk_from_clip(
                AudioClip(clip.samples, clip.sample_rate_hz, begin_ns + offset_ns, 'microphone'),
                first))
            first += len(clip.samples)
            tend(first / clip.sample_rate_hz)
        return begin_ns

    def _take(self, message):
        begin_ns = nanoseconds(message.header.stamp)
        self.messages.append(HeardMessage(
            begin_ns, begin_ns + round(message.duration_s * NS_PER_S), time.time_ns(),
            message.speech_probability >= _HEARD, message.transcript))

    def _count(self, message):
        self.detections += 1
