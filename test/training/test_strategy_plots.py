from dataclasses import replace
import math

import cv2
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.training.strategy_figures import ComparedStrategies
from emotion_rescue.training.strategy_figures import Difference
from emotion_rescue.training.strategy_figures import SeedsFigure
from emotion_rescue.training.strategy_figures import StrategyFigures
from emotion_rescue.training.strategy_plots import draw_strategies

_NAMES = 'mAP', 'mAP of distress categories', 'distress AUROC'


def _figures(value, auroc=0.7):
    def figure(number):
        return SeedsFigure(number, number - 0.1, number + 0.1, (number, number))

    return StrategyFigures(
        {**{name: figure(value) for name in _NAMES}, 'distress AUROC': figure(auroc)},
        {category: {'AP': figure(value)} for category in CATEGORY_NAMES})


def _compared():
    return ComparedStrategies(
        90, 80, 10, dict.fromkeys(_NAMES, 0.3), {name: i % 3 for i, name in
                                                 enumerate(CATEGORY_NAMES)},
        {'prior': _figures(0.3), 'emotions-vad': _figures(0.5)},
        (Difference('fine-tuning', 'emotions-vad', 'prior', _figures(0.2)),))


def _drawn(compared, folder):
    pytest.importorskip('matplotlib')
    paths = draw_strategies(compared, folder)
    assert all(cv2.imread(str(path)).std() > 5 for path in paths)
    return [path.name for path in paths]


def test_everything_is_drawn(tmp_path):
    assert _drawn(_compared(), tmp_path / 'new') == [
        'map.png', 'map_distress.png', 'distress_auroc.png', 'categories.png', 'differences.png']


def test_numbers_of_people_give_a_learning_curve(tmp_path):
    compared = replace(_compared(), differences=(), shares={}, strategies={
        'people-500': _figures(0.3), 'people-40': _figures(0.2)})
    assert _drawn(compared, tmp_path)[-2:] == [
        'learning_curve_map.png', 'learning_curve_distress_auroc.png']


def test_what_there_is_nothing_of_is_not_drawn(tmp_path):
    compared = replace(
        _compared(), differences=(), shares=dict.fromkeys(CATEGORY_NAMES, 0),
        strategies={'emotions-vad': _figures(0.5, math.nan)})
    assert _drawn(compared, tmp_path) == ['map.png', 'map_distress.png']
