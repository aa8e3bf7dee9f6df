"""Train and evaluate a fusion from answers that were kept, so that nothing is loaded."""

import json

from filmed import crowd
from filmed import filmed
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.filmed_people import add_filmed_people
from emotion_rescue.pipeline.fusion_weights import read_fusion_weights


@pytest.fixture
def data(tmp_path):
    (tmp_path / 'answers').mkdir()
    for seed, split in enumerate(('train', 'val', 'test')):
        add_filmed_people(crowd(200, seed=seed), tmp_path / 'answers' / f'{split}.jsonl')
    return tmp_path


def evaluate(data, *words):
    return main(['evaluate', 'distress', '--data', str(data), '--rounds', '20',
                 *map(str, words)])


def test_learned_and_measured(data, capsys):
    assert main(['train', 'fusion', '--data', str(data), '--out', str(data / 'fusion')]) == 0
    path = data / 'fusion' / 'fusion.json'
    card = (data / 'fusion' / 'README.md').read_text()
    assert card in capsys.readouterr().out and '200 people in 100 clips' in card
    assert f'| MILD | {read_fusion_weights(path).borders[DistressLevel.MILD]:.2f} |' in card
    assert set(read_fusion_weights(path).scale) == {Modality.SIGHT, Modality.WORDS}
    figures = data / 'out' / 'distress.json'
    assert evaluate(data, '--fusion', path, '--json', figures,
                    '--plot', data / 'out' / 'distress.png') == 0
    measured = json.loads(figures.read_text())
    assert measured['people'] == 200 and measured['clips'] == 100
    assert set(measured['modalities']) == {'sight + words', 'sight', 'words'}
    together = {f['name']: f['value'] for f in measured['modalities']['sight + words']}
    words = {f['name']: f['value'] for f in measured['modalities']['words']}
    assert together['AUROC of distress'] > words['AUROC of distress'] > 0.5
    assert (data / 'out' / 'distress.png').read_bytes().startswith(b'\x89PNG')
    shown = capsys.readouterr().out
    assert '200 people in 100 clips' in shown and 'AUROC above WORDS' in shown


@pytest.mark.parametrize('content, message', [
    ([], 'nothing was read'), ([filmed()], 'nothing was read')], ids=['nobody', 'unread'])
def test_nothing_to_measure(data, capsys, content, message):
    path = data / 'answers' / 'test.jsonl'
    path.unlink()
    add_filmed_people(content, path)
    assert evaluate(data) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize('words, message', [
    (('--answers', 'nowhere'), 'holds no clips'), (('--fusion', 'nowhere'), 'cannot be read')])
def test_wrong_input_is_one_sentence(data, capsys, words, message):
    assert evaluate(data, *words) == 1
    error = capsys.readouterr().err
    assert message in error and 'Traceback' not in error


def test_no_clips_at_all(tmp_path, capsys):
    assert main(['train', 'fusion', '--data', str(tmp_path), '--out', str(tmp_path / 'f')]) == 1
    assert 'emotion-rescue synth clips --split train' in capsys.readouterr().err


@pytest.mark.parametrize('count', [0, -1])
def test_no_clips_asked_for(tmp_path, capsys, count):
    (tmp_path / 'test').mkdir()
    (tmp_path / 'test' / 'clips.jsonl').write_text('')
    assert evaluate(tmp_path, '--clips', count) == 1
    assert f'{count} clips are asked for' in capsys.readouterr().err
