import sys

import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_loading import compute_dtype
from emotion_rescue.models.checkpoint_loading import first_line
from emotion_rescue.models.checkpoint_loading import go_offline
from emotion_rescue.models.checkpoint_loading import is_linear_4bit
from emotion_rescue.models.checkpoint_loading import misfits
from emotion_rescue.models.checkpoint_loading import resolve_device

torch = pytest.importorskip('torch')


@pytest.mark.parametrize(('present', 'device', 'found'), [
    (False, 'auto', 'cpu'), (False, 'cpu', 'cpu'), (True, 'auto', 'cuda'), (True, 'cpu', 'cpu'),
    (True, 'cuda:1', 'cuda:1')])
def test_the_device_is_found(monkeypatch, present, device, found):
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: present)
    assert resolve_device(device) == found


@pytest.mark.parametrize('device', ['cuda', 'cuda:0'])
def test_a_device_that_is_not_there(monkeypatch, device):
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    with pytest.raises(WeightsError, match=f"device is '{device}', but no CUDA device"):
        resolve_device(device)


@pytest.mark.parametrize(('precision', 'device', 'dtype'), [
    ('fp32', 'cpu', torch.float32), ('fp32', 'cuda', torch.float32),
    ('nf4', 'cpu', torch.float32), ('nf4', 'cuda', torch.float16),
    ('fp16', 'cpu', torch.bfloat16), ('fp16', 'cuda:1', torch.float16)])
def test_what_each_precision_computes_in(precision, device, dtype):
    assert compute_dtype(precision, device) == dtype


@pytest.mark.parametrize('name', ['torch', 'transformers'])
def test_a_library_that_is_missing_is_named(monkeypatch, name):
    pytest.importorskip('transformers')
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=f'^{name} is not installed; install'):
        go_offline()


@pytest.mark.parametrize(('error', 'line'), [
    (ValueError(), 'ValueError'), (ValueError('  \n'), 'ValueError'), (ValueError('a'), 'a'),
    (ValueError('a\nb\nc'), 'a b')])
def test_an_error_in_one_line(error, line):
    assert first_line(error) == line


def test_a_wrapper_of_the_same_name_is_no_4_bit_layer():
    bitsandbytes = pytest.importorskip('bitsandbytes')

    class Linear4bit(torch.nn.Module):  # as peft has one
        def __init__(self, base_layer):
            super().__init__()
            self.base_layer = base_layer

    layer = bitsandbytes.nn.Linear4bit(64, 32)
    wrapper = Linear4bit(layer)
    assert [is_linear_4bit(m) for m in wrapper.modules()] == [False, True]
    assert is_linear_4bit(bitsandbytes.nn.LinearNF4(64, 32))  # derived from it
    assert not is_linear_4bit(torch.nn.Linear(4, 4))


def test_4_bit_weights_of_another_shape_are_found():
    bitsandbytes = pytest.importorskip('bitsandbytes')
    right = bitsandbytes.nn.Linear4bit(64, 32).to('cpu')
    wrong = bitsandbytes.nn.Linear4bit(64, 32).to('cpu')
    wrong.out_features = 16
    assert misfits(torch.nn.Sequential(torch.nn.Linear(4, 4), right, wrong)) == ['2']
    assert misfits(torch.nn.Sequential()) == []
