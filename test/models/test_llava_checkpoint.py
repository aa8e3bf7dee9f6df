import json
from pathlib import Path
import shutil

import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava import LlavaSightScorer

pytest.importorskip('transformers')


def _refused(folder, match, **kwargs):
    with pytest.raises(WeightsError, match=match) as caught:
        LlavaSightScorer(folder, device='cpu', **kwargs).load()
    assert '\n' not in str(caught.value)


def test_a_missing_folder(tmp_path):
    _refused(tmp_path / 'nowhere', 'no folder .*nowhere')


def test_a_folder_without_config(tmp_path):
    _refused(tmp_path, 'no config.json')


@pytest.mark.parametrize('content', ['', '{"model_type":', '[]'])
def test_a_broken_config(llava_copy, content):
    (llava_copy / 'config.json').write_text(content)
    _refused(llava_copy, 'copy it again')


@pytest.mark.parametrize('kind', ['wav2vec2', 'llama', 'qwen2_vl', None])
def test_another_architecture(llava_copy, kind):
    (llava_copy / 'config.json').write_text(json.dumps({'model_type': kind}))
    _refused(llava_copy, f'{kind!r}, expected one of the LLaVA family')


def test_no_weights(llava_copy):
    (llava_copy / 'model.safetensors').unlink()
    _refused(llava_copy, 'no model.safetensors')


def test_a_pickle_in_place_of_safetensors(llava_copy):
    (llava_copy / 'model.safetensors').rename(llava_copy / 'pytorch_model.bin')
    _refused(llava_copy, 'pytorch_model.bin, a pickle, which can run code')


@pytest.mark.parametrize('left', [0, 5, 2000, -1])
def test_cut_off_weights(llava_copy, left):
    path = llava_copy / 'model.safetensors'
    path.write_bytes(path.read_bytes()[:left])
    _refused(llava_copy, 'no safetensors file|cut off')


def test_a_missing_shard(llava_copy):
    (llava_copy / 'model.safetensors').unlink()
    (llava_copy / 'model.safetensors.index.json').write_text(
        json.dumps({'weight_map': {'a': 'model-00001-of-00002.safetensors'}}))
    _refused(llava_copy, 'lacks model-00001-of-00002.safetensors')


def test_missing_tensors_are_not_replaced_by_random_ones(llava_copy):
    from safetensors.torch import load_file
    from safetensors.torch import save_file

    path = llava_copy / 'model.safetensors'
    tensors = load_file(path)
    gone = [name for name in tensors if 'q_proj' in name]
    save_file({k: v for k, v in tensors.items() if k not in gone}, path, {'format': 'pt'})
    _refused(llava_copy, f'lacks {len(gone)} tensors')


@pytest.mark.parametrize(('precision', 'reason'), [
    ('nf4', 'another shape'), ('fp32', 'cannot be loaded')])
def test_tensors_of_another_shape(llava_copy, precision, reason):
    path = llava_copy / 'config.json'
    config = json.loads(path.read_text())
    config['text_config']['intermediate_size'] = 128
    path.write_text(json.dumps(config))
    _refused(llava_copy, reason, precision=precision)


def test_no_processor(llava_copy):
    (llava_copy / 'processor_config.json').unlink()
    _refused(llava_copy, 'no processor_config.json')


def test_no_tokenizer(llava_copy):
    for path in llava_copy.glob('tokenizer*'):
        path.unlink()
    _refused(llava_copy, 'processor|tokenizer')


def test_a_broken_calibration(llava_copy):
    (llava_copy / 'calibration.json').write_text('{"emotions": 3}')
    _refused(llava_copy, 'calibration.json cannot be understood')


def test_a_device_that_is_not_there(tiny_llava, monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    with pytest.raises(WeightsError, match="'cuda:9', but no CUDA device is present"):
        LlavaSightScorer(tiny_llava, device='cuda:9').load()


def test_a_missing_adapter(tiny_llava, tmp_path):
    _refused(tiny_llava, 'no folder', adapter=tmp_path / 'nowhere')
    _refused(tiny_llava, 'no adapter_config.json', adapter=tmp_path)


def test_an_adapter_for_another_checkpoint(tiny_llava, foreign_adapter):
    _refused(tiny_llava, 'not made for this checkpoint', adapter=foreign_adapter)


@pytest.fixture
def adapter_copy(tmp_path, foreign_adapter):
    return Path(shutil.copytree(foreign_adapter, tmp_path / 'adapter'))


def test_an_adapter_that_is_a_pickle(tiny_llava, adapter_copy):
    (adapter_copy / 'adapter_model.safetensors').rename(adapter_copy / 'adapter_model.bin')
    _refused(tiny_llava, 'adapter_model.bin, a pickle', adapter=adapter_copy)


def test_a_cut_off_adapter(tiny_llava, adapter_copy):
    path = adapter_copy / 'adapter_model.safetensors'
    path.write_bytes(path.read_bytes()[:-7])
    _refused(tiny_llava, 'cut off', adapter=adapter_copy)
