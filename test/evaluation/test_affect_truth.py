import json
import math

import numpy as np
from painted_people import paint_people
import pytest

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_truth import read_truth
from emotion_rescue.evaluation.people_set import read_people
from emotion_rescue.synthesis.dataset.emotic_writer import encode_mat


def _emotic(root):
    annotations = (Annotation(('Fear', 'Pain'), (2.0, 7.0, 3.0)), Annotation(('Fear',)))
    person = AnnotatedPerson((-5.0, 10.0, 50.0, 90.0), annotations, 'Male', 'Adult')
    image = AnnotatedImage('a.jpg', 'mscoco/images', (640, 480), (person,))
    (root / 'Annotations').mkdir()
    mat = root / 'Annotations/Annotations.mat'
    mat.write_bytes(encode_mat({'test': (image,)}))
    (root / 'pictures/mscoco/images').mkdir(parents=True)
    (root / 'pictures/mscoco/images/a.jpg').touch()
    return mat


def test_emotic_is_read_from_its_file_and_its_folder(tmp_path):
    mat, told = _emotic(tmp_path), []
    for path in (mat, tmp_path):
        found = read_truth(path, 'test', tmp_path / 'pictures', told.append)
        person, = found.people
        assert (person.image, person.xyxy) == ('mscoco/images/a.jpg', (0, 10, 50, 90))
        assert (person.size_px, person.person) == ((640, 480), None)
        names = [CATEGORY_NAMES[c] for c in np.flatnonzero(person.emotions)]
        assert 'Fear' in names and set(names) <= {'Fear', 'Pain'}
        assert person.vad.tolist() == [2, 7, 3]
        assert math.isnan(person.distress)
    assert any('1 people in 1 images' in text for text in told)


@pytest.mark.parametrize('where', ['', 'test', 'test/people.jsonl'])
def test_synthetic_people_are_read_with_the_renderers_labels(tmp_path, where):
    paint_people(tmp_path / 'test', 3, 1)
    found, people = read_truth(tmp_path / where), read_people(tmp_path / 'test')
    assert len(found.people) == len(people) == 6
    first = found.people[0]
    assert (first.image, first.size_px) == ('images/000000.jpg', (80, 60))
    assert [p.person for p in found.people] == [str(seed) for seed in people.person]
    assert (np.array([p.emotions for p in found.people]) == people.truth.emotions).all()
    assert [p.distress for p in found.people] == people.truth.distress.tolist()


def test_a_synthetic_picture_without_its_size_is_refused(tmp_path):
    paint_people(tmp_path, 1, 1)
    listing = tmp_path / 'people.jsonl'
    listing.write_text(listing.read_text().replace('"width"', '"wide"'))
    with pytest.raises(InputError, match="KeyError\\('width'\\)"):
        read_truth(tmp_path)


def test_json_lines_are_read_whatever_their_name(tmp_path):
    path = tmp_path / 'truth'
    path.write_text(json.dumps({'id': 1, 'emotions': ['Fear']}))
    assert read_truth(path).people[0].id == '1'


@pytest.mark.parametrize(('name', 'message'), [
    ('', 'there is no Annotations.mat'), ('no.mat', 'there is no .*no.mat; name'),
    ('no.jsonl', 'no.jsonl cannot be read')])
def test_nothing_there_is_told(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        read_truth(tmp_path / name)
