import argparse
import os
from pathlib import Path
import signal
import time

import pytest

from emotion_rescue.cli import run
from emotion_rescue.cli.node_commands import absolute_topic
from emotion_rescue.cli.node_commands import node_environment
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.setting_field import setting_infos
from emotion_rescue.core.settings import NODE_SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 60.0


def parsed(*words):
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    return parser.parse_args(words)


def commands(*words):
    return {spec.name: ' '.join(spec.command) for spec in run.node_processes(parsed(*words))}


@pytest.mark.parametrize(('words', 'nodes'), [
    ([], ['microphone', 'perception', 'distress', 'overlay']),
    (['--no-microphone', '--no-overlay'], ['perception', 'distress']),
    (['--no-microphone', '--bag', 'b'], ['perception', 'distress', 'overlay', 'recorder'])])
def test_which_nodes_are_started_and_in_which_order(words, nodes):
    assert list(commands(*words)) == nodes


def test_options_reach_the_nodes_that_they_concern():
    found = commands('--image-topic', '/cam/rgb', '--weights', 'y.pt', '--device', 'cuda:1',
                     '--affect-weights', 'llava', '--affect-adapter', 'lora', '--precision',
                     'fp16', '--voice-weights', 'w2v', '--use-depth', '--depth-topic', '/cam/d',
                     '--image-transport', 'compressed', '--use-sim-time', '--bag', 'b',
                     '--namespace', '/robot1', '--log-level', 'debug')
    for text in found.values():
        assert '-r __ns:=/robot1' in text
        assert '--log-level debug' in text
        assert '-p use_sim_time:=true' in text
    for name in ('perception', 'distress', 'overlay'):
        assert '-r image:=/cam/rgb' in found[name]
        assert '-r image/compressed:=/cam/rgb/compressed' in found[name]
        assert '-p image_transport:="compressed"' in found[name]
    for name in ('perception', 'distress'):
        assert '-p device:="cuda:1"' in found[name]
    assert '-p weights:="y.pt"' in found['perception']
    assert '-p use_depth:=true' in found['perception']
    assert '-r depth:=/cam/d' in found['perception']
    for part in ('sight_weights:="llava"', 'sight_adapter:="lora"', 'voice_weights:="w2v"',
                 'precision:="fp16"'):
        assert part in found['distress']
    assert f'folder:="{Path("b").resolve()}"' in found['recorder']
    assert 'extra_topics:="/cam/rgb /cam/rgb/compressed"' in found['recorder']


def test_options_that_are_not_given_leave_the_matter_to_the_parameter_file():
    for name, text in commands('--no-use-sim-time').items():
        given = {word.partition(':=')[0] for before, word in zip(
            text.split(), text.split()[1:], strict=False) if before == '-p'}
        assert given == {'use_sim_time'}, name


def test_every_parameter_of_an_option_exists():
    for name, nodes, _, _ in run._PARAMETERS:
        for node in nodes:
            assert run._RENAMED.get(name, name) in setting_infos(NODE_SETTINGS[node])


def test_options_are_those_of_the_launch_file():
    source = (ROOT / 'launch' / 'rescue.launch.py').read_text()
    block = source[source.index('ARGUMENTS = ('):source.index('def generate_launch_description')]
    launch = {line.split("'")[1] for line in block.splitlines() if line.startswith("    ('")}
    # RViz is not there where launch is not.
    assert set(vars(parsed())) == launch - {'rviz', 'fixed_frame'}


@pytest.mark.parametrize(('topic', 'expected'), [
    ('image', '/emotion_rescue/image'), ('/camera/image', '/camera/image')])
def test_absolute_topic(topic, expected):
    assert absolute_topic(topic) == expected


def test_a_missing_parameter_file_is_named():
    with pytest.raises(InputError, match=r'nowhere\.yaml'):
        node_process('perception', params_file=Path('nowhere.yaml'))


def test_nodes_find_this_package(monkeypatch):
    monkeypatch.setenv('PYTHONPATH', '/elsewhere')
    assert node_environment()['PYTHONPATH'].split(os.pathsep) == [str(ROOT), '/elsewhere']


@pytest.mark.parametrize(('distribution', 'variable', 'other'), [
    ('kilted', 'FASTDDS', 'FASTRTPS'), ('jazzy', 'FASTRTPS', 'FASTDDS')])
def test_nodes_get_the_dds_profile_of_their_distribution(
        monkeypatch, distribution, variable, other):
    for name in (variable, other):
        monkeypatch.delenv(f'{name}_DEFAULT_PROFILES_FILE', raising=False)
    monkeypatch.setenv('ROS_DISTRO', distribution)
    environment = node_environment()
    assert Path(environment[f'{variable}_DEFAULT_PROFILES_FILE']).is_file()
    assert f'{other}_DEFAULT_PROFILES_FILE' not in environment


@pytest.mark.ros
def test_nodes_live_until_they_are_asked_to_end(command, output_of, tmp_path):
    # Weights that are missing do not matter here: the nodes say so and stay up.
    (tmp_path / 'params.yaml').write_text(
        '/**/perception:\n  ros__parameters:\n    weights: /missing/people.onnx\n'
        '/**/distress:\n  ros__parameters:\n    sight_enabled: false\n    voice_enabled: false\n')
    process = command('run', '--no-microphone', '--no-overlay', '--bag', tmp_path / 'bag',
                      '--params-file', tmp_path / 'params.yaml')
    lines = []
    wait_for_line(process, lines, 'recording /emotion_rescue/distress ')
    perception = child_of(process.pid, 'emotion_rescue.nodes.perception')
    os.kill(perception, signal.SIGKILL)
    wait_for_line(process, lines, 'perception has ended by itself (SIGKILL)')
    wait_for_line(process, lines, '/missing/people.onnx')
    process.send_signal(signal.SIGINT)
    text, code = output_of(process)
    assert code == 0, lines + [text]
    assert 'Traceback' not in ''.join(lines) + text
    assert 'messages of' in text
    assert (tmp_path / 'bag' / 'metadata.yaml').is_file()


def wait_for_line(process, lines, part):
    end_s = time.monotonic() + DEADLINE_S
    for line in process.stdout:
        lines.append(line)
        if part in line:
            return
        assert time.monotonic() < end_s, lines
    raise AssertionError(f'{part!r} did not come: {lines}')


def child_of(pid, module):
    children = Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
    return next(int(child) for child in children
                if module in Path(f'/proc/{child}/cmdline').read_text())
