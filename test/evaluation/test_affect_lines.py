import json
import math

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_lines import image_key
from emotion_rescue.evaluation.affect_lines import read_prediction_lines
from emotion_rescue.evaluation.affect_lines import read_truth_lines

_FEAR, _PAIN = CATEGORY_INDEX['Fear'], CATEGORY_INDEX['Pain']


def _write(folder, *records):
    path = folder / 'people.txt'
    path.write_text(''.join(f'{json.dumps(record)}\n' for record in records))
    return path


def test_a_whole_prediction(tmp_path):
    found = read_prediction_lines(_write(tmp_path, {
        'image': './mscoco\\images//a.jpg', 'xyxy': [1, 2.5, 30, 40], 'person': 7,
        'emotions': {'fear': 0.25, 'Pain': 1, 'Peace': None}, 'present': ['PAIN'],
        'vad': [1, None, 10.0], 'distress': 0}))
    assert not found.ignored and found.source.endswith('people.txt')
    person, = found.people
    assert (person.id, person.image) == (None, 'mscoco/images/a.jpg')
    assert person.xyxy == (1, 2.5, 30, 40)
    assert (person.person, person.distress) == ('7', 0.0)
    assert (person.emotions[_FEAR], person.emotions[_PAIN]) == (0.25, 1.0)
    assert np.isnan(person.emotions).sum() == 24
    assert np.flatnonzero(person.present).tolist() == [_PAIN]
    assert person.vad.tolist()[::2] == [1, 10] and math.isnan(person.vad[1])


def test_what_is_left_out_is_unknown(tmp_path):
    person, = read_prediction_lines(_write(tmp_path, {'id': 3})).people
    assert (person.id, person.image, person.xyxy, person.person) == ('3', None, None, None)
    assert np.isnan(person.emotions).all() and person.present is None
    assert np.isnan(person.vad).all() and math.isnan(person.distress)


@pytest.mark.parametrize(('emotions', 'expected'), [
    ([], []), ({}, []), (['Fear', 'disquitement', 'Fear'], ['Disquietment', 'Fear']),
    ({'Fear': 1, 'Pain': 0, 'Peace': True, 'Anger': False, 'Esteem': 1.0},
     ['Esteem', 'Fear', 'Peace'])])
def test_forms_of_the_truth(tmp_path, emotions, expected):
    person, = read_truth_lines(_write(tmp_path, {'id': 'a', 'emotions': emotions})).people
    assert [CATEGORY_NAMES[c] for c in np.flatnonzero(person.emotions)] == expected
    assert not np.isnan(person.emotions).any()


def test_unknown_categories_and_fields_are_counted_not_fatal(tmp_path):
    lines = [{'id': i, 'emotions': {'Fear': 0.5, 'Boredom': 0.1}, 'emotion': 3,
              'present': ['Joy', 'Pain']} for i in range(2)]
    found = read_prediction_lines(_write(tmp_path, *lines))
    assert found.ignored == {"category 'Boredom'": 2, "category 'Joy'": 2, "field 'emotion'": 2}
    assert found.people[0].emotions[_FEAR] == 0.5 and found.people[0].present.sum() == 1
    truth = read_truth_lines(_write(tmp_path, {'id': 1, 'emotions': ['Joy'], 'present': ['Pain']}))
    assert truth.ignored == {"category 'Joy'": 1, "field 'present'": 1}


_HERE = {'image': 'a.jpg', 'xyxy': [1, 2, 3, 4]}


