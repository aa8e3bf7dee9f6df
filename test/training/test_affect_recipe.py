from pathlib import Path

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.affect_recipe import read_recipe
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.affect_recipe import recipe_yaml

CONFIG = Path(__file__).resolve().parents[2] / 'config' / 'training'
GIVEN = {'data': 'd', 'out': 'o'}


def test_without_a_file_everything_is_at_its_default():
    assert read_recipe(None, **GIVEN) == AffectRecipe(**GIVEN)


def test_the_shipped_default_is_the_generated_one():
    assert (CONFIG / 'default.yaml').read_text() == recipe_yaml(), (
        'write it anew from affect_recipe.recipe_yaml')
    assert read_recipe(CONFIG / 'default.yaml', **GIVEN) == AffectRecipe(**GIVEN)


@pytest.mark.parametrize('name', ['llava_1.5_7b', 'llava_onevision_0.5b'])
def test_shipped_recipes_for_large_checkpoints_are_valid(name):
    recipe = read_recipe(CONFIG / f'{name}.yaml', **GIVEN)
    assert recipe.method == 'qlora'
    assert recipe.tower_epochs == 0


def test_a_change_wins_over_the_file_and_an_option_over_both(tmp_path):
    file = tmp_path / 'r.yaml'
    file.write_text('data: of_file\nout: of_file\nepochs: 3\nbatch: 8\n')
    recipe = read_recipe(file, ['epochs=4', 'out=of_change'], data='', out='of_option')
    assert (recipe.data, recipe.out, recipe.epochs, recipe.batch) == (
        'of_file', 'of_option', 4, 8)


@pytest.mark.parametrize(('text', 'rate'), [('1e-4', 1e-4), ('0.5', 0.5), ('1', 1.0)])
def test_a_rate_may_be_written_in_any_form(tmp_path, text, rate):
    (tmp_path / 'r.yaml').write_text(f'rate: {text}\n')
    assert read_recipe(tmp_path / 'r.yaml', **GIVEN).rate == rate
    assert read_recipe(None, [f'rate={text}'], **GIVEN).rate == rate


def test_all_mistakes_are_told_together():
    with pytest.raises(SettingsError) as error:
        recipe_of({'out': 'o', 'epochs': 0, 'rate': 'fast', 'method': 'lora', 'colour': 'red',
                   'with_vad': 'yes'})
    assert len(error.value.problems) == 6
    text = str(error.value)
    for part in ("data is ''", 'epochs is 0, expected at least 1',
                 "rate is 'fast', expected a number",
                 "method is 'lora', expected one of full, qlora", 'colour is no setting',
                 "with_vad is 'yes', expected true or false"):
        assert part in text


@pytest.mark.parametrize(('changes', 'told'), [
    ({'method': 'qlora'}, "base is '' with method qlora"),
    ({'method': 'qlora', 'base': 'b', 'targets': ' '}, 'expected names of layers'),
    ({'base': 'b', 'sizes': 'image_px=48'}, 'the sizes are those of the base b'),
    ({'sizes': 'image_px'}, 'expected name=value'),
    ({'sizes': 'image_px=big'}, 'big'),
    ({'sizes': 'image_px=0'}, 'from 1 up'),
    ({'sizes': 'colour=3'}, 'colour is no size; there are'),
    ({'sizes': 'image_px=48'}, 'image_px is 48 in sizes, expected a multiple of 32'),
    ({'sizes': 'image_px=50 patch_px=12', 'tower': 'clip_vit'}, 'expected a multiple of 12'),
    ({'written_share': 0.5, 'replay_share': 0.5}, 'at most 0.9 together')])
def test_settings_that_do_not_go_together_are_told(changes, told):
    with pytest.raises(SettingsError, match=told):
        recipe_of({**GIVEN, **changes})


@pytest.mark.parametrize('content', ['- a\n', 'a: [', '\x00'])
def test_a_file_that_is_no_mapping_is_named(tmp_path, content):
    (tmp_path / 'r.yaml').write_text(content)
    with pytest.raises(InputError, match='r.yaml'):
        read_recipe(tmp_path / 'r.yaml', **GIVEN)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match='no.yaml cannot be read'):
        read_recipe(tmp_path / 'no.yaml', **GIVEN)


def test_an_empty_file_is_all_defaults(tmp_path):
    (tmp_path / 'r.yaml').write_text('# nothing yet\n')
    assert read_recipe(tmp_path / 'r.yaml', **GIVEN) == AffectRecipe(**GIVEN)


@pytest.mark.parametrize('change', ['epochs', 'epochs=[', ''])
def test_a_change_that_is_none_is_told(change):
    with pytest.raises(SettingsError, match='not KEY=VALUE'):
        read_recipe(None, [change], **GIVEN)
