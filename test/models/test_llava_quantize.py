"""The NF4 form that this package writes is the one that transformers writes."""

import json
from pathlib import Path
import resource
import shutil

import numpy as np
import pytest

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_quantize import quantize_llava

pytest.importorskip('transformers')
pytest.importorskip('bitsandbytes')


@pytest.fixture(scope='module')
def half_llava(tiny_llava, tmp_path_factory):
    """Return a tiny LLaVA in float16, as large ones are published; with a calibration."""
    import torch
    from transformers import AutoModelForImageTextToText

    folder = shutil.copytree(tiny_llava, tmp_path_factory.mktemp('half') / 'llava')
    AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float16).save_pretrained(
        folder)
    (folder / 'calibration.json').write_text('{"emotions": {}}')
    return folder


@pytest.fixture(scope='module')
def theirs(half_llava, tmp_path_factory):
    """Return what transformers makes of it: quantised while loading, then saved."""
    import torch
    from transformers import AutoModelForImageTextToText
    from transformers import BitsAndBytesConfig

    folder = tmp_path_factory.mktemp('theirs')
    AutoModelForImageTextToText.from_pretrained(
        half_llava, dtype=torch.float16, device_map={'': 'cpu'},
        quantization_config=BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type='nf4', bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.float16)).save_pretrained(folder)
    return folder


@pytest.fixture(scope='module')
def ours(half_llava, tmp_path_factory):
    """Return what this package makes of it."""
    folder = tmp_path_factory.mktemp('ours') / 'new' / 'nf4'
    quantize_llava(half_llava, folder)
    return folder


def tensors(folder):
    from safetensors.torch import load_file

    return {name: tensor for path in folder.glob('*.safetensors')
            for name, tensor in load_file(path).items()}


def assert_same_tensors(found, wanted):
    assert set(found) == set(wanted)
    for name, tensor in wanted.items():
        assert found[name].dtype == tensor.dtype, name
        assert found[name].numpy().tobytes() == tensor.numpy().tobytes(), name


def test_names_types_and_bytes_are_those_of_transformers(ours, theirs):
    assert_same_tensors(tensors(ours), tensors(theirs))
    assert [path.name for path in ours.glob('*.safetensors')] == ['model.safetensors']


def test_the_configuration_is_that_of_transformers(ours, theirs):
    def quantisation(folder):
        return json.loads((folder / 'config.json').read_text())['quantization_config']

    assert quantisation(ours) == quantisation(theirs)


def test_shards_are_bounded_and_complete(half_llava, theirs, tmp_path):
    quantize_llava(half_llava, tmp_path / 'out', shard_bytes=150_000)
    index = json.loads((tmp_path / 'out' / 'model.safetensors.index.json').read_text())
    shards = sorted(path.name for path in (tmp_path / 'out').glob('*.safetensors'))
    assert shards == sorted(set(index['weight_map'].values())) and len(shards) > 2
    assert shards[0] == f'model-00001-of-{len(shards):05}.safetensors'
    found = tensors(tmp_path / 'out')
    assert_same_tensors(found, tensors(theirs))
    assert index['metadata']['total_size'] == sum(t.nbytes for t in found.values())
    for name in shards:  # the header of a shard comes on top
        assert (tmp_path / 'out' / name).stat().st_size < 150_000 + 20_000


def test_a_sharded_checkpoint_with_older_names(half_llava, theirs, tmp_path):
    from safetensors.torch import save_file

    source = shutil.copytree(half_llava, tmp_path / 'source')
    (source / 'model.safetensors').unlink()
    old = {name.replace('vision_tower.', 'vision_tower.vision_model.'): tensor
           for name, tensor in tensors(half_llava).items()}
    halves = [list(old)[::2], list(old)[1::2]]
    for i, names in enumerate(halves):
        save_file({name: old[name] for name in names}, source / f'model-{i}.safetensors',
                  {'format': 'pt'})
    (source / 'model.safetensors.index.json').write_text(json.dumps({'weight_map': {
        name: f'model-{i}.safetensors' for i, names in enumerate(halves) for name in names}}))
    quantize_llava(source, tmp_path / 'out')
    found = {name.replace('vision_model.', ''): tensor
             for name, tensor in tensors(tmp_path / 'out').items()}
    assert_same_tensors(found, tensors(theirs))
    assert load_llava(tmp_path / 'out', device='cpu').precision == 'quantised as saved'


def test_other_files_come_along_and_old_weights_do_not(ours, half_llava):
    def others(folder):
        return {path.name for path in folder.iterdir()} - {'model.safetensors'}

    assert others(ours) == others(half_llava)
    for name in others(ours) - {'config.json'}:
        assert (ours / name).read_bytes() == (half_llava / name).read_bytes()


