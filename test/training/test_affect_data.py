import json

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_data import count_pictures
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_data import vad_targets


def test_everybody_is_read_with_all_that_is_known(painted):
    people = read_people(painted, 'test')
    assert len(people) == 24 + 12
    assert count_pictures(painted, 'test') == 24
    hurt = next(p for p in people if p.situation == 'hurt')
    assert np.flatnonzero(hurt.emotions).tolist() == [
        CATEGORY_INDEX['Pain'], CATEGORY_INDEX['Suffering']]
    assert hurt.facial_actions == {'browDown': 1.0}
    happy = next(p for p in people if p.situation == 'happy')
    assert happy.facial_actions == {'mouthSmile': pytest.approx(0.7)}
    assert happy.vad.tolist() == pytest.approx([8.3, 5.0, 6.0])
    assert happy.gesture == 'wave'
    assert happy.joint_angles_deg == {
        'head_yaw': 20.0, 'smaller_elbow_flexion': 30.0, 'larger_elbow_flexion': 90.0}


@pytest.mark.parametrize('head, seen, shows', [
    (None, 2, False), ([10, 10, 26, 26], 2, True), ([10, 10, 26, 26], 1, False),
    ([10, 10, 25, 25], 2, False)])
def test_a_face_shows_where_its_nose_is_seen_in_a_large_enough_head(tmp_path, head, seen, shows):
    row = _row(_person(head_xyxy=head, key_points=[[18, 18, seen]] * 17))
    person, = read_people(_write(tmp_path, row), 'train')
    assert person.face_shows is shows
    assert person.head_xyxy == (None if head is None else tuple(head))


def test_key_points_outside_the_picture_are_unknown_and_hidden_ones_are_known(tmp_path):
    points = [[18, 19.5, 2], [20, 21, 1], [-5, 300, 0]] + [[0, 0, 0]] * 14
    person, = read_people(_write(tmp_path, _row(_person(key_points=points))), 'train')
    assert person.key_points_px[:2].tolist() == [[18, 19.5], [20, 21]]
    assert person.key_points_px.shape == (17, 2) and np.isnan(person.key_points_px[2:]).all()


def test_targets_of_nobody_have_their_shape():
    assert emotion_targets([]).shape == (0, 26)
    assert vad_targets([]).shape == (0, 3)


def _write(folder, *lines):
    (folder / 'train').mkdir()
    (folder / 'train' / 'people.jsonl').write_text('\n'.join(lines))
    return folder


def _person(**changes):
    return {'xyxy': [10, 10, 60, 90], 'emotions': [], 'vad': [5, 5, 5], 'distress': 0.1,
            'responsive': True, 'posture': 'stand', 'gesture': 'none', 'situation': 'x',
            'facial_actions': {}, 'joint_angles_deg': {}, 'distance_m': 3.0,
            'key_points': [[0, 0, 0]] * 17, 'head_xyxy': None, 'body_seed': 1, **changes}


def _row(*people):
    return json.dumps(
        {'image': 'images/0.jpg', 'width': 100, 'height': 100, 'people': list(people)})


def test_a_missing_set_is_an_error_with_the_remedy(tmp_path):
    with pytest.raises(InputError, match='synth images'):
        read_people(tmp_path, 'train')


@pytest.mark.parametrize('lines', [
    ('{',), ('[]',), ('{"width": 1}',), (_row(_person(emotions=['Joy'])),),
    (_row(_person(vad='x')),), (_row(_person(key_points=[[1, 1, 2]] * 3)),)])
def test_a_line_of_another_form_is_named(tmp_path, lines):
    with pytest.raises(InputError, match='line 1'):
        read_people(_write(tmp_path, *lines), 'train')


@pytest.mark.parametrize('lines', [(), (_row(),), (_row(_person(xyxy=[1, 1, 3, 3])),)])
def test_a_set_without_anybody_is_an_error(tmp_path, lines):
    with pytest.raises(InputError, match='nobody'):
        read_people(_write(tmp_path, *lines), 'train')
