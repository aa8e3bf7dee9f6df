import json
import shutil

import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.default_weights import resource_folder


@pytest.fixture
def folder(tmp_path):
    for path in ('people/people.onnx', 'people/README.md', 'affect/model.safetensors'):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    return tmp_path


def models(folder, action, *more):
    return main(['models', action, '--weights', str(folder), *map(str, more)])


def test_without_a_list_there_is_nothing_to_verify(folder, capsys):
    assert models(folder, 'verify') == 1
    assert 'seal' in capsys.readouterr().err
    assert models(folder, 'list') == 0
    assert 'not in the model list' in capsys.readouterr().out


def test_sealed_weights_verify_though_the_model_card_is_mended(folder, capsys):
    assert models(folder, 'seal') == 0
    (folder / 'people' / 'README.md').write_text('mended')
    assert models(folder, 'verify') == 0
    assert 'all 2 files' in capsys.readouterr().out


@pytest.mark.parametrize(('content', 'said'), [
    (None, 'missing'), ('', 'differs'), ('people/people.onnX', 'other content, same size')])
def test_a_changed_file_is_found(folder, content, said, capsys):
    models(folder, 'seal')
    path = folder / 'people' / 'people.onnx'
    path.unlink()
    if content is not None:
        path.write_text(content)
    assert models(folder, 'verify') == 1
    out = capsys.readouterr().out
    assert said in out and '1 of 2 files' in out


def test_trusted_pickles_survive_the_next_seal(folder, tmp_path, capsys):
    pickle = tmp_path / 'known.pt'
    pickle.write_bytes(b'known')
    assert models(folder, 'seal', '--trust', pickle) == 0
    assert models(folder, 'seal') == 0
    assert 'trusted pickle: known.pt' in capsys.readouterr().out


@pytest.mark.parametrize('content', ['', '[]', '{"defaults": 3}', '{"defaults": {}}'])
def test_a_damaged_list_is_said(folder, content, capsys):
    (folder / 'manifest.json').write_text(content)
    assert models(folder, 'verify') == 1
    error = capsys.readouterr().err
    assert 'damaged' in error and error.count('\n') == 1


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    assert models(tmp_path / 'none', 'list') == 1
    assert 'none' in capsys.readouterr().err


def test_the_weights_of_this_package_are_as_listed(capsys):
    assert main(['models', 'verify']) == 0, capsys.readouterr().out
    assert set(json.loads((resource_folder('weights') / 'manifest.json').read_text())) == {
        'defaults', 'trusted_pickles'}


def test_quantize_needs_two_folders(capsys):
    assert main(['models', 'quantize']) == 1
    error = capsys.readouterr().err
    assert '--weights' in error and '--out' in error


def test_quantize_makes_the_new_folder(tmp_path, capsys):
    pytest.importorskip('bitsandbytes')
    weights = resource_folder('weights') / 'affect'
    assert models(weights, 'quantize', '--out', tmp_path / 'nf4') == 0
    captured = capsys.readouterr()
    assert f'wrote {tmp_path / "nf4"}' in captured.out
    saved = json.loads((tmp_path / 'nf4' / 'config.json').read_text())
    assert saved['quantization_config']['bnb_4bit_quant_type'] == 'nf4'
    assert models(weights, 'quantize', '--out', tmp_path / 'nf4') == 1
    assert 'exists already' in capsys.readouterr().err


def test_export_voice_needs_a_checkpoint(capsys, tmp_path):
    assert main(['models', 'export-voice']) == 1
    assert '--weights' in capsys.readouterr().err
    assert models(tmp_path, 'export-voice') == 1
    assert 'no config.json' in capsys.readouterr().err


def test_export_voice_writes_beside_the_weights(tmp_path, capsys):
    pytest.importorskip('onnx')
    folder = shutil.copytree(resource_folder('weights') / 'voice', tmp_path / 'voice')
    assert models(folder, 'export-voice') == 0
    assert f'wrote {folder / "model.onnx"}' in capsys.readouterr().out
    assert 1e6 < (folder / 'model.onnx').stat().st_size < 6e6