def test_plain_transformers_gives_the_same_logits(ours, theirs):
    import torch
    from transformers import AutoModelForImageTextToText

    ids = torch.arange(5, 25)[None]
    with torch.inference_mode():
        logits = [AutoModelForImageTextToText.from_pretrained(
            folder, dtype=torch.float16)(input_ids=ids).logits for folder in (ours, theirs)]
    assert torch.equal(*logits) and torch.isfinite(logits[0]).all()


def test_the_scorer_loads_it_and_judges_as_when_quantised_at_the_start(ours, half_llava):
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    scores = []
    for folder in (ours, half_llava):
        scorer = LlavaSightScorer(folder, precision='nf4', device='cpu')
        scorer.load()
        assert scorer.linear_4bit_count == 28
        scores.append(scorer.answer_log_likelihoods([picture]))
        scorer.close()
    # Saved weights carry float16 scales of scales; quantised at the start they are float32.
    np.testing.assert_allclose(*scores, atol=2e-3)


def test_everything_computes_in_one_type_though_the_disk_has_another(ours):
    import torch

    model = load_llava(ours, device='cpu').model
    others = {name: parameter.dtype for name, parameter in model.named_parameters()
              if parameter.is_floating_point()}
    # Words are looked up where they lie on the disk; what comes out is converted.
    assert others.pop('model.language_model.embed_tokens.weight') == torch.float16
    assert set(others.values()) == {torch.float32}
    assert model.get_input_embeddings()(torch.tensor([3])).dtype == torch.float32
    layer = model.model.language_model.layers[0].mlp.up_proj
    assert layer.compute_dtype == torch.float32


def test_a_quantised_checkpoint_is_refused(ours, tmp_path):
    with pytest.raises(WeightsError, match='quantised already'):
        quantize_llava(ours, tmp_path / 'again')


def test_an_existing_folder_is_left_alone(half_llava, tmp_path):
    (tmp_path / 'mine').write_text('mine')
    with pytest.raises(WeightsError, match='exists already'):
        quantize_llava(half_llava, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['mine']


@pytest.mark.parametrize(('change', 'match'), [
    (lambda config: config['text_config'].update(num_hidden_layers=3), 'lacks 9 tensors'),
    (lambda config: config['text_config'].update(intermediate_size=128), 'has the shape'),
    (lambda config: config.update(text_config=3), 'no model that transformers can build'),
    (lambda config: config.update(model_type='llama'), 'expected one of the LLaVA family')])
def test_weights_that_do_not_fit_their_configuration(half_llava, tmp_path, change, match):
    source = Path(shutil.copytree(half_llava, tmp_path / 'source'))
    config = json.loads((source / 'config.json').read_text())
    change(config)
    (source / 'config.json').write_text(json.dumps(config))
    with pytest.raises(WeightsError, match=match) as caught:
        quantize_llava(source, tmp_path / 'out')
    assert '\n' not in str(caught.value)
    assert not (tmp_path / 'out').exists()


def test_a_disk_that_refuses_leaves_nothing_behind(half_llava, tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(UnfinishedError, match='cannot be written') as caught:
            quantize_llava(half_llava, tmp_path / 'out')
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert '\n' not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_said_before_anything_is_written(half_llava, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, 'disk_usage', lambda path: usage._replace(free=1000))
    with pytest.raises(UnfinishedError, match='GB free and out will take'):
        quantize_llava(half_llava, tmp_path / 'out')
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_no_obstacle(half_llava, tmp_path):
    (tmp_path / '.out.part').mkdir()
    (tmp_path / '.out.part' / 'junk').write_text('junk')
    quantize_llava(half_llava, tmp_path / 'out')
    assert [path.name for path in tmp_path.iterdir()] == ['out']
    assert not (tmp_path / 'out' / 'junk').exists()


def test_large_weights_in_another_form_are_loaded_with_a_warning(half_llava, ours, monkeypatch,
                                                                 caplog):
    from emotion_rescue.models import llava_loader

    load_llava(half_llava, device='cpu')
    assert not caplog.records, 'small weights cost nothing'
    monkeypatch.setattr(llava_loader, '_LARGE_BYTES', 1000)
    load_llava(ours, device='cpu')
    load_llava(half_llava, precision='fp32', device='cpu')
    assert not caplog.records
    assert load_llava(half_llava, device='cpu').precision == 'nf4'
    assert f'models quantize --weights {half_llava} --out {half_llava}-nf4' in caplog.text
