import pytest

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.strategies import DIFFERENCES
from emotion_rescue.training.strategies import SET_BY_STRATEGIES
from emotion_rescue.training.strategies import STRATEGIES
from emotion_rescue.training.strategies import strategies_named
from emotion_rescue.training.strategies import strategy_of
from emotion_rescue.training.strategies import USUAL


@pytest.mark.parametrize(('words', 'names'), [
    ([], USUAL),
    (['all'], tuple(STRATEGIES)),
    (['emotions,prior'], ('prior', 'emotions')),
    (['emotions', 'prior', 'prior'], ('prior', 'emotions')),
    (['prior,', ' zero-shot'], ('prior', 'zero-shot')),
    (['people-2000,prior', 'people-500'], ('prior', 'people-500', 'people-2000')),
    (['all', 'people-7'], (*STRATEGIES, 'people-7'))])
def test_strategies_are_named_with_commas_or_spaces(words, names):
    assert tuple(s.name for s in strategies_named(words)) == names


def test_every_name_that_is_none_is_told_with_those_there_are():
    with pytest.raises(SettingsError) as caught:
        strategies_named(['prior,feelings', 'vad', 'people-0', 'people-', 'people-5x'])
    text = str(caught.value)
    assert all(f"'people-{of}' is no strategy" in text for of in ('0', '', '5x'))
    assert "'feelings' is no strategy" in text and "'vad' is no strategy" in text
    assert 'emotions-vad-crop' in text


def test_what_strategies_set_is_what_nobody_else_may_set():
    for strategy in STRATEGIES.values():
        assert set(strategy.settings) <= set(SET_BY_STRATEGIES)
        AffectRecipe(**strategy.settings)
    assert STRATEGIES['emotions-vad-crop'].view == 'crop'
    assert STRATEGIES['emotions-vad-described'].context == 'described'
    assert STRATEGIES['emotions'].settings == {'with_vad': False}


def test_differences_are_of_strategies_that_there_are():
    assert all({of, minus} <= set(STRATEGIES) and of != minus for _, of, minus in DIFFERENCES)
    pairs = {(of, minus) for _, of, minus in DIFFERENCES}
    assert {('emotions-vad', 'emotions'), ('emotions-vad-described', 'emotions-vad'),
            ('emotions-vad', 'emotions-vad-crop'), ('emotions-vad', 'zero-shot'),
            ('emotions-vad', 'caption-language-model')} <= pairs


@pytest.mark.parametrize(('name', 'needs_base', 'raw'), [
    ('prior', False, None), ('zero-shot', True, 'zero-shot-raw'),
    ('caption-language-model', True, 'caption-language-model-raw'), ('emotions', True, None),
    ('people-900', False, None)])
def test_what_kinds_need_and_give(name, needs_base, raw):
    assert strategy_of(name).needs_base == needs_base
    assert strategy_of(name).raw_name == raw
