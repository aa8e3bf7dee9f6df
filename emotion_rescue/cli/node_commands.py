"""How this package's nodes are started as processes of their own, without ROS's launch."""

from collections.abc import Mapping
import importlib.util
import json
import os
from pathlib import Path
import sys
from typing import Any

from emotion_rescue.cli.process_group import ProcessSpec
from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError

NAMESPACE = 'emotion_rescue'
# Records the others to their end.
RECORDER = 'recorder'
REMEDY = ("source ROS 2 and this package's workspace (. install/setup.bash), or run the command "
          'through scripts/run')
# Of ROS's domains, those that measurements choose from.
_FIRST_DOMAIN, _DOMAINS = 40, 60
# Distributions with Fast DDS 2. Later ones understand its variable, too, but not its file.
_FAST_DDS_2 = ('humble', 'iron', 'jazzy')


def require_ros() -> None:
    """Check that rclpy and this package's messages can be imported.

    Raises:
        MissingPackageError: they cannot.
    """
    for package in ('rclpy', 'vision_msgs', 'emotion_rescue_msgs'):
        if importlib.util.find_spec(package) is None:
            raise MissingPackageError(f'the Python package {package!r} was not found; {REMEDY}')


def keep_to_ourselves() -> None:
    """Let this process and those it starts meet no other ROS, here or on the network."""
    os.environ['ROS_DOMAIN_ID'] = str(_FIRST_DOMAIN + os.getpid() % _DOMAINS)
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'


def default_params_file() -> Path:
    """Return the parameter file that comes with this package."""
    return resource_folder('config') / 'emotion_rescue.yaml'


def absolute_topic(topic: str, namespace: str = NAMESPACE) -> str:
    """Return the full name of `topic`: unchanged if absolute, else within `namespace`."""
    if topic.startswith('/'):
        return topic
    return '/' + '/'.join(part for part in (namespace.strip('/'), topic) if part)


def node_process(node: str, namespace: str = NAMESPACE, params_file: Path | None = None,
                 parameters: Mapping[str, Any] | None = None,
                 remappings: Mapping[str, str] | None = None,
                 log_level: str = 'info') -> ProcessSpec:
    """Return the process of the node module `node`, such as 'perception'.

    Args:
        node: name of the module in emotion_rescue.nodes; also the name of the process.
        namespace: ROS namespace, with or without the leading slash.
        params_file: ROS parameter file, or None.
        parameters: stronger than the file.
        remappings: topic of the node -> topic to use instead.
        log_level: what the node logs: debug, info, warn or error.

    Raises:
        InputError: `params_file` does not exist.
    """
    words = [sys.executable, '-m', f'emotion_rescue.nodes.{node}', '--ros-args',
             '--log-level', log_level, '-r', f'__ns:=/{namespace.strip("/")}']
    if params_file is not None:
        if not Path(params_file).is_file():
            raise InputError(f'the parameter file {str(params_file)!r} does not exist; name '
                             'another one with --params-file')
        words += ['--params-file', str(params_file)]
    for name, value in (parameters or {}).items():
        # JSON is YAML, and its quotes keep a text such as '0' from becoming a number.
        words += ['-p', f'{name}:={json.dumps(value)}']
    for name, target in (remappings or {}).items():
        words += ['-r', f'{name}:={target}']
    return ProcessSpec(node, tuple(words), outlives=node == RECORDER)


def node_environment() -> dict[str, str]:
    """Return the environment for nodes: this one, DDS able to carry images, this package found."""
    environment = dict(os.environ)
    variable, file = ('FASTDDS_DEFAULT_PROFILES_FILE', 'fastdds.xml')
    if environment.get('ROS_DISTRO') in _FAST_DDS_2:
        variable, file = ('FASTRTPS_DEFAULT_PROFILES_FILE', 'fastdds_2.xml')
    environment.setdefault(variable, str(resource_folder('config') / file))
    # Lines of a log appear when they are printed, not when a buffer is full.
    environment.setdefault('PYTHONUNBUFFERED', '1')
    package = str(Path(__file__).resolve().parents[2])
    known = environment.get('PYTHONPATH', '').split(os.pathsep)
    if package not in known:
        environment['PYTHONPATH'] = os.pathsep.join(filter(None, [package, *known]))
    return environment
