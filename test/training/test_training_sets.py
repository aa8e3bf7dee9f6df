"""Which people a training reads."""

import shutil

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.training_sets import read_sets


@pytest.fixture
def data(painted, tmp_path):
    """Return a copy of the data that may be changed."""
    shutil.copytree(painted, tmp_path / 'data')
    return tmp_path / 'data'


def _sets(data):
    return read_sets(recipe_of({'data': str(data), 'out': 'out'}), lambda text: None)


def test_without_close_ups_there_are_none(data):
    sets = _sets(data)
    assert sets.close_ups == []
    assert sets.everybody == [*sets.train.people, *sets.val.people]


def test_close_ups_of_train_are_people_to_learn_from(data):
    shutil.copytree(data / 'test', data / 'train_close_ups')
    sets = _sets(data)
    assert {person.image.parent.parent.name for person in sets.close_ups} == {'train_close_ups'}
    assert len(sets.everybody) == (
        len(sets.train.people) + len(sets.val.people) + len(sets.close_ups))


def test_close_ups_that_cannot_be_used_are_named(data):
    (data / 'train_close_ups').mkdir()
    (data / 'train_close_ups/people.jsonl').write_text('{')
    with pytest.raises(InputError, match='train_close_ups/people.jsonl, line 1'):
        _sets(data)
