"""An example planner: where to go next, from the list of survivors. Copy it and start from here.

`ros2 run emotion_rescue planner --ros-args -r __ns:=/emotion_rescue`
"""

import math
import sys

from geometry_msgs.msg import PoseStamped
import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy
from rclpy.qos import QoSProfile

from emotion_rescue_msgs.msg import PersonDistress
from emotion_rescue_msgs.msg import Survivor
from emotion_rescue_msgs.msg import SurvivorArray

LEVELS = {getattr(PersonDistress, f'LEVEL_{name}'): name
          for name in ('UNKNOWN', 'NONE', 'MILD', 'MODERATE', 'SEVERE')}


def next_survivor(listed: SurvivorArray) -> Survivor | None:
    """Return the most urgent of whom it is known where to go or turn; None where there is none."""
    # The list comes with the most urgent first.
    return next((s for s in listed.survivors if s.operator_state != Survivor.OPERATOR_DISMISSED
                 and (s.position_known or math.isfinite(s.bearing_rad))), None)


def goal_for(survivor: Survivor, camera_frame: str, microphone_frame: str) -> PoseStamped:
    """Return where to go, or, for a voice, where to turn without leaving the place.

    Frame and stamp are those of the observation: cameras and microphones move, so transform the
    goal with tf2 at its own stamp into a frame that stands still, such as `map`.
    """
    goal = PoseStamped()
    goal.header.stamp = survivor.last_observed
    if survivor.position_known:
        goal.header.frame_id = camera_frame
        goal.pose.position = survivor.pose.pose.position
    else:
        goal.header.frame_id = microphone_frame
        goal.pose.orientation.z = math.sin(survivor.bearing_rad / 2.0)
        goal.pose.orientation.w = math.cos(survivor.bearing_rad / 2.0)
    return goal


class Planner(Node):
    """Publishes `goal` whenever the most urgent survivor is another one or was observed anew."""

    def __init__(self, **node_options):
        super().__init__('planner', **node_options)
        # Bearings of voices are in this frame (parameter `frame_id` of the node microphone).
        self._microphone = self.declare_parameter('microphone_frame', 'microphone').value
        self._last = None
        self._goals = self.create_publisher(PoseStamped, 'goal', 10)
        # The list is latched: this planner may start late.
        self.create_subscription(SurvivorArray, 'survivors', self._on_survivors, QoSProfile(
            depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL))

    def _on_survivors(self, listed):
        survivor = next_survivor(listed)
        chosen = survivor and (survivor.survivor_id, survivor.level, survivor.position_known)
        observed = survivor and survivor.last_observed
        if self._last == (chosen, observed):
            return
        if self._last is None or self._last[0] != chosen:
            self.get_logger().info(self._why(survivor, listed))
        self._last = chosen, observed
        if survivor is not None:
            self._goals.publish(goal_for(survivor, listed.header.frame_id, self._microphone))

    def _why(self, survivor, listed):
        if survivor is None:
            return f'nobody to go to: of {len(listed.survivors)} survivors nobody is left whose ' \
                   'place or direction is known'
        reasons = '; '.join(e.what for e in survivor.distress.evidence) or 'nothing is known yet'
        if survivor.operator_state != Survivor.OPERATOR_SILENT:
            reasons = f"the operator's word {survivor.operator_note!r}; {reasons}"
        return (f'{"go" if survivor.position_known else "turn"} to {survivor.survivor_id}, '
                f'{LEVELS[survivor.level]}, urgency {survivor.urgency:.2f}: {reasons}')


def main(args: list[str] | None = None) -> int:
    """Run the planner until Ctrl-C."""
    rclpy.init(args=args)
    try:
        rclpy.spin(Planner())
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        rclpy.try_shutdown()
    return 0


if __name__ == '__main__':
    sys.exit(main())
