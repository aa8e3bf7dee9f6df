"""The newest list of survivors, for whoever shows it."""

from rclpy.node import Node

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue.nodes.person_on_screen import ListedSurvivor
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue_msgs.msg import Survivor
from emotion_rescue_msgs.msg import SurvivorArray


class ListedSurvivors:
    """Subscribes to `survivors` until `close`.

    The list is not matched with images: it comes when it changes, and what an operator has said
    holds until it is taken back.

    Attributes:
        newest: in the order of the list; empty before the first.
    """

    def __init__(self, node: Node):
        """Subscribe; the list of before is latched and comes at once."""
        self.newest: tuple[ListedSurvivor, ...] = ()
        self._node = node
        self._subscription = node.create_subscription(
            SurvivorArray, 'survivors', self._take, SURVIVORS_QOS)

    def close(self) -> None:
        """Take nothing more."""
        self._node.destroy_subscription(self._subscription)

    def _take(self, message):
        self.newest = tuple(map(listed_survivor, message.survivors))


def listed_survivor(message: Survivor) -> ListedSurvivor:
    """Return what the list says of one survivor."""
    return ListedSurvivor(
        message.survivor_id, message.distress.person_id, DistressLevel(message.level),
        Responsiveness(message.responsiveness), OperatorState(message.operator_state),
        message.operator_name, message.contradiction)
