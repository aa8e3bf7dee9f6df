import json
import math

import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.synthesis.dataset.listings import finite
from emotion_rescue.training.strategy_figures import ComparedStrategies
from emotion_rescue.training.strategy_figures import Difference
from emotion_rescue.training.strategy_figures import SeedsFigure
from emotion_rescue.training.strategy_figures import StrategyFigures
from emotion_rescue.training.strategy_table import as_json
from emotion_rescue.training.strategy_table import as_markdown
from emotion_rescue.training.strategy_table import KEY_FIGURES
from emotion_rescue.training.strategy_table import short_text
from emotion_rescue.training.strategy_table import verdicts

_FIGURES = (*KEY_FIGURES, 'Hamming loss', 'emotions ECE-15')


def _figures(value, vad=True, spread=0.05):
    def figure(name):
        if not vad and name == 'VAD MAE':
            return SeedsFigure(math.nan, math.nan, math.nan, (math.nan, math.nan))
        return SeedsFigure(value, value - spread, value + spread, (value - 0.01, value + 0.01))

    return StrategyFigures({name: figure(name) for name in _FIGURES}, {
        category: {name: figure(name) for name in ('AP', 'F1')} for category in CATEGORY_NAMES})


def _compared(difference=0.1):
    return ComparedStrategies(
        120, 100, 50, {'mAP': 0.2, 'distress AUROC': 0.5},
        {name: int(name == 'Fear') * 30 for name in CATEGORY_NAMES},
        {'zero-shot': _figures(0.3), 'zero-shot-raw': _figures(0.31),
         'emotions': _figures(0.4, vad=False), 'emotions-vad': _figures(0.5)},
        (Difference('learning VAD, too', 'emotions-vad', 'emotions',
                    _figures(difference, vad=False)),))


def _row(text, name):
    return next(line for line in text.splitlines() if line.startswith(f'| {name} |'))


def test_markdown_has_every_strategy_with_intervals_and_dashes_for_what_is_not_told():
    text = as_markdown(_compared(), ['- Data: 5 people'], oracle=True, small_base=True)
    assert _row(text, 'mAP').split(' | ')[1:] == [
        '0.200', '0.300 [0.250, 0.350]', '0.310 [0.260, 0.360]', '0.400 [0.350, 0.450]',
        '0.500 [0.450, 0.550] |']
    assert _row(text, 'VAD MAE (lower is better)').split(' | ')[-2] == '-'
    # Scores before calibration tell no probabilities.
    assert _row(text, 'emotions ECE-15 (lower is better)').split(' | ')[3] == '-'
    assert '0.390, 0.410' in _row(text, 'emotions')
    assert '**+0.100 [+0.050, +0.150]**' in text and '- Data: 5 people' in text
    assert _row(text, 'Fear').startswith('| Fear | 30 | 0.300')
    assert '| Peace |' not in text  # nobody has it
    assert 'comes from the renderer' in text and 'two million parameters' in text


def test_notes_are_those_that_apply():
    text = as_markdown(_compared(), [], oracle=False, small_base=False)
    assert 'comes from the renderer' not in text and 'two million' not in text
    assert 'before calibration on val' in text


@pytest.mark.parametrize(('difference', 'words'), [
    (0.1, 'a clear difference'), (-0.1, 'a clear difference'), (0.02, 'no clear difference'),
    (0.0, 'no clear difference')])
def test_verdicts_say_whatever_it_is(difference, words):
    sentence, = verdicts(_compared(difference))
    assert f'mAP {difference:+.3f}' in sentence and f', {words};' in sentence


def test_short_text_has_one_line_a_strategy():
    lines = short_text(_compared()).splitlines()
    assert lines[0] == '120 test people, 100 different ones'
    assert [line.split()[0] for line in lines[3:7]] == [
        'zero-shot', 'zero-shot-raw', 'emotions', 'emotions-vad']
    assert '*+0.100' in lines[-1] and lines[-1].startswith('learning VAD, too')
    assert not any(line != line.rstrip() for line in lines)


def test_json_is_plain_and_has_no_figures_that_mean_nothing():
    found = json.loads(json.dumps(finite(as_json(_compared(), {'seeds': [0, 1]})),
                                  allow_nan=False))
    assert found['seeds'] == [0, 1] and found['people'] == 120
    assert found['strategies']['emotions']['figures']['mAP'] == {
        'value': 0.4, 'interval': [pytest.approx(0.35), pytest.approx(0.45)],
        'seeds': [pytest.approx(0.39), pytest.approx(0.41)]}
    assert found['strategies']['emotions']['figures']['VAD MAE']['value'] is None
    assert set(found['strategies']['zero-shot-raw']['figures']) == {
        'mAP', 'mAP of distress categories', 'VAD MAE', 'distress AUROC'}
    assert found['differences'][0]['categories']['Fear']['AP']['value'] == pytest.approx(0.1)
