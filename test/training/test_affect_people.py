"""Reading people to learn from: EMOTIC as its authors give it out, and rendered pictures."""

import json
import math

import cv2
import numpy as np
import pytest

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.emotic_writer import encode_mat
from emotion_rescue.training.affect_people import derived_distress
from emotion_rescue.training.affect_people import fingerprint
from emotion_rescue.training.affect_people import training_people

LEVELS = (3.0, 7.0, 4.0)


def annotated(box=(10.0, 10.0, 60.0, 90.0), *annotations):
    return AnnotatedPerson(
        box, annotations or (Annotation(('Fear',), LEVELS),), 'Male', 'Adult')


def write_emotic(folder, split='train', *people, picture=True, name='a.jpg'):
    """Write an EMOTIC with one picture of 100 x 100 pixels."""
    images = folder / 'emotic' / 'mscoco' / 'images'
    images.mkdir(parents=True, exist_ok=True)
    if picture:
        cv2.imwrite(str(images / name), np.full((100, 100, 3), 90, np.uint8))
    else:
        (images / name).write_bytes(b'\xff\xd8 cut off')
    (folder / 'Annotations').mkdir(exist_ok=True)
    content = {split: [AnnotatedImage(name, 'mscoco/images', (100, 100), people)]}
    (folder / 'Annotations' / 'Annotations.mat').write_bytes(encode_mat(content))
    return folder


def read(folder, split='train', labels='renderer'):
    said = []
    return training_people(folder, split, None, labels, said.append), said


def test_a_person_of_emotic_has_what_annotators_said_and_nothing_of_a_renderer(tmp_path):
    (person,), said = read(write_emotic(tmp_path, 'train', annotated()))
    assert np.flatnonzero(person.emotions).tolist() == [CATEGORY_NAMES.index('Fear')]
    assert person.vad.tolist() == list(LEVELS)
    assert person.distress == 1.0
    assert (person.posture, person.situation, person.facial_actions) == ('', '', {})
    assert 'train: 1 people' in said[-1]


def test_distress_is_the_share_of_annotators_who_named_a_category_of_it(tmp_path):
    person = annotated((10.0, 10.0, 60.0, 90.0), *(
        Annotation((name,), LEVELS) for name in ('Pain', 'Peace', 'Fatigue', 'Engagement')))
    (found,), _ = read(write_emotic(tmp_path, 'val', person), 'val')
    assert found.distress == 0.5


@pytest.mark.parametrize(('names', 'share'), [((), 0.0), (('Peace',), 0.0), (('Anger',), 1.0)])
def test_distress_of_one_annotator(names, share):
    said = np.isin(CATEGORY_NAMES, names)
    assert derived_distress(said.astype(np.float32), said[None]) == share
    assert derived_distress(said.astype(np.float32), said[None][:0]) == share


def test_unknown_levels_stay_unknown(tmp_path):
    person = annotated((10.0, 10.0, 60.0, 90.0), Annotation(('Fear',), (math.nan,) * 3))
    (found,), said = read(write_emotic(tmp_path, 'train', person))
    assert np.isnan(found.vad).all()
    assert '1 without VAD' in said[-2]


def test_labels_that_are_no_category_are_ignored_and_told(tmp_path):
    person = annotated((10.0, 10.0, 60.0, 90.0), Annotation(('Fear', 'Joy'), LEVELS))
    (found,), said = read(write_emotic(tmp_path, 'train', person))
    assert found.emotions.sum() == 1
    assert "'Joy'" in '\n'.join(said)


@pytest.mark.parametrize('box', [(10.0, 10.0, 11.0, 11.0), (95.0, 10.0, 180.0, 90.0)])
def test_who_is_too_small_or_hardly_in_the_picture_is_left_out_and_told(tmp_path, box):
    (person,), said = read(write_emotic(tmp_path, 'train', annotated(), annotated(box)))
    assert person.xyxy == (10.0, 10.0, 60.0, 90.0)
    assert any('1 people left out (too small' in line for line in said)


def test_who_is_partly_outside_the_picture_stays_with_the_part_inside(tmp_path):
    (person,), _ = read(write_emotic(
        tmp_path, 'train', annotated((50.0, -20.0, 140.0, 90.0))))
    assert person.xyxy == (50.0, 0.0, 100.0, 90.0)


def test_pictures_that_do_not_open_are_left_out_and_told(tmp_path, painted):
    import shutil
    shutil.copytree(painted / 'val', tmp_path / 'val')
    (tmp_path / 'val' / 'images' / '000001.jpg').write_bytes(b'no picture')
    people, said = read(tmp_path, 'val')
    assert len(people) == 34
    assert any('2 people left out (the picture does not open)' in line and '000001.jpg' in line
               for line in said)


def test_when_nobody_is_left_that_is_an_error(tmp_path):
    with pytest.raises(InputError, match='not one person can be used'):
        read(write_emotic(tmp_path, 'train', annotated(), picture=False))


@pytest.mark.parametrize('split', ['val', 'test'])
def test_an_empty_split_is_an_error(tmp_path, split):
    with pytest.raises(InputError, match=f'{split}: not one person can be used'):
        read(write_emotic(tmp_path, 'train', annotated()), split)


def test_rendered_people_have_the_renderers_truth_or_what_annotators_said(tmp_path):
    write_emotic(tmp_path, 'train', annotated(), picture=True)
    (tmp_path / 'train').mkdir()
    record = {'image': 'a.jpg', 'width': 100, 'height': 100, 'people': [{
        'xyxy': [10, 10, 60, 90], 'emotions': ['Pain'], 'vad': [1.5, 6.5, 2.5], 'distress': 0.8,
        'responsive': True, 'posture': 'sit', 'gesture': 'none', 'situation': 'trapped',
        'facial_actions': {}, 'joint_angles_deg': {}, 'distance_m': 3.0,
        'key_points': [[0, 0, 0]] * 17, 'head_xyxy': None, 'body_seed': 7}]}
    (tmp_path / 'train' / 'people.jsonl').write_text(json.dumps(record) + '\n')
    cv2.imwrite(str(tmp_path / 'train' / 'a.jpg'), np.zeros((100, 100, 3), np.uint8))
    (truth,), _ = read(tmp_path)
    (said,), _ = read(tmp_path, labels='annotators')
    assert CATEGORY_NAMES[np.flatnonzero(truth.emotions)[0]] == 'Pain'
    assert CATEGORY_NAMES[np.flatnonzero(said.emotions)[0]] == 'Fear'
    assert said.vad.tolist() == list(LEVELS)
    for person in (truth, said):
        assert (person.distress, person.posture, person.body_seed) == (0.8, 'sit', 7)


def test_a_fingerprint_tells_people_apart(painted):
    people, _ = read(painted, 'val')
    assert fingerprint(people) == fingerprint(list(people))
    assert len({fingerprint(part) for part in ([], people, people[1:], people[::-1])}) == 4
