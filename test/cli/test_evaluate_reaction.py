"""Measure reaction and steadiness from answers that were kept, so that nothing is loaded."""

import json

from filmed import said
from followed import followed
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.followed_people import add_followed_people

CALM, DISTRESSED = -3.0, 3.0


def looks(values):
    return [said(Modality.SIGHT, value, stamp_ns=i * 1_000_000_000)
            for i, value in enumerate(values)]


@pytest.fixture
def data(tmp_path):
    (tmp_path / 'answers').mkdir()
    people = [followed(20, 10.0, readings=looks([CALM] * 10 + [DISTRESSED] * 10),
                       clip=f'clips/{i}') for i in range(3)]
    people += [followed(61, readings=looks([CALM] * 61), clip=f'clips/steady{i}')
               for i in range(3)]
    add_followed_people(people, tmp_path / 'answers' / 'reaction-test.jsonl')
    return tmp_path


def evaluate(data, *words):
    return main(['evaluate', 'reaction', '--data', str(data), '--rounds', '20',
                 *map(str, words)])


def test_measured_from_kept_answers(data, capsys):
    figures = data / 'out' / 'reaction.json'
    assert evaluate(data, '--json', figures) == 0
    measured = json.loads(figures.read_text())
    assert measured['outcomes'] == {'followed': 3, 'never': 0, 'already': 0, 'unseen': 0}
    assert set(measured['reaction']) == {'every change', 'calm to distress'}
    found = {f['name']: f['value'] for f in measured['reaction']['every change']}
    assert 0.0 < found['reaction time, median, s'] < 10.0
    assert found['never followed'] == 0.0
    assert (measured['constant'], measured['judged']) == (3, 3)
    assert measured['steadiness'][0]['value'] == 0.0
    assert measured['changes'][0]['cause'] == 'SIGHT'
    shown = capsys.readouterr().out
    assert '3 changes of a state: 3 followed' in shown and '3 of them judged' in shown


def test_other_weights_give_other_levels_without_the_models(data, capsys):
    deaf = data / 'fusion.json'
    deaf.write_text(json.dumps({
        'prior': 0.0, 'scale': {'SIGHT': 0.0}, 'bias': {},
        'borders': {'MILD': 0.3, 'MODERATE': 0.55, 'SEVERE': 0.8}}))
    assert evaluate(data, '--fusion', deaf) == 0
    assert '0 followed, 3 never' in capsys.readouterr().out


@pytest.mark.parametrize('words, message', [
    (('--answers', 'nowhere'), 'holds no clips'), (('--fusion', 'nowhere'), 'cannot be read'),
    (('--clips', '0'), '0 clips are asked for'), (('--json', '/proc/none/x'), 'cannot be')])
def test_wrong_input_is_one_sentence(data, capsys, words, message):
    assert evaluate(data, *words) == 1
    error = capsys.readouterr().err
    assert message in error and 'Traceback' not in error


def test_nobody_to_measure(tmp_path, capsys):
    (tmp_path / 'test').mkdir()
    (tmp_path / 'test' / 'clips.jsonl').write_text('')
    assert evaluate(tmp_path) == 1
    assert '--onset' in capsys.readouterr().err