@pytest.mark.parametrize(('record', 'message'), [
    ({}, 'who this is about is not said'),
    ({'image': 'a.jpg'}, 'who this is about is not said'),
    ({'id': ''}, "id is '', but must be text or a whole number"),
    ({'id': True}, 'id is True'),
    ({'id': 1.5}, 'id is 1.5'),
    ({'id': 1, 'person': ['x']}, r"person is \['x'\]"),
    ({**_HERE, 'image': 3}, 'image is 3, but must be the path'),
    ({**_HERE, 'xyxy': [1, 2, 3]}, r'xyxy is \[1, 2, 3\], but must be \[left'),
    ({**_HERE, 'xyxy': [1, 2, 3, None]}, 'xyxy is'),
    ({**_HERE, 'xyxy': [1, 2, '3', 4]}, "xyxy is '3', but must be a number"),
    ({**_HERE, 'xyxy': [1, 2, 3, 10 ** 400]}, 'xyxy is 1000'),
    ({**_HERE, 'xyxy': [3, 2, 1, 4]}, 'which has no area'),
    ({**_HERE, 'emotions': ['Fear']}, 'names alone go into present'),
    ({**_HERE, 'emotions': {'Fear': 1.2}}, "emotions, 'Fear' is 1.2, .* from 0 to 1"),
    ({**_HERE, 'emotions': {'Fear': -0.1}}, "emotions, 'Fear' is -0.1"),
    ({**_HERE, 'emotions': {'Fear': True}}, "emotions, 'Fear' is True"),
    ({**_HERE, 'emotions': {'Nothing': 'x'}}, "emotions, 'Nothing' is 'x'"),
    ({**_HERE, 'emotions': {'Disquiet': 0.1, 'Disquietment': 0.2}}, 'Disquietment twice'),
    ({**_HERE, 'present': 'Fear'}, "present is 'Fear', but must be a list"),
    ({**_HERE, 'present': [3]}, r'present is \[3\]'),
    ({**_HERE, 'vad': [1, 2]}, r'vad is \[1, 2\], but must be three'),
    ({**_HERE, 'vad': [1, 2, 11]}, 'dominance is 11, but must be a number from 1 to 10'),
    ({**_HERE, 'vad': {'valence': 3}}, 'vad is'),
    ({**_HERE, 'distress': 1.01}, 'distress is 1.01')])
def test_wrong_predictions_are_named_by_line_and_value(tmp_path, record, message):
    with pytest.raises(InputError, match=f'people.txt, line 2: .*{message}'):
        read_prediction_lines(_write(tmp_path, {'id': 'good'}, record))


@pytest.mark.parametrize(('record', 'message'), [
    ({'id': 1}, 'emotions is None, but the truth is a list'),
    ({'id': 1, 'emotions': {'Fear': 0.3}}, "emotions, 'Fear' is 0.3, but must be 0 or 1"),
    ({'id': 1, 'emotions': {'Fear': None}}, "emotions, 'Fear' is None"),
    ({'id': 1, 'emotions': [1]}, r'emotions is \[1\]')])
def test_wrong_truths_are_named_by_line_and_value(tmp_path, record, message):
    with pytest.raises(InputError, match=f'people.txt, line 1: .*{message}'):
        read_truth_lines(_write(tmp_path, record))


@pytest.mark.parametrize('ids', [('a', 'b', 'a'), ('1', 'b', 1)])
def test_double_ids_name_both_lines(tmp_path, ids):
    with pytest.raises(InputError, match='line 3: id .* is that of line 1'):
        read_prediction_lines(_write(tmp_path, *({'id': name} for name in ids)))


def test_entries_without_ids_are_no_doubles(tmp_path):
    assert len(read_prediction_lines(_write(tmp_path, _HERE, _HERE)).people) == 2


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(InputError, match='people.txt is empty'):
        read_truth_lines(_write(tmp_path))


@pytest.mark.parametrize(('path', 'key'), [
    ('a.jpg', 'a.jpg'), ('/x/./a.jpg', 'x/a.jpg'), ('x\\a.jpg', 'x/a.jpg')])
def test_one_way_to_write_a_path(path, key):
    assert image_key(path) == key


_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(),
              st.sampled_from(['Fear', 'Pain'])),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(
        st.sampled_from(['Fear', 'Pain', 'Disquiet', 'x']), inner, max_size=3)), max_leaves=6)


@given(st.dictionaries(st.sampled_from(
    ['id', 'image', 'xyxy', 'person', 'emotions', 'present', 'vad', 'distress']), _values))
def test_any_object_is_a_person_within_the_ranges_or_refused(tmp_path_factory, record):
    path = _write(tmp_path_factory.mktemp('any'), record)
    for read in (read_truth_lines, read_prediction_lines):
        try:
            person, = read(path).people
        except InputError:
            continue
        for values, low, high in ((person.emotions, 0, 1), (person.vad, 1, 10),
                                  (np.array([person.distress]), 0, 1)):
            known = values[~np.isnan(values)]
            assert ((known >= low) & (known <= high)).all()
