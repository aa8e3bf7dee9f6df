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
IMAGE_QUEUES = ('image', 'image/compressed')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; they are the arguments of launch/rescue.launch.py."""
    switch = functools.partial(parser.add_argument, action=argparse.BooleanOptionalAction)
    parser.add_argument('--namespace', default=NAMESPACE, help='of all nodes and topics '
                        '(%(default)s)')
    parser.add_argument('--image-topic', default='image', metavar='TOPIC', help='images to look '
                        'at; relative to the namespace, or absolute (%(default)s)')
    parser.add_argument('--params-file', type=Path, metavar='FILE', help='ROS parameter file '
                        '(config/emotion_rescue.yaml of this package)')
    parser.add_argument('--weights', metavar='FILE', help='YOLO checkpoint of the people '
                        'detector (the default people detector)')
    parser.add_argument('--affect-weights', metavar='FOLDER', help='LLaVA checkpoint that judges '
                        'how people look (the small default)')
    parser.add_argument('--voice-weights', metavar='FOLDER', help='wav2vec2 checkpoint that '
                        'judges voices (the small default)')
    parser.add_argument('--device', help='cpu, cuda or cuda:N, for all models (as in the '
                        'parameter file)')
    switch('--use-sim-time', default=False, help='follow /clock, as of a simulator or a replay')
    switch('--overlay', default=True, help='draw what was found into the image')
    switch('--microphone', default=True, help='capture sound on this machine')
    parser.add_argument('--bag', type=Path, metavar='DIR', help='record all topics into the new '
                        'folder DIR (MCAP)')


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


def node_processes(args: argparse.Namespace) -> list:
    """Return the processes for parsed options, sources first, the recorder last."""
    params_file = args.params_file or default_params_file()
    process = functools.partial(node_process, namespace=args.namespace, params_file=params_file)
    clock = {'use_sim_time': True} if args.use_sim_time else {}
    device = {'device': args.device} if args.device else {}
    remap = image_remappings(args.image_topic)
    specs = []
    if args.microphone:
        specs.append(process('microphone', parameters=clock))
    specs.append(process('perception', remappings=remap, parameters={
        **clock, **device, **_given(weights=args.weights)}))
    specs.append(process('distress', remappings=remap, parameters={
        **clock, **device, **_given(sight_weights=args.affect_weights,
                                    voice_weights=args.voice_weights)}))
    if args.overlay:
        specs.append(process('overlay', remappings=remap, parameters=clock))
    if args.bag:
        extra = list(image_remappings(args.image_topic).values())
        specs.append(process('recorder', parameters={
            **clock, 'folder': str(args.bag.resolve()), 'extra_topics': ' '.join(extra)}))
    return specs


def image_remappings(image_topic: str) -> dict[str, str]:
    """Return the remappings by which nodes find their images on `image_topic`."""
    if image_topic == IMAGE_QUEUES[0]:
        return {}
    base = image_topic.removesuffix('/compressed')
    return {'image': base, 'image/compressed': f'{base}/compressed'}


def _given(**parameters):
    return {name: value for name, value in parameters.items() if value is not None}
