import json

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.people_set import people_of
from emotion_rescue.evaluation.people_set import read_people

_CALM = {'emotions': ['Peace'], 'vad': [7, 3, 6], 'distress': 0.49, 'body_seed': 4}
_HURT = {'emotions': ['Pain', 'Fear'], 'vad': [2, 8, 2], 'distress': 0.5, 'body_seed': 9}


def _record(*people):
    return {'image': 'images/000000.jpg', 'people': list(people)}


@pytest.mark.parametrize(('records', 'picture', 'distressed'), [
    ([], [], []), ([_record()], [], []), ([_record(_CALM)], [0], [False]),
    ([_record(_HURT, _CALM), _record(), _record(_HURT)], [0, 0, 2], [True, False, True])])
def test_people_keep_their_order_and_picture(records, picture, distressed):
    people = people_of(records)
    assert len(people) == len(picture)
    assert people.picture.tolist() == picture
    assert people.distressed.tolist() == distressed
    assert people.truth.emotions.shape == (len(picture), 26)
    assert people.truth.vad.shape == (len(picture), 3)


def test_labels_are_read(tmp_path):
    (tmp_path / 'people.jsonl').write_text(json.dumps(_record(_HURT)) + '\n')
    people = read_people(tmp_path)
    assert people.folder == tmp_path
    assert people.person.tolist() == [9]
    assert np.flatnonzero(people.truth.emotions[0]).tolist() == sorted(
        CATEGORY_INDEX[name] for name in _HURT['emotions'])


def test_a_split_without_people_is_refused(tmp_path):
    (tmp_path / 'people.jsonl').write_text(json.dumps(_record()) + '\n')
    with pytest.raises(InputError, match='nobody is in any picture of'):
        read_people(tmp_path)


@pytest.mark.parametrize('person', [
    {'xyxy': [0, 0, 1, 1]}, {**_HURT, 'emotions': ['Hunger']}, {**_HURT, 'vad': [1, 2]}, 7])
def test_people_of_another_kind_are_refused(tmp_path, person):
    (tmp_path / 'people.jsonl').write_text(json.dumps(_record(_CALM, person)) + '\n')
    with pytest.raises(InputError, match='is not as emotion-rescue synth images writes people'):
        read_people(tmp_path)
