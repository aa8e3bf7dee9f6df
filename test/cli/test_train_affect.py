import json

import pytest

from emotion_rescue.cli.main import main

_TINY = ('sizes=image_px=24 patch_px=12 vision_width=32 vision_layers=1 text_width=32 '
         'text_layers=1 vocabulary=600', 'tower=clip_vit', 'head_epochs=1',
         'tower_epochs=0', 'epochs=1', 'copies=1')


def _train(*arguments):
    return main(['train', 'affect', *map(str, arguments)])


def test_a_missing_data_set_ends_with_one_sentence(tmp_path, capsys):
    assert _train('--data', tmp_path, '--out', tmp_path / 'o') == 1
    error = capsys.readouterr().err
    assert 'Annotations.mat' in error
    assert error.count('\n') == 1
    assert not (tmp_path / 'o').exists()


def test_all_wrong_settings_are_told_in_one_go(tmp_path, capsys):
    (tmp_path / 'r.yaml').write_text('epochs: -1\ncolour: red\n')
    assert _train('--config', tmp_path / 'r.yaml', '--set', 'rate=quick') == 1
    error = capsys.readouterr().err
    for part in ("data is ''", "out is ''", 'epochs is -1', 'colour is no setting',
                 "rate is 'quick'"):
        assert part in error


def test_help_teaches_the_recipes(capsys):
    with pytest.raises(SystemExit):
        _train('--help')
    text = capsys.readouterr().out
    for part in ('llava_1.5_7b.yaml', '--set KEY=VALUE', 'docs/training.md', 'goes on where'):
        assert part in text


def test_it_trains_by_a_file_and_writes_the_card_with_the_command(tmp_path, capsys):
    pytest.importorskip('transformers')
    from emotion_rescue.training.affect_data import read_people
    _paint(tmp_path / 'data')
    (tmp_path / 'r.yaml').write_text('batch: 8\nretention_items: 4\n')
    changes = [word for change in _TINY for word in ('--set', change)]
    out = tmp_path / 'out'
    assert _train('--config', tmp_path / 'r.yaml', *changes, '--data', tmp_path / 'data',
                  '--out', out) == 0
    said = capsys.readouterr().out
    assert 'answers, epoch 1 of 1' in said
    card = (out / 'README.md').read_text()
    assert '--set epochs=1' in card
    assert f'test {len(read_people(tmp_path / "data", "test"))} people' in card
    assert len(json.loads((out / 'history.json').read_text())['answers']) == 1


def _paint(folder):
    from painted_people import paint_people
    for seed, split in enumerate(('train', 'val', 'test')):
        paint_people(folder / split, 12, seed)
        _add_situations(folder / split / 'people.jsonl')


def _add_situations(listing):
    """Add what training reads and the painter, made for checks of labels, leaves out."""
    records = [json.loads(line) for line in listing.read_text().splitlines()]
    for record in records:
        for person in record['people']:
            person |= {'situation': 'painted', 'responsive': True}
    listing.write_text(''.join(json.dumps(record) + '\n' for record in records))
