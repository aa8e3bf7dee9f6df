"""The structure of the package, held by reading its source."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / 'emotion_rescue'
# Each layer may import itself and what stands before it.
LAYERS = (('core',), ('models', 'synthesis'), ('pipeline', 'simulation'), ('evaluation',),
          ('training',), ('nodes',), ('cli', 'examples'))
RANK = {folder: rank for rank, folders in enumerate(LAYERS) for folder in folders}
MAY_KNOW_ROS = ('nodes', 'cli', 'examples')
ROS = {'rclpy', 'emotion_rescue_msgs', 'vision_msgs', 'sensor_msgs', 'std_msgs', 'geometry_msgs',
       'diagnostic_msgs', 'visualization_msgs', 'builtin_interfaces', 'rosgraph_msgs',
       'lifecycle_msgs', 'rcl_interfaces', 'rosidl_runtime_py', 'rpyutils'}
HEAVY = {'torch', 'torchvision', 'transformers', 'ultralytics', 'mujoco', 'anny', 'onnxruntime',
         'onnx', 'peft', 'bitsandbytes', 'accelerate', 'silero_vad', 'sounddevice', 'rosbags',
         'av', 'tokenizers', 'safetensors', 'soundfile', 'httpx2'}
CORE_MAY_USE = set(sys.stdlib_module_names) | {'numpy', 'emotion_rescue'}
FILES = sorted(PACKAGE.rglob('*.py'))
MAX_LINES = 275


def imports(tree, everywhere):
    """Yield the full names that a module imports, at its top level or everywhere."""
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, 'imports are absolute'
            yield node.module


def layer(path):
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else 'core'


def test_there_is_something_to_check():
    assert len(FILES) > 20
    assert {layer(path) for path in FILES} <= set(RANK)


@pytest.mark.parametrize('path', FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_keeps_to_the_structure(path):
    source = path.read_text()
    tree = ast.parse(source)
    here = layer(path)
    for name in imports(tree, everywhere=True):
        top, _, rest = name.partition('.')
        if top == 'emotion_rescue' and rest:
            assert RANK.get(rest.split('.')[0], 0) <= RANK[here], f'{here} must not import {name}'
        if top in ROS:
            assert here in MAY_KNOW_ROS, f'only nodes know ROS, but this imports {name}'
        if here == 'core':
            assert top in CORE_MAY_USE, f'core is numpy and the standard library, not {name}'
    for name in imports(tree, everywhere=False):
        assert name.split('.')[0] not in HEAVY, f'{name} is loaded where needed, not at import'
    assert source.count('\n') <= MAX_LINES, 'a file this long is two things'
    assert ast.get_docstring(tree), 'every module says what it is'


def test_importing_the_package_is_light_and_silent():
    names = [
        '.'.join(path.relative_to(PACKAGE.parent).with_suffix('').parts)
        for path in FILES if layer(path) not in MAY_KNOW_ROS and path.name != '__main__.py']
    code = (f'import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n'
            f'print(*sorted(set(sys.modules) & {HEAVY!r}))')
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True,
                          cwd=PACKAGE.parent)
    assert done.stdout.strip() == ''
    assert done.stderr == ''
