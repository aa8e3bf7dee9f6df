"""`emotion-rescue benchmark scheduler`, too short to mean anything: that it measures at all."""

import json

from emotion_rescue.cli.main import main


def test_figures_are_printed_and_kept_by_number_of_people(tmp_path, capsys):
    path = tmp_path / 'new' / 'figures.json'
    assert main(['benchmark', 'scheduler', '--json', str(path), '--people', '1', '5',
                 '--seconds', '20']) == 0
    figures = json.loads(path.read_text(encoding='utf-8'))
    assert {*figures} == {'1', '5', 'setting', 'versions'}
    assert figures['5']['bound_s'] == 1.0
    assert 0.0 < figures['5']['first_look_s']['p95'] <= 1.0
    assert 0.0 < figures['5']['staleness_s']['p95'] <= 1.25
    assert figures['5']['urgent_share'] >= 2.0
    assert figures['1']['urgent_share'] is None
    assert figures['5']['book_ms'] > 0.0
    text = capsys.readouterr().out
    assert '| 5 | ' in text and 'Bars:' in text


def test_a_mistake_is_one_sentence(capsys):
    assert main(['benchmark', 'scheduler', '--batch', '0']) == 1
    assert 'batches of 0 people' in capsys.readouterr().err
