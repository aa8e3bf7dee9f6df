"""`emotion-rescue evaluate affect` on files written here."""

import json

import numpy as np
from painted_people import paint_people
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.emotions import CATEGORY_NAMES


def _write(path, records):
    path.write_text(''.join(f'{json.dumps(record)}\n' for record in records))
    return path


def _run(*words):
    return main(['evaluate', 'affect', *map(str, words)])


@pytest.fixture
def files(tmp_path):
    """Return two files: truth, and predictions that are mostly right."""
    rng = np.random.default_rng(0)
    truth, said = [], []
    for i in range(40):
        place = {'image': f'a/{i // 2}.jpg', 'xyxy': [60 * (i % 2), 0, 60 * (i % 2) + 50, 90]}
        distressed = bool(rng.random() < 0.5)
        truth.append({**place, 'person': i // 4, 'emotions': ['Pain'] if distressed else ['Peace'],
                      'vad': [2 if distressed else 8, 5, 5], 'distress': float(distressed)})
        sure = float(np.clip(distressed + rng.normal(0, 0.3), 0, 1))
        said.append({**place, 'emotions': {'Pain': sure, 'Peace': 1 - sure}, 'vad': [5, 5, 5],
                     'distress': sure})
    return (_write(tmp_path / 'truth.jsonl', truth), _write(tmp_path / 'said.jsonl', said))


def test_figures_are_printed_written_and_drawn(files, tmp_path, capsys):
    pytest.importorskip('matplotlib')
    out = tmp_path / 'new/figures.json'
    assert _run('--truth', files[0], '--predictions', files[1], '--json', out,
                '--figures', tmp_path / 'drawn') == 0
    told, progress = capsys.readouterr()
    assert '40 people, 10 different ones' in told and 'measuring, 40 people' in progress
    figures = json.loads(out.read_text())
    assert figures['figures']['mAP']['value'] > 0.9 > figures['figures']['mAP']['chance']
    assert figures['figures']['valence MAE']['value'] == pytest.approx(3)
    assert set(figures['categories']) == set(CATEGORY_NAMES)
    assert sorted(path.name for path in (tmp_path / 'drawn').iterdir()) == [
        'categories.png', 'reliability.png', 'roc.png']


def test_a_synthetic_split_is_a_truth(tmp_path, capsys):
    paint_people(tmp_path / 'val', 10, 1)
    records = [json.loads(line) for line in
               (tmp_path / 'val/people.jsonl').read_text().splitlines()]
    said = _write(tmp_path / 'said.jsonl', [
        {'image': record['image'], 'xyxy': person['xyxy'],
         'emotions': {name: float(name in person['emotions']) for name in CATEGORY_NAMES},
         'vad': person['vad'], 'distress': person['distress']}
        for record in records for person in record['people']])
    assert _run('--truth', tmp_path, '--split', 'val', '--predictions', said) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in ('mAP', 'subset accuracy', 'distress AUROC'):
        assert any(line.split()[:-4] == name.split() and line.split()[-4] == '1.000'
                   for line in lines), name


@pytest.mark.parametrize(('line', 'message'), [
    ('{"id": 1, "emotions": {"Fear": 1.5}}', "line 41: emotions, 'Fear' is 1.5"),
    ('{"id": 1, "emotions": {"Fear": NaN}}', 'line 41: NaN is no JSON value'),
    ('{"id": 1', 'line 41 is no JSON'),
    ('{"id": 1}\n{"id": 1}', "line 42: id '1' is that of line 41 already")])
def test_a_bad_line_is_named(files, capsys, line, message):
    with open(files[1], 'a') as file:
        file.write(line)
    assert _run('--truth', files[0], '--predictions', files[1]) == 1
    assert message in capsys.readouterr().err


def test_an_unwritable_folder_is_named(files, tmp_path, capsys):
    assert _run('--truth', files[0], '--predictions', files[1],
                '--json', files[0] / 'figures.json') == 1
    error = capsys.readouterr().err
    assert 'truth.jsonl cannot be written' in error
    # It measures all over again, so it must not promise to go on.
    assert 'give the same command again' in error and 'goes on' not in error


@pytest.mark.parametrize('words', [
    [], ['--truth', 'x'], ['--predictions', 'x'],
    ['--truth', 'x', '--predictions', 'x', '--threshold', '1.5'],
    ['--truth', 'x', '--predictions', 'x', '--threshold', 'nan'],
    ['--truth', 'x', '--predictions', 'x', '--split', 'all']])
def test_wrong_words_are_refused(words):
    with pytest.raises(SystemExit) as ended:
        _run(*words)
    assert ended.value.code == 2


@pytest.mark.parametrize('words, said', [
    (['--strategies'], 'both --data and --out'),
    (['--strategies', '--data', 'a'], 'both --data and --out'),
    (['--strategies', '--data', 'a', '--out', 'b', '--truth', 'c'], 'leave out --predictions'),
    ([], 'comparing needs --strategies'),
])
def test_what_the_two_ways_need(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        _run(*words)
    assert ended.value.code == 2
    assert said in ' '.join(capsys.readouterr().err.split())


@pytest.mark.parametrize('words, said', [
    (['--strategies', 'emotion'], "'emotion'"),
    (['--seeds', ''], "''"),
    (['--seeds', '0,x'], "'0,x'"),
    (['--jobs', '0'], '--jobs is 0'),
    (['--rounds', '1'], '--rounds is 1'),
    (['--train-people', '-1'], 'train is -1'),
    (['--set', 'view=crop'], 'view is set by the strategies'),
])
def test_a_comparison_that_cannot_be(words, said, tmp_path, capsys):
    usual = ['--strategies', 'prior'] if words[0] != '--strategies' else []
    out = tmp_path / 'out'
    assert _run(*usual, *words, '--data', tmp_path, '--out', out) == 1
    assert said in ' '.join(capsys.readouterr().err.split())
    assert not out.exists()
