from types import SimpleNamespace

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.context_descriptions import described_people


def test_nobody_needs_a_description(painted):
    assert described_people([], painted / 'val', None) == []


def test_the_renderer_knows_place_light_and_company(painted):
    texts = described_people(read_people(painted, 'val'), painted / 'val', None)
    assert set(texts) == {'The picture shows a paint, by day, with one person in it.',
                          'The picture shows a paint, by day, with two people in it.'}


def test_a_file_describes_pictures_by_name(painted, tmp_path):
    people = [SimpleNamespace(image=tmp_path / 'x' / 'a.jpg')]
    file = tmp_path / 'd.jsonl'
    file.write_text('{"image": "any/a.jpg", "text": " A wall. "}\n')
    assert described_people(people, tmp_path, file) == ['A wall.']


@pytest.mark.parametrize(('content', 'told'), [
    ('', 'describes no a.jpg and 0 more'), ('{"image": "a.jpg"}\n', 'line 1 has not'),
    ('[]\n', 'line 1')])
def test_what_a_file_lacks_is_told(tmp_path, content, told):
    file = tmp_path / 'd.jsonl'
    file.write_text(content)
    with pytest.raises(InputError, match=told):
        described_people([SimpleNamespace(image=tmp_path / 'a.jpg')], tmp_path, file)


def test_pictures_that_nobody_describes_are_an_error_with_the_remedy(tmp_path):
    with pytest.raises(InputError, match='name a JSONL'):
        described_people([SimpleNamespace(image=tmp_path / 'a.jpg')], tmp_path, None)
