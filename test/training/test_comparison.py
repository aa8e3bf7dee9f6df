import json
from pathlib import Path

import pytest

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.comparison import DEFAULT_SETTINGS
from emotion_rescue.training.comparison import seeds_of
from emotion_rescue.training.comparison import settings_with_defaults
from emotion_rescue.training.strategies import STRATEGIES
from emotion_rescue.training.strategies import strategy_of


def _comparison(out, settings=None, **people):
    return Comparison(Path('data'), out, {'train': 10, 'val': 0, 'test': 5, **people},
                      {'epochs': 2, **(settings or {})})


@pytest.mark.parametrize(('text', 'seeds'), [('0', (0,)), ('0,1,2', (0, 1, 2)),
                                             ('3 1,3', (3, 1))])
def test_seeds(text, seeds):
    assert seeds_of(text) == seeds


@pytest.mark.parametrize('text', ['', ',', '-1', '1.5', 'a', '0,b', str(2**31), '²'])
def test_what_is_no_seed_is_refused(text):
    with pytest.raises(SettingsError, match='whole numbers from 0 up'):
        seeds_of(text)


@pytest.mark.parametrize(('given', 'settings'), [
    ({}, DEFAULT_SETTINGS),
    ({'epochs': 9}, {**DEFAULT_SETTINGS, 'epochs': 9}),
    ({'with_vad': True, 'seed': 0, 'data': ''}, DEFAULT_SETTINGS),
    ({'with_vad': False}, {**DEFAULT_SETTINGS, 'with_vad': False}),
    ({'base': 'a', 'rank': 8}, {'base': 'a', 'rank': 8})])
def test_settings_have_the_defaults_of_a_comparison(given, settings):
    assert settings_with_defaults(given) == settings


def test_the_same_comparison_goes_on_and_another_is_refused(tmp_path):
    _comparison(tmp_path).begin()
    _comparison(tmp_path).begin()
    with pytest.raises(SettingsError) as caught:
        _comparison(tmp_path, {'epochs': 3}, test=6).begin()
    text = str(caught.value)
    assert "settings is {'epochs': 3}" in text and "'test': 6" in text and '--out' in text
    assert json.loads((tmp_path / 'comparison.json').read_text())['settings'] == {'epochs': 2}


@pytest.mark.parametrize('content', ['', '[]', '{"data": 1}', '\x00'])
def test_a_damaged_note_is_named(tmp_path, content):
    (tmp_path / 'comparison.json').write_text(content)
    with pytest.raises(WeightsError, match='comparison.json cannot be read'):
        _comparison(tmp_path).begin()


@pytest.mark.parametrize(('settings', 'people', 'message'), [
    ({'with_vad': False}, {}, 'with_vad is set by the strategies'),
    ({'seed': 3, 'view': 'crop'}, {}, 'view is set by the strategies'),
    ({}, {'val': -1}, 'the number of people of val is -1'),
    ({'epochs': 0}, {}, 'epochs is 0'),
    ({'colour': 'red'}, {}, 'colour is no setting')])
def test_wrong_settings_are_refused_before_anything_is_written(tmp_path, settings, people,
                                                               message):
    with pytest.raises(SettingsError, match=message):
        _comparison(tmp_path / 'out', settings, **people).begin()
    assert not (tmp_path / 'out').exists()


def test_fine_tunings_start_from_the_base_of_their_seed(tmp_path):
    comparison = _comparison(tmp_path, {'sizes': 'image_px=64', 'tower_epochs': 3})
    base, tuned = comparison.base_recipe(1), comparison.recipe(STRATEGIES['emotions'], 1)
    assert (base.seed, base.base, base.tower_epochs, base.sizes) == (1, '', 3, 'image_px=64')
    assert base.out == tuned.base == str(comparison.base(1))
    assert (tuned.tower_epochs, tuned.sizes, tuned.with_vad, tuned.seed) == (0, '', False, 1)
    assert tuned.out != comparison.recipe(STRATEGIES['emotions-vad'], 1).out


@pytest.mark.parametrize(('people', 'times'), [(1, 8), (500, 8), (2000, 2), (4000, 1), (9000, 1)])
def test_fewer_people_are_learned_from_more_often_and_without_a_base(tmp_path, people, times):
    comparison = _comparison(tmp_path, {'tower_epochs': 3, 'head_epochs': 0})
    recipe = comparison.recipe(strategy_of(f'people-{people}'), 1)
    assert (recipe.base, recipe.seed, recipe.with_vad) == ('', 1, True)
    assert (recipe.head_epochs, recipe.tower_epochs, recipe.epochs) == (0, 3 * times, 2 * times)


def test_a_checkpoint_of_the_user_is_the_base_of_all_seeds(tmp_path):
    comparison = _comparison(tmp_path, {'base': 'mine', 'method': 'qlora'})
    assert not comparison.makes_base
    assert comparison.base(0) == comparison.base(7) == Path('mine')
    assert comparison.recipe(STRATEGIES['zero-shot'], 7).base == 'mine'
