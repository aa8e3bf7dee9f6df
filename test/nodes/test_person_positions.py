"""Positions of people from real depth and calibration topics."""

from array import array

import numpy as np
import pytest

from fakes import people
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from rclpy.node import Node
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from emotion_rescue.nodes.person_positions import PersonPositions
from emotion_rescue.nodes.stamps import time_message
from ros_bench import wait_until

SIZE_PX = (64, 48)


def camera(**fields):
    return CameraInfo(**{'k': [50.0, 0.0, 32.0, 0.0, 50.0, 24.0, 0.0, 0.0, 1.0],
                         'width': 64, 'height': 48, **fields})


def depth(metres=2.0, width=64, height=48, sec=1):
    data = np.full((height, width), metres, '<f4')
    return Image(header=Header(stamp=time_message(sec * SECOND_NS)), height=height, width=width,
                 step=4 * width, encoding='32FC1', data=array('B', data.tobytes()))


@pytest.fixture
def positions(ros):
    made = PersonPositions(ros.spin(Node('positions', context=ros.context,
                                         namespace=ros.namespace)), 0.5)
    yield made
    made.close()


def located(positions, sec=1):
    person, = positions.locate(people(sec * SECOND_NS, 'a'), SIZE_PX).people
    return person


def wait_for_problem(positions, problem, sec=1):
    def said():
        assert located(positions, sec).position_m is None
        return any(problem in p for p in positions.problems())

    wait_until(said, problem)


def test_positions_are_known_or_it_is_said_why_not(ros, positions):
    infos, images = ros.publisher(CameraInfo, 'camera_info'), ros.publisher(Image, 'depth')
    wait_for_problem(positions, f'{ros.namespace}/depth')
    images.publish(depth())
    wait_for_problem(positions, f'{ros.namespace}/camera_info')
    infos.publish(CameraInfo())
    wait_for_problem(positions, 'camera_info holds no calibration (0 x 0 px, fx 0, fy 0)')
    infos.publish(camera())
    wait_until(lambda: located(positions).position_m, 'a position')
    assert located(positions).position_m[2] == 2.0
    assert min(located(positions).position_std_m) > 0.0
    images.publish(depth(width=32, sec=2))
    wait_for_problem(positions, 'not registered to the image', sec=2)
    images.publish(depth(np.inf, sec=3))
    images.publish(depth(3.0, width=32, height=24, sec=4))
    wait_until(lambda: located(positions, 4).position_m, 'a position')
    assert located(positions, 4).position_m[2] == 3.0
    assert located(positions, 3).position_m is None, 'infinity is a hole'
    assert located(positions, 9).position_m is None, 'no depth of that time'
