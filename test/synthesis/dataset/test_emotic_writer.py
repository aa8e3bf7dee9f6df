import json

import numpy as np
import pytest

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.emotic_writer import age_name
from emotion_rescue.synthesis.dataset.emotic_writer import encode_mat
from emotion_rescue.synthesis.dataset.emotic_writer import write_annotations

io = pytest.importorskip('scipy.io')


def person(**changes):
    return {'xyxy': [10, 20, 110, 220], 'emotions': ['Fear', 'Pain'], 'vad': [2.3, 7.9, 3.1],
            'expressivity': 0.9, 'visible_fraction': 0.8, 'build': {'gender': 0.9, 'age': 0.7},
            **changes}


def dataset(root, **splits):
    """Write people.jsonl of each split: a list of the people of each picture."""
    for split, pictures in splits.items():
        (root / split).mkdir(parents=True)
        (root / split / 'recipe.json').write_text(json.dumps({'seed': 5}))
        (root / split / 'people.jsonl').write_text(''.join(json.dumps({
            'image': f'images/{i:06d}.jpg', 'width': 640, 'height': 480, 'scene': 'street',
            'people': people}) + '\n' for i, people in enumerate(pictures)))
    return root


def unwrapped(value):
    """Return what is in arrays of one element."""
    while isinstance(value, np.ndarray) and value.size == 1:
        value = value.flat[0]
    return value


def plain_people(path, split):
    """Walk the file by position, as code for the official layout does; nothing is tolerated."""
    for element in io.loadmat(path)[split][0]:
        name, folder = element[0][0], element[1][0]
        columns, rows = (unwrapped(side) for side in unwrapped(element[2]))
        for entry in element[4][0]:
            values = {'file': f'{folder}/{name}', 'size': (columns, rows),
                      'box': tuple(entry[0][0])}
            if split == 'train':
                values['said'] = [[str(c[0]) for c in entry[1][0][0][0][0]]]
                values['levels'] = [tuple(unwrapped(v) for v in entry[2][0][0])]
                gender, age = entry[3], entry[4]
            else:
                values['said'] = [[str(c[0]) for c in a[0][0]] for a in entry[1][0]]
                values['combined'] = [str(c[0]) for c in entry[2][0]]
                values['levels'] = [tuple(unwrapped(v) for v in a) for a in entry[3][0]]
                values['mean'] = tuple(unwrapped(v) for v in entry[4][0][0])
                gender, age = entry[5], entry[6]
            yield values | {'gender': gender[0], 'age': age[0]}


def test_an_empty_data_set(tmp_path):
    with pytest.raises(InputError, match='no split with a people.jsonl'):
        write_annotations(tmp_path)
    path = write_annotations(dataset(tmp_path, val=[], train=[[]]))
    assert path == tmp_path / 'Annotations/Annotations.mat'
    for split in ('train', 'val', 'test'):
        assert list(plain_people(path, split)) == []


def test_plain_code_for_the_official_layout_reads_it(tmp_path):
    pictures = [[person(), person(build={'gender': 0.2, 'age': 0.3})], [], [person()]]
    path = write_annotations(dataset(tmp_path, train=pictures, val=pictures, test=pictures))
    for split, annotators in (('train', 1), ('val', 5), ('test', 3)):
        people = list(plain_people(path, split))
        assert [p['file'] for p in people] == [
            f'{split}/images/{i:06d}.jpg' for i in (0, 0, 2)]
        for p in people:
            assert (p['size'], p['box']) == ((640, 480), (10, 20, 110, 220))
            assert len(p['said']) == len(p['levels']) == annotators
            assert all(level in range(1, 11) for levels in p['levels'] for level in levels)
            if split != 'train':
                assert set(p['combined']) == {name for said in p['said'] for name in said}
                np.testing.assert_allclose(p['mean'], np.mean(p['levels'], 0))
        assert [(p['gender'], p['age']) for p in people] == [
            ('Male', 'Adult'), ('Female', 'Kid'), ('Male', 'Adult')]


def test_field_names_are_the_official_ones(tmp_path):
    path = write_annotations(dataset(tmp_path, train=[[person()]], val=[[person()]]))
    content = io.loadmat(path, simplify_cells=True)
    assert list(content['val']) == [
        'filename', 'folder', 'image_size', 'original_database', 'person']
    assert content['val']['original_database'] == {
        'name': 'emotion_rescue synthetic survivors', 'info': {'image_id': 0, 'scene': 'street'}}
    assert list(content['train']['person']) == [
        'body_bbox', 'annotations_categories', 'annotations_continuous', 'gender', 'age']
    assert list(content['val']['person']) == [
        'body_bbox', 'annotations_categories', 'combined_categories', 'annotations_continuous',
        'combined_continuous', 'gender', 'age']
    assert list(content['train']['person']['annotations_continuous']) == [
        'valence', 'arousal', 'dominance']


def test_the_same_data_set_gives_the_same_bytes(tmp_path):
    first = write_annotations(dataset(tmp_path / 'a', val=[[person()]])).read_bytes()
    assert write_annotations(dataset(tmp_path / 'b', val=[[person()]])).read_bytes() == first
    assert write_annotations(
        dataset(tmp_path / 'c', val=[[person(vad=[9, 9, 9])]])).read_bytes() != first


def test_more_pictures_leave_the_answers_of_the_others(tmp_path):
    few = write_annotations(dataset(tmp_path / 'a', val=[[person()]]))
    more = write_annotations(dataset(tmp_path / 'b', val=[[person()], [person()]]))
    assert list(plain_people(more, 'val'))[:1] == list(plain_people(few, 'val'))


@pytest.mark.parametrize('line', ['{', '[]', '{"people": [{}]}', '{}'])
def test_a_wrong_line_is_named(tmp_path, line):
    dataset(tmp_path, val=[[person()]])
    with open(tmp_path / 'val/people.jsonl', 'a') as lines:
        lines.write(line + '\n')
    with pytest.raises(InputError, match='people.jsonl, line 2 is not as "synth images" writes'):
        write_annotations(tmp_path)


def test_train_has_one_annotator():
    twice = AnnotatedPerson((1, 2, 3, 4), (Annotation(('Fear',)),) * 2, 'Male', 'Kid')
    with pytest.raises(ValueError, match='one annotation, not 2'):
        encode_mat({'train': [AnnotatedImage('a.jpg', 'images', (9, 9), (twice,))]})


@pytest.mark.parametrize(('age', 'name'), [
    (0.0, 'Kid'), (1 / 3, 'Kid'), (0.4, 'Teenager'), (0.58, 'Adult'), (1.0, 'Adult')])
def test_ages_have_the_words_of_emotic(age, name):
    assert age_name(age) == name


def test_what_was_cut_off_in_another_split_is_left_out(tmp_path):
    dataset(tmp_path, train=[[person()], [person()]], val=[[person()]])
    whole = (tmp_path / 'train/people.jsonl').read_bytes()
    (tmp_path / 'train/people.jsonl').write_bytes(whole[:-10])
    path = write_annotations(tmp_path)
    assert [len(list(plain_people(path, split))) for split in ('train', 'val')] == [1, 1]
