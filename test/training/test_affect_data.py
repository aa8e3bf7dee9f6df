from dataclasses import replace
import json

import cv2
import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.llava_views import HEAD_PX
from emotion_rescue.models.llava_views import VIEW_PX
from emotion_rescue.training.affect_data import count_pictures
from emotion_rescue.training.affect_data import draw_heads
from emotion_rescue.training.affect_data import draw_people
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import read_image
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_data import seen_otherwise
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


def test_heads_are_drawn_alone_and_with_chance_otherwise_and_from_further_off(tmp_path):
    bgr = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
    cv2.imwrite(str(tmp_path / 'noise.png'), bgr)
    person = _person(xyxy=[40, 10, 120, 110], head_xyxy=[60, 20, 100, 60],
                     key_points=[[80, 40, 2]] * 17)
    sample, = read_people(_write(tmp_path, _row(person)), 'train')
    sample = replace(sample, image=tmp_path / 'noise.png')
    plain, = draw_heads([sample])
    np.testing.assert_array_equal(plain, head_of_view(bgr, sample.xyxy, sample.head_xyxy))
    changed = [draw_heads([sample], np.random.default_rng(seed))[0] for seed in range(30)]
    assert {picture.shape for picture in changed} == {(HEAD_PX, HEAD_PX, 3)}
    # What comes from further off has less of what changes from pixel to pixel.
    detail = [np.abs(np.diff(picture.astype(float), axis=0)).mean() for picture in changed]
    assert min(detail) < 0.5 * np.abs(np.diff(plain.astype(float), axis=0)).mean()


def test_boxes_follow_a_mirrored_picture():
    bgr = np.zeros((20, 40, 3), np.uint8)
    bgr[5:10, 2:8] = 200
    seen = set()
    for seed in range(20):
        changed, (box, nothing) = seen_otherwise(
            bgr, ((2, 5, 8, 10), None), np.random.default_rng(seed))
        rows, columns = np.nonzero(changed.mean(axis=2) > changed.mean() + 20)
        assert box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert nothing is None
        seen.add(box)
    assert seen == {(2, 5, 8, 10), (32, 5, 38, 10)}


def test_targets_of_nobody_have_their_shape():
    assert emotion_targets([]).shape == (0, 26)
    assert vad_targets([]).shape == (0, 3)


def test_people_are_drawn_as_they_are_without_a_generator(painted):
    people = read_people(painted, 'test')[:3]
    wanted = [affect_view(read_image(p.image), p.xyxy, head_xyxy=p.head_xyxy).rgb for p in people]
    assert (np.stack(draw_people(people)) == np.stack(wanted)).all()
    assert draw_people([]) == []


def test_drawings_differ_and_depend_on_the_generator_only(painted):
    person = read_people(painted, 'test')[0]
    first, again, other = (np.stack(draw_people([person] * 20, np.random.default_rng(seed)))
                           for seed in (1, 1, 2))
    assert first.shape == (20, VIEW_PX, VIEW_PX, 3)
    assert (first == again).all()
    assert (first != other).any()
    assert len({picture.tobytes() for picture in first}) == 20


@pytest.mark.parametrize('xyxy', [
    (0, 0, 9, 9), (45, 45, 55, 55), (-50, 20, 12, 400), (0, 0, 99, 99)])
def test_any_box_is_drawn_by_chance(tmp_path, xyxy):
    cv2.imwrite(str(tmp_path / '0.png'), np.full((100, 100, 3), 90, np.uint8))
    person = replace(read_people(_write(tmp_path, _row(_person())), 'train')[0],
                     image=tmp_path / '0.png', xyxy=xyxy, head_xyxy=xyxy)
    rng = np.random.default_rng(0)
    assert {picture.shape for picture in draw_people([person] * 50, rng)} == {
        (VIEW_PX, VIEW_PX, 3)}


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
    (_row(_person(vad='x')),)])
def test_a_line_of_another_form_is_named(tmp_path, lines):
    with pytest.raises(InputError, match='line 1'):
        read_people(_write(tmp_path, *lines), 'train')


@pytest.mark.parametrize('lines', [(), (_row(),), (_row(_person(xyxy=[1, 1, 3, 3])),)])
def test_a_set_without_anybody_is_an_error(tmp_path, lines):
    with pytest.raises(InputError, match='nobody'):
        read_people(_write(tmp_path, *lines), 'train')


def test_a_missing_picture_is_named(tmp_path):
    people = read_people(_write(tmp_path, _row(_person())), 'train')
    with pytest.raises(InputError, match='0.jpg is missing'):
        draw_people(people)
