"""Which execution providers a device stands for, on machines of all kinds."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models import onnx_session
from emotion_rescue.models.onnx_session import open_session

CPU, CUDA, TENSORRT = (f'{name}ExecutionProvider' for name in ('CPU', 'CUDA', 'Tensorrt'))


class Machine:
    """An ONNX Runtime that offers `built_in` providers, of which those `broken` do not start."""

    def __init__(self, built_in, broken=()):
        self.built_in, self.broken = built_in, broken
        self.options = None

    def get_available_providers(self):
        return list(self.built_in)

    def SessionOptions(self):  # noqa: N802 - the library's name
        return SimpleNamespace(add_session_config_entry=lambda key, value: None)

    def InferenceSession(self, path, options, providers):  # noqa: N802 - the library's name
        self.options = options
        named = [entry if isinstance(entry, str) else entry[0] for entry in providers]
        self.settings = {entry[0]: entry[1] for entry in providers if not isinstance(entry, str)}
        started = [name for name in named if name not in self.broken]
        return SimpleNamespace(get_providers=lambda: started)


@pytest.fixture
def opened(monkeypatch, tmp_path):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))

    def open_on(machine, device, threads=0):
        monkeypatch.setattr(onnx_session, 'import_onnxruntime', lambda: machine)
        return open_session(Path('people.onnx'), device, threads).get_providers()
    return open_on


@pytest.mark.parametrize(('built_in', 'device', 'expected'), [
    ((CPU,), 'auto', [CPU]), ((CPU,), 'cpu', [CPU]),
    ((CUDA, CPU), 'auto', [CUDA, CPU]), ((CUDA, CPU), 'cpu', [CPU]),
    ((CUDA, CPU), 'cuda:1', [CUDA, CPU]),
    ((TENSORRT, CUDA, CPU), 'auto', [CUDA, CPU]),
    ((TENSORRT, CUDA, CPU), 'tensorrt', [TENSORRT, CUDA, CPU])])
def test_a_device_stands_for_providers(built_in, device, expected, opened):
    assert opened(Machine(built_in), device) == expected


@pytest.mark.parametrize(('built_in', 'device'), [
    ((CPU,), 'cuda'), ((CPU,), 'tensorrt'), ((CUDA, CPU), 'tensorrt')])
def test_a_device_that_is_not_built_in_is_said(built_in, device, opened):
    with pytest.raises(WeightsError, match='onnxruntime-gpu'):
        opened(Machine(built_in), device)


def test_a_device_that_does_not_start_is_said_unless_any_will_do(opened):
    machine = Machine((CUDA, CPU), broken=(CUDA,))
    assert opened(machine, 'auto') == [CPU]
    with pytest.raises(WeightsError, match='only start on the CPU'):
        opened(machine, 'cuda')


def test_number_of_the_device_and_of_threads_arrive(opened, tmp_path):
    machine = Machine((TENSORRT, CUDA, CPU))
    opened(machine, 'cuda:3', threads=1)
    assert machine.settings[CUDA] == {'device_id': 3}
    assert machine.options.intra_op_num_threads == 1
    opened(machine, 'tensorrt')
    assert machine.settings[TENSORRT]['trt_engine_cache_path'].startswith(str(tmp_path))
    assert machine.options.intra_op_num_threads >= 1
