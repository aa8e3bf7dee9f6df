"""The launch file under ROS's own launch, and the DDS profiles that it hands on."""

from pathlib import Path
import xml.etree.ElementTree as ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[1]


def content(name):
    text = (ROOT / 'config' / name).read_text().replace('heartbeatPeriod', 'heartbeat_period')
    return [(e.tag, (e.text or '').strip()) for e in ElementTree.fromstring(text.encode()).iter()]


def test_both_dds_profiles_say_the_same():
    assert len(content('fastdds.xml')) > 10
    assert content('fastdds.xml') == content('fastdds_2.xml')


@pytest.fixture
def description(monkeypatch):
    reason = "ROS's launch is not installed (it is on a robot, and not among the ROS wheels)"
    pytest.importorskip('launch', reason=reason)
    pytest.importorskip('launch_ros', reason=reason)
    import ament_index_python.packages
    from launch.launch_description_sources import get_launch_description_from_python_launch_file
    monkeypatch.setattr(ament_index_python.packages, 'get_package_share_directory',
                        lambda name: str(ROOT))
    return get_launch_description_from_python_launch_file(
        str(ROOT / 'launch' / 'rescue.launch.py'))


def test_every_argument_is_described(description):
    arguments = description.get_launch_arguments()
    assert {'namespace', 'image_topic', 'weights', 'device', 'use_sim_time', 'overlay', 'rviz',
            'bag'} <= {argument.name for argument in arguments}
    assert all(argument.description for argument in arguments)


def nodes(description, **given):
    from launch import LaunchContext
    from launch.actions import OpaqueFunction
    context = LaunchContext()
    for argument in description.get_launch_arguments():
        default = ''.join(part.perform(context) for part in argument.default_value)
        context.launch_configurations[argument.name] = given.get(argument.name, default)
    opaque = next(e for e in description.entities if isinstance(e, OpaqueFunction))
    return opaque.execute(context)


@pytest.mark.parametrize(('given', 'expected'), [
    ({}, {'microphone', 'perception', 'distress', 'overlay', 'rviz'}),
    ({'bag': 'x'}, {'microphone', 'perception', 'distress', 'overlay', 'recorder', 'rviz'}),
])
def test_the_nodes_that_are_asked_for(description, given, expected):
    assert {node._Node__node_name for node in nodes(description, **given)} == expected


def test_a_parameter_file_that_is_none_is_refused(description):
    with pytest.raises(RuntimeError, match='absent.yaml'):
        nodes(description, params_file='absent.yaml')
