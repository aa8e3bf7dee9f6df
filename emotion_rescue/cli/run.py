"""Bring all nodes up as separate processes, where ROS's own launch is not installed."""

import argparse
import functools
from pathlib import Path
import signal
import threading

from emotion_rescue.cli.node_commands import default_params_file
from emotion_rescue.cli.node_commands import NAMESPACE
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.node_commands import require_ros
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.cli.process_group import ProcessSpec
from emotion_rescue.cli.process_group import wait_while

HELP = """\
Start all nodes and judge a live camera and microphone.

Does what launch/rescue.launch.py does, without ROS's launch: each node is a process of its own,
its output is shown with its name in front, and a node that dies is started again. Ctrl-C ends
all in order; the exit code is 0 when all ended by themselves, 1 when one had to be killed.

examples:
  emotion-rescue run --image-topic /camera/image_raw
  emotion-rescue run --weights yolo11n.pt --device cuda --bag out/mission
  emotion-rescue run --no-microphone --use-sim-time
"""
# Options that stand for a parameter of the same name in the nodes listed; not given: as in the
# parameter file.
_PARAMETERS = (
    ('image_transport', ('perception', 'distress', 'overlay'), 'raw or compressed (then '
     'TOPIC/compressed is used)', ('raw', 'compressed')),
    ('image_reliability', ('perception', 'distress', 'overlay'), 'reliability asked of the camera',
     ('best_effort', 'reliable')),
    ('use_depth', ('perception',), 'publish positions from depth and camera_info', bool),
    ('weights', ('perception',), 'YOLO checkpoint of the people detector', None),
    ('affect_weights', ('distress',), 'folder of the LLaVA checkpoint that judges how people look',
     None),
    ('affect_adapter', ('distress',), 'folder of a PEFT adapter for it', None),
    ('voice_weights', ('distress',), 'folder of the wav2vec2 checkpoint that judges voices', None),
    ('precision', ('distress',), 'number format of the LLaVA weights', ('nf4', 'fp16', 'fp32')),
    ('device', ('perception', 'distress'), 'cpu, cuda or cuda:N, for all models', None),
)
# Options whose parameter has another name.
_RENAMED = {'affect_weights': 'sight_weights', 'affect_adapter': 'sight_adapter'}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; they are the arguments of launch/rescue.launch.py."""
    switch = functools.partial(parser.add_argument, action=argparse.BooleanOptionalAction)
    option = parser.add_argument
    option('--namespace', default=NAMESPACE, help='of all nodes and topics (%(default)s)')
    option('--image-topic', default='image', metavar='TOPIC', help='camera images; relative to '
           'the namespace, or absolute (%(default)s)')
    option('--depth-topic', default='depth', metavar='TOPIC', help='depth images registered to '
           'the camera images (%(default)s)')
    option('--camera-info-topic', default='camera_info', metavar='TOPIC', help='calibration of '
           'the camera (%(default)s)')
    option('--params-file', type=Path, metavar='FILE', help='ROS parameter file '
           '(config/emotion_rescue.yaml of this package)')
    for name, _, meaning, kind in _PARAMETERS:
        flag = f'--{name.replace("_", "-")}'
        if kind is bool:
            switch(flag, help=meaning)
        else:
            option(flag, choices=kind, help=meaning)
    switch('--use-sim-time', default=False, help='follow /clock, as of a simulator or a replay')
    switch('--microphone', default=True, help='capture sound on this machine')
    switch('--overlay', default=True, help='draw what was found into the image, and markers')
    option('--bag', type=Path, metavar='DIR', help='record all topics into the new folder DIR '
           '(MCAP)')
    option('--log-level', default='info', choices=('debug', 'info', 'warn', 'error'),
           help='what the nodes log (%(default)s)')


def run(args: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM; return 0, or 1 if a node had to be killed."""
    require_ros()
    specs = node_processes(args)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    say = functools.partial(print, flush=True)
    say(f'starting {", ".join(spec.name for spec in specs)} in /{args.namespace.strip("/")}; '
        'Ctrl-C ends them')
    group = ProcessGroup(specs, say, node_environment(), restart=True)
    with group:
        wait_while(group, stop)
        say('ending the nodes')
        killed = group.stop()
    if killed:
        say(f'{", ".join(killed)} did not end when asked to and had to be killed')
    return 1 if killed else 0


def node_processes(args: argparse.Namespace) -> list[ProcessSpec]:
    """Return the processes for parsed options, sources first, the recorder last."""
    image, depth = image_remappings(args.image_topic), {
        'depth': args.depth_topic, 'camera_info': args.camera_info_topic}
    remappings = {'perception': image | depth, 'distress': image, 'overlay': image}
    nodes = ['microphone'] * args.microphone + ['perception', 'distress']
    nodes += ['overlay'] * args.overlay + ['recorder'] * (args.bag is not None)
    return [
        node_process(
            node, args.namespace, args.params_file or default_params_file(),
            _parameters(args, node), remappings.get(node), args.log_level)
        for node in nodes]


def image_remappings(image_topic: str) -> dict[str, str]:
    """Return the remappings by which nodes find their images on `image_topic`."""
    return {'image': image_topic, 'image/compressed': f'{image_topic}/compressed'}


def _parameters(args, node):
    given = {_RENAMED.get(name, name): getattr(args, name) for name, nodes, _, _ in _PARAMETERS
             if node in nodes and getattr(args, name) is not None}
    if node == 'recorder':
        given |= {'folder': str(args.bag.resolve()),
                  'extra_topics': ' '.join(image_remappings(args.image_topic).values())}
    return given | {'use_sim_time': args.use_sim_time}
