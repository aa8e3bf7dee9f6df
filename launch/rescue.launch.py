"""Brings emotion_rescue up on a robot: people, their distress, overlay, and what goes with it.

    ros2 launch emotion_rescue rescue.launch.py image_topic:=/camera/image_raw
    ros2 launch emotion_rescue rescue.launch.py --show-args

An argument left empty leaves the matter to the parameter file.
"""

import os

from ament_index_python.packages import get_package_share_directory
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.actions import OpaqueFunction
from launch.actions import SetEnvironmentVariable
from launch.conditions import IfCondition
from launch.substitutions import EnvironmentVariable
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

PACKAGE = 'emotion_rescue'
SHARE = get_package_share_directory(PACKAGE)
SWITCH = ['true', 'false']
# Camera images do not fit into Fast DDS's stock buffers. Later distributions than Jazzy, with
# Fast DDS 3, understand the variable of Fast DDS 2, too, but not its file.
FAST_DDS_2 = os.environ.get('ROS_DISTRO') in ('humble', 'iron', 'jazzy')
DDS_VARIABLE = f"FAST{'RTPS' if FAST_DDS_2 else 'DDS'}_DEFAULT_PROFILES_FILE"
DDS_PROFILE = os.path.join(SHARE, 'config', 'fastdds_2.xml' if FAST_DDS_2 else 'fastdds.xml')

# name, default, meaning, allowed values (None: any).
ARGUMENTS = (
    ('namespace', PACKAGE, 'namespace of all nodes and topics', None),
    ('image_topic', 'image', 'camera images; relative to the namespace, or absolute', None),
    ('image_transport', '', 'raw or compressed (then <image_topic>/compressed is used)',
     ['', 'raw', 'compressed']),
    ('image_reliability', '', 'reliability asked of the camera', ['', 'best_effort', 'reliable']),
    ('use_depth', '', 'publish positions from depth_topic and camera_info_topic', ['', *SWITCH]),
    ('depth_topic', 'depth', 'depth images registered to the camera images', None),
    ('camera_info_topic', 'camera_info', 'calibration of the camera', None),
    ('params_file', os.path.join(SHARE, 'config', f'{PACKAGE}.yaml'), 'ROS parameter file', None),
    ('weights', '', 'YOLO checkpoint of the people detector', None),
    ('affect_weights', '', 'folder of the LLaVA checkpoint that judges how people look', None),
    ('affect_adapter', '', 'folder of a PEFT adapter for affect_weights', None),
    ('voice_weights', '', 'folder of the wav2vec2 checkpoint that judges voices', None),
    ('precision', '', 'number format of the LLaVA weights', ['', 'nf4', 'fp16', 'fp32']),
    ('device', '', 'cpu, cuda or cuda:N, for all models', None),
    ('use_sim_time', 'false', 'follow /clock, as of a simulator or a replay', SWITCH),
    ('microphone', 'true', 'capture sound on this machine', SWITCH),
    ('overlay', 'true', 'draw what was found into the image, and markers', SWITCH),
    ('rviz', 'false', 'open RViz with the overlay and the markers', SWITCH),
    ('fixed_frame', 'base_link', "RViz's fixed frame; TF must connect it to the camera", None),
    ('bag', '', 'record all topics into this new folder (MCAP); empty: do not', None),
    ('log_level', 'info', 'what the nodes log', ['debug', 'info', 'warn', 'error']),
)


def generate_launch_description():
    """Declare the arguments, then start the nodes once their values are known."""
    return LaunchDescription([
        *(DeclareLaunchArgument(name, default_value=default, description=meaning, choices=choices)
          for name, default, meaning, choices in ARGUMENTS),
        SetEnvironmentVariable(DDS_VARIABLE, EnvironmentVariable(
            DDS_VARIABLE, default_value=DDS_PROFILE)),
        OpaqueFunction(function=_nodes),
    ])


def _nodes(context):
    value = {name: LaunchConfiguration(name).perform(context) for name, *_ in ARGUMENTS}
    if not os.path.isfile(value['params_file']):
        # ROS would only warn, and run on defaults.
        raise RuntimeError(f"params_file is {value['params_file']!r}, which is no file; name a "
                           'ROS parameter file, or leave the argument out')
    image = _given(value, 'image_transport', 'image_reliability')
    device = _given(value, 'device')
    remap_image = [('image', value['image_topic']),
                   ('image/compressed', f"{value['image_topic']}/compressed")]
    remap_depth = [('depth', value['depth_topic']), ('camera_info', value['camera_info_topic'])]
    return [
        _node(value, 'microphone', {}, condition=_if(value, 'microphone')),
        _node(value, 'perception',
              image | device | _given(value, 'weights') | _switches(value, 'use_depth'),
              remappings=remap_image + remap_depth),
        _node(value, 'distress',
              image | device | _given(value, 'voice_weights', 'precision')
              | _given(value, sight_weights='affect_weights', sight_adapter='affect_adapter'),
              remappings=remap_image),
        _node(value, 'overlay', image, remappings=remap_image, condition=_if(value, 'overlay')),
        *([_node(value, 'recorder', _text({'folder': os.path.abspath(value['bag']),
                                           'extra_topics': _camera_topics(value)}))]
          if value['bag'] else []),
        Node(package='rviz2', executable='rviz2', name='rviz', condition=_if(value, 'rviz'),
             arguments=['-d', os.path.join(SHARE, 'rviz', f'{PACKAGE}.rviz'),
                        '-f', value['fixed_frame']],
             parameters=[_sim_time(value)],
             remappings=[(f'/{PACKAGE}/{topic}', f'{_absolute(value)}/{topic}')
                         for topic in ('overlay', 'markers')]),
    ]


def _node(value, name, parameters, **options):
    return Node(
        package=PACKAGE, executable=name, name=name, namespace=value['namespace'],
        parameters=[value['params_file'], parameters | _sim_time(value)],
        ros_arguments=['--log-level', value['log_level']], output='screen',
        # A node that dies is started again: the others do not need it to go on.
        respawn=True, respawn_delay=2.0, **options)


def _given(value, *same, **renamed):
    """Return parameter -> text for the arguments that are not empty."""
    names = {name: name for name in same} | renamed
    return _text({parameter: value[name] for parameter, name in names.items() if value[name]})


def _text(parameters):
    """Keep texts such as '0' from being taken for numbers."""
    return {name: ParameterValue(text, value_type=str) for name, text in parameters.items()}


def _switches(value, *names):
    return {name: value[name] == 'true' for name in names if value[name]}


def _sim_time(value):
    return {'use_sim_time': value['use_sim_time'] == 'true'}


def _camera_topics(value):
    """Return the camera's topics for the recorder, which finds those of the namespace itself."""
    topic = value['image_topic']
    depth = (value['depth_topic'], value['camera_info_topic'])
    return ' '.join((topic, f'{topic}/compressed', *depth))


def _absolute(value):
    namespace = value['namespace'].strip('/')
    return f'/{namespace}' if namespace else ''


def _if(value, name):
    return IfCondition(value[name])
