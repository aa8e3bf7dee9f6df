"""The example planner, and its way through ROS."""

import math
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('emotion_rescue_msgs', reason='the interfaces are not built; use scripts/test')

from builtin_interfaces.msg import Time
from geometry_msgs.msg import PoseStamped
from geometry_msgs.msg import PoseWithCovariance
from rclpy.qos import QoSProfile
from std_msgs.msg import Header

from emotion_rescue.examples.planner import goal_for
from emotion_rescue.examples.planner import next_survivor
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue_msgs.msg import PersonDistress
from emotion_rescue_msgs.msg import Survivor
from emotion_rescue_msgs.msg import SurvivorArray

DEADLINE_S = 60.0


def seen(survivor_id, x_m=None, sec=7, **fields):
    pose = PoseWithCovariance()
    pose.pose.position.x = math.nan if x_m is None else x_m
    return Survivor(survivor_id=survivor_id, position_known=x_m is not None, pose=pose,
                    bearing_rad=math.nan, last_observed=Time(sec=sec), **fields)


def heard(survivor_id, bearing_rad):
    return Survivor(survivor_id=survivor_id, kind=Survivor.HEARD, bearing_rad=bearing_rad,
                    last_observed=Time(sec=9))


def listed(*survivors):
    return SurvivorArray(header=Header(stamp=Time(sec=20), frame_id='camera_optical'),
                         survivors=list(survivors))


DISMISSED = {'operator_state': Survivor.OPERATOR_DISMISSED}


@pytest.mark.parametrize('survivors, chosen', [
    ([], None),
    ([seen('nowhere'), heard('anywhere', math.nan)], None),
    ([seen('first', 1.0), seen('second', 2.0)], 'first'),
    ([seen('nowhere'), heard('voice', 0.5), seen('second', 2.0)], 'voice'),
    ([seen('nowhere'), seen('second', 2.0), heard('voice', 0.5)], 'second'),
    ([seen('doll', 1.0, **DISMISSED)], None),
    ([seen('second', 2.0), seen('doll', 1.0, **DISMISSED)], 'second')],
    ids=['nobody', 'places unknown', 'order', 'a voice first', 'a place first', 'dismissed',
         'dismissed last'])
def test_the_most_urgent_of_known_place_or_direction_is_next(survivors, chosen):
    found = next_survivor(listed(*survivors))
    assert (found and found.survivor_id) == chosen


def test_a_place_is_a_goal_where_and_when_it_was_observed():
    goal = goal_for(seen('a', 2.5), 'camera_optical', 'microphone')
    assert (goal.header.frame_id, goal.header.stamp.sec) == ('camera_optical', 7)
    assert (goal.pose.position.x, goal.pose.orientation.w) == (2.5, 1.0)


def test_a_voice_is_a_turn_on_the_spot():
    goal = goal_for(heard('voice-1', math.pi / 2), 'camera_optical', 'microphone')
    assert (goal.header.frame_id, goal.header.stamp.sec) == ('microphone', 9)
    position, turn = goal.pose.position, goal.pose.orientation
    assert (position.x, position.y, position.z) == (0.0, 0.0, 0.0)
    assert (turn.z, turn.w) == pytest.approx((math.sqrt(0.5), math.sqrt(0.5)))


def test_a_planner_that_starts_late_gets_the_latched_list_and_says_why(ros):
    publisher = ros.publisher(SurvivorArray, 'survivors', SURVIVORS_QOS, wait=False)
    goals = ros.inbox(PoseStamped, 'goal', QoSProfile(depth=10))
    fear = PersonDistress(probability=0.9, level=PersonDistress.LEVEL_SEVERE)
    publisher.publish(listed(seen('person-a', 1.0, distress=fear, urgency=0.9,
                                  level=PersonDistress.LEVEL_SEVERE)))
    process = subprocess.Popen(
        [sys.executable, '-m', 'emotion_rescue.examples.planner', '--ros-args',
         '-r', f'__ns:={ros.namespace}'],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        goal, = goals.wait_count(1, DEADLINE_S)
        assert (goal.header.frame_id, goal.header.stamp.sec) == ('camera_optical', 7)
        # The same once more is no new goal, somebody seen anew is one.
        publisher.publish(listed(seen('person-a', 1.0, level=PersonDistress.LEVEL_SEVERE)))
        publisher.publish(listed(seen('person-a', 3.0, sec=8,
                                      level=PersonDistress.LEVEL_SEVERE)))
        goals.wait_count(2, DEADLINE_S)
        publisher.publish(listed(seen('person-a', 3.0, **DISMISSED), seen('person-b', 4.0)))
        assert [g.pose.position.x for g in goals.wait_count(3, DEADLINE_S)] == [1.0, 3.0, 4.0]
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=DEADLINE_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0 and 'Traceback' not in output, output
    assert output.count('go to person-a, SEVERE, urgency 0.90: nothing is known yet') == 1
    assert 'go to person-b, UNKNOWN' in output
