import json

import pytest
from tiny_words import save_tiny_llama

from emotion_rescue.cli.main import main

pytest.importorskip('torch')
pytest.importorskip('transformers')
pytest.importorskip('peft')

_ROWS = 'text,label\n' + ''.join(
    f'{word} {i},{label}\n' for i in range(12)
    for word, label in (('it hurts', 'pain'), ('all is well', 'neutral'), ('ha ha', 'joy')))


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    """Return the folder of a tiny Llama with random weights."""
    return save_tiny_llama(tmp_path_factory.mktemp('llama'))


def test_a_user_trains_with_a_file_and_measures_with_another(folder, tmp_path, capsys):
    data, out = tmp_path / 'texts.csv', tmp_path / 'words'
    data.write_text(_ROWS)
    assert main(['train', 'text', '--out', str(out), '--data', str(data), '--base', str(folder),
                 '--precision', 'fp32', '--epochs', '1']) == 0
    assert {p.name for p in out.iterdir()} == {
        'adapter_model.safetensors', 'adapter_config.json', 'calibration.json', 'README.md'}
    card = (out / 'README.md').read_text()
    assert 'trained on the texts of texts.csv' in card and '| bag of words |' in card
    assert 'AUROC of distress' in card and str(tmp_path) not in card
    capsys.readouterr()
    figures = tmp_path / 'f' / 'text.json'
    assert main(['evaluate', 'text', '--data', str(data), '--adapter', str(out), '--base',
                 str(folder), '--precision', 'fp32', '--json', str(figures)]) == 0
    printed = capsys.readouterr().out
    assert '| macro F1 of labels |' in printed and 's an utterance' in printed
    found = json.loads(figures.read_text())
    assert set(found['models']) == {'adapter', 'zero-shot'} and found['versions']
    adapter = found['models']['adapter']
    assert adapter['texts'] == 36 and adapter['median_s'] > 0
    assert set(adapter['labels']['each']) == {'pain', 'neutral', 'joy'}
    low, high = adapter['distress']['auroc_interval']
    assert 0 <= low <= adapter['distress']['auroc'] <= high <= 1


def test_a_base_alone_is_measured_zero_shot(folder, tmp_path, capsys):
    data = tmp_path / 'texts.csv'
    data.write_text('text,distress\nhelp,1\nfine,0\n')
    assert main(['evaluate', 'text', '--data', str(data), '--base', str(folder), '--precision',
                 'fp32']) == 0
    assert '| figure | zero-shot |' in capsys.readouterr().out


@pytest.mark.parametrize('command', [['evaluate', 'text'], ['train', 'text', '--out', 'x']])
def test_a_missing_file_is_named(command, folder, tmp_path, capsys):
    missing = tmp_path / 'none.csv'
    assert main([*command, '--base', str(folder), '--data', str(missing)]) == 1
    assert str(missing) in capsys.readouterr().err
