import json

import pytest
from tiny_words import save_tiny_llama

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models import smollm2
from emotion_rescue.models.llama_loader import load_llama

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a tiny Llama that a test may damage."""
    return save_tiny_llama(tmp_path / 'llama')


@pytest.mark.parametrize(('precision', 'dtype'), [
    ('fp32', torch.float32), ('fp16', torch.bfloat16), ('nf4', torch.float32)])
def test_a_folder_is_loaded_in_each_precision(folder, precision, dtype):
    if precision == 'nf4':
        pytest.importorskip('bitsandbytes')
    loaded = load_llama(folder, None, precision, 'cpu')
    assert (loaded.device, loaded.precision) == ('cpu', precision)
    assert loaded.model.dtype == dtype and not loaded.model.training
    four_bit = [m for m in loaded.model.modules() if type(m).__name__ == 'Linear4bit']
    assert bool(four_bit) == (precision == 'nf4')


def test_what_is_wrong_with_a_folder_is_named(folder, tmp_path):
    with pytest.raises(WeightsError, match='there is no folder'):
        load_llama(tmp_path / 'none')
    config = folder / 'config.json'
    content = json.loads(config.read_text())
    config.write_text(json.dumps({**content, 'model_type': 'bert'}))
    with pytest.raises(WeightsError, match="of the type 'bert', expected one of the Llama family"):
        load_llama(folder)
    config.write_text(json.dumps(content))
    (folder / 'tokenizer.json').rename(folder / 'hidden.json')
    with pytest.raises(WeightsError, match='has no tokenizer.json'):
        load_llama(folder)
    (folder / 'hidden.json').rename(folder / 'tokenizer.json')
    weights = folder / 'model.safetensors'
    weights.write_bytes(weights.read_bytes()[:-8])
    with pytest.raises(WeightsError, match='cut off or damaged'):
        load_llama(folder)
    weights.unlink()
    with pytest.raises(WeightsError, match='has no model.safetensors'):
        load_llama(folder)


def test_an_unknown_precision_and_a_foreign_adapter_are_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="precision is 'int3'"):
        load_llama(folder, None, 'int3')
    with pytest.raises(WeightsError, match='there is no folder'):
        load_llama(folder, tmp_path / 'none')
    peft = pytest.importorskip('peft')
    other = load_llama(folder, None, 'fp32', 'cpu').model
    peft.get_peft_model(other, peft.LoraConfig(
        r=2, target_modules=['q_proj'], layers_to_transform=[2])).save_pretrained(tmp_path / 'a')
    two = json.loads((folder / 'config.json').read_text()) | {'num_hidden_layers': 2}
    (folder / 'config.json').write_text(json.dumps(two))
    with pytest.raises(WeightsError, match='not made for this checkpoint'):
        load_llama(folder, tmp_path / 'a', 'fp32', 'cpu')


def test_smollm2_needs_its_package_and_no_4_bits(monkeypatch):
    with pytest.raises(WeightsError, match='precision is nf4, give fp16 or fp32'):
        load_llama(None, None, 'nf4')
    monkeypatch.setattr(smollm2, 'find_spec', lambda name: None)
    with pytest.raises(MissingPackageError, match='requirements/language_model.txt'):
        load_llama()
