"""The publishers of the distress node."""

from collections.abc import Sequence

import numpy as np
from rclpy.lifecycle import LifecycleNode
from rclpy.qos import DurabilityPolicy
from rclpy.qos import QoSProfile
from rclpy.qos import ReliabilityPolicy
from std_msgs.msg import Header

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.nodes.distress_messages import distress_message
from emotion_rescue.nodes.distress_messages import emotions_message
from emotion_rescue.nodes.distress_messages import survivors_message
from emotion_rescue.nodes.distress_messages import vad_message
from emotion_rescue.nodes.distress_messages import voice_message
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import SurvivorArray
from emotion_rescue_msgs.msg import Voice

# Judgements are small and every one counts for a planner: reliable, and a third of a second of
# them at 30 Hz so that a busy subscriber misses none.
JUDGEMENT_QOS = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)

# A planner that starts late still gets the present list, and only the present one.
SURVIVORS_QOS = QoSProfile(depth=1, reliability=ReliabilityPolicy.RELIABLE,
                           durability=DurabilityPolicy.TRANSIENT_LOCAL)

# An unchanged list is said again this often, with newer ages.
SURVIVORS_EVERY_S = 1.0


class DistressOutputs:
    """Publishes judgements; silent while the node is not active."""

    def __init__(self, node: LifecycleNode, thresholds: np.ndarray):
        """Create the publishers.

        Args:
            node: publishes.
            thresholds: (26,) probabilities from which a category counts as present.
        """
        self._node = node
        self._thresholds = thresholds
        self._camera_frame = ''
        self._listed: list[tuple] = []
        self._listed_ns: int | None = None
        self._listed_header: Header | None = None
        create = node.create_lifecycle_publisher
        self._emotions = create(PersonEmotionArray, 'emotions', JUDGEMENT_QOS)
        self._vad = create(PersonVadArray, 'vad', JUDGEMENT_QOS)
        self._distress = create(PersonDistressArray, 'distress', JUDGEMENT_QOS)
        self._voice = create(Voice, 'voice', JUDGEMENT_QOS)
        self._survivors = create(SurvivorArray, 'survivors', SURVIVORS_QOS)

    def publish(self, header: Header, assessments: Sequence[PersonAssessment],
                survivors: Sequence[Survivor]) -> None:
        """Publish the judgements of one image, `distress` last: whoever waits waits for it.

        Args:
            header: of the image.
            assessments: of everybody in view.
            survivors: published when the list changed or a second has passed.
        """
        self._camera_frame = header.frame_id
        self._publish_survivors(header, survivors)
        self._emotions.publish(emotions_message(header, assessments, self._thresholds))
        self._vad.publish(vad_message(header, assessments))
        self._distress.publish(distress_message(header, assessments))

    def publish_by_sound(self, header: Header, survivors: Sequence[Survivor]) -> None:
        """Publish survivors at the sound of `header`; positions stay in the camera's frame."""
        frame_id = self._camera_frame or header.frame_id
        self._publish_survivors(Header(stamp=header.stamp, frame_id=frame_id), survivors)

    def publish_again(self, survivors: Sequence[Survivor]) -> None:
        """Publish the list of before at its stamp, now that an operator has judged somebody."""
        if self._listed_header is not None:
            self._publish_survivors(self._listed_header, survivors)

    def publish_voice(self, reading: VoiceReading) -> None:
        """Publish what was heard; callable from any thread."""
        # A scorer may answer after Ctrl-C has taken ROS away.
        if self._node.context.ok():
            self._voice.publish(voice_message(reading))

    def close(self) -> None:
        """Destroy the publishers."""
        for publisher in (self._emotions, self._vad, self._distress, self._voice,
                          self._survivors):
            self._node.destroy_lifecycle_publisher(publisher)

    def _publish_survivors(self, header, survivors):
        self._listed_header = header
        if self._survivors_due(survivors, nanoseconds(header.stamp)):
            self._survivors.publish(survivors_message(header, survivors))

    def _survivors_due(self, survivors, stamp_ns):
        listed = [(s.survivor_id, s.in_view, s.distress.level, s.responsiveness, s.operator)
                  for s in survivors]
        age_ns = None if self._listed_ns is None else stamp_ns - self._listed_ns
        if listed == self._listed and age_ns is not None and (
                0 <= age_ns < SURVIVORS_EVERY_S * NS_PER_S):
            return False
        self._listed, self._listed_ns = listed, stamp_ns
        return True
