import json

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.recipe import FORMAT
from emotion_rescue.synthesis.dataset.recipe import keep_recipe

_JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    max_leaves=5)


def test_a_recipe_without_settings(tmp_path):
    assert keep_recipe(tmp_path / 'new', 'synth images', {}) == {
        'format': FORMAT, 'command': 'synth images'}
    assert json.loads((tmp_path / 'new/recipe.json').read_text())['format'] == FORMAT


@settings(max_examples=30, deadline=None)
@given(strategies.dictionaries(strategies.text(), _JSON))
def test_the_same_settings_are_accepted_again(tmp_path_factory, chosen):
    folder = tmp_path_factory.mktemp('recipe')
    assert keep_recipe(folder, 'c', chosen) == keep_recipe(folder, 'c', chosen)


def test_tuples_are_the_same_as_lists(tmp_path):
    keep_recipe(tmp_path, 'c', {'size_px': (640, 480)})
    keep_recipe(tmp_path, 'c', {'size_px': [640, 480]})


@pytest.mark.parametrize(('command', 'settings', 'message'), [
    ('synth images', {'seed': 1}, 'was made with seed 0, not 1'),
    ('synth images', {'seed': 0, 'size_px': [2, 1]}, r'size_px unset, not \[2, 1\]'),
    ('synth images', {}, 'seed 0, not unset'),
    ('synth clips', {'seed': 0}, 'command "synth images", not "synth clips"')])
def test_other_settings_are_refused_by_name(tmp_path, command, settings, message):
    keep_recipe(tmp_path, 'synth images', {'seed': 0})
    with pytest.raises(InputError, match=message):
        keep_recipe(tmp_path, command, settings)


@pytest.mark.parametrize('content', [b'', b'{"seed"', b'[]', b'\xff'])
def test_a_broken_recipe_is_refused(tmp_path, content):
    (tmp_path / 'recipe.json').write_bytes(content)
    with pytest.raises(InputError, match='recipe.json is no'):
        keep_recipe(tmp_path, 'c', {})


def test_items_of_unknown_origin_are_refused(tmp_path):
    (tmp_path / 'people.jsonl').write_text('')
    keep_recipe(tmp_path, 'synth images', {})
    (tmp_path / 'recipe.json').unlink()
    (tmp_path / 'people.jsonl').write_text('{}\n')
    with pytest.raises(InputError, match='people.jsonl, but no recipe.json.*name another --out'):
        keep_recipe(tmp_path, 'synth images', {})
    assert not (tmp_path / 'recipe.json').exists()
