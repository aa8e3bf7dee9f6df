import json
import math

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.emotic_reader import read_emotic
from emotion_rescue.evaluation.mat_values import load_mat
from emotion_rescue.synthesis.dataset.emotic_writer import encode_mat

io = pytest.importorskip('scipy.io')


def row(**fields):
    """Return one struct as MATLAB has it, a 1x1 array."""
    array = np.empty((1, 1), [(name, object) for name in fields])
    array[0, 0] = tuple(fields.values())
    return array


def many(*rows):
    """Return several structs as one 1xN struct array."""
    return np.concatenate(rows, 1)


def cell(*values):
    array = np.empty((1, len(values)), object)
    for i, value in enumerate(values):
        array[0, i] = value
    return array


def categories(*names):
    return row(categories=cell(*names))


def vad(valence, arousal, dominance):
    return row(valence=float(valence), arousal=float(arousal), dominance=float(dominance))


def person(split='train', bbox=(10, 20, 100, 200), said=None, levels=None, gender='Male',
           age='Adult', **others):
    said = categories('Fear') if said is None else said
    levels = vad(2, 8, 3) if levels is None else levels
    bbox = np.array([bbox], np.float64)
    if split == 'train':
        return row(body_bbox=bbox, annotations_categories=said, annotations_continuous=levels,
                   gender=gender, age=age)
    return row(body_bbox=bbox, annotations_categories=said,
               combined_categories=others.get('combined', np.zeros((0, 0))),
               annotations_continuous=levels,
               combined_continuous=others.get('mean', np.zeros((0, 0))), gender=gender, age=age)


def image(people, name='a.jpg', folder='mscoco/images', size=(640, 480)):
    size = row(n_col=np.uint16(size[0]), n_row=np.uint16(size[1]))
    database = row(name='mscoco', info=row(image_id=4, annotations_id=np.array([[1, 2]])))
    return row(filename=name, folder=folder, image_size=size, original_database=database,
               person=people)


def write(root, files=('mscoco/images/a.jpg',), below='emotic', **splits):
    (root / 'Annotations').mkdir(parents=True, exist_ok=True)
    for file in files:
        path = root / below / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    io.savemat(root / 'Annotations/Annotations.mat', splits)
    return root


def names(flags):
    return tuple(CATEGORY_NAMES[i] for i in np.flatnonzero(flags))


def test_a_split_without_images(tmp_path):
    (tmp_path / 'Annotations.mat').write_bytes(encode_mat({}))
    found = read_emotic(tmp_path, 'val')
    assert (found.people, found.images) == ((), 0)
    assert found.describe() == '0 people in 0 images'


@pytest.mark.parametrize('below', ['emotic', '.'])
@pytest.mark.parametrize('folder', ['mscoco/images', 'framesdb/images', 'emodb_small/images',
                                    'ade20k/images'])
def test_images_of_all_sources_are_found(tmp_path, folder, below):
    write(tmp_path, [f'{folder}/a.jpg'], below, train=image(person(), folder=folder))
    found, = read_emotic(tmp_path, 'train').people
    assert found.image == tmp_path / below / folder / 'a.jpg'
    assert (found.folder, found.size_px) == (folder, (640, 480))


def test_images_elsewhere(tmp_path):
    write(tmp_path / 'a', ['mscoco/images/a.jpg'], '../b', train=image(person()))
    assert read_emotic(tmp_path / 'a', 'train', tmp_path / 'b').people


# What is in the file -> emotions, votes of the first of them, mean VAD.
WRAPPINGS = {
    'cell of names': (
        'train', {'said': categories('Fear', 'Pain')}, ('Fear', 'Pain'), 1.0, (2, 8, 3)),
    'one name without a cell': (
        'train', {'said': row(categories='Pain')}, ('Pain',), 1.0, (2, 8, 3)),
    'padded matrix of characters': (
        'train', {'said': row(categories=np.array(['Fear  ', 'Esteem']))}, ('Esteem', 'Fear'),
        1.0, (2, 8, 3)),
    'cells in cells': (
        'train', {'said': cell(row(categories=cell(cell('Fear'), cell('Pain'))))},
        ('Fear', 'Pain'), 1.0, (2, 8, 3)),
    'other spellings': (
        'train', {'said': categories('Disquitement', 'Doubt/confusion ')},
        ('Disquietment', 'Doubt/Confusion'), 1.0, (2, 8, 3)),
    'levels as integers': (
        'train', {'levels': row(valence=np.uint8(4), arousal=np.int16(5), dominance=np.uint8(6))},
        ('Fear',), 1.0, (4, 5, 6)),
    'no levels': ('train', {'levels': vad(*[math.nan] * 3)}, ('Fear',), 1.0, None),
    'levels left empty': ('train', {'levels': np.zeros((0, 0))}, ('Fear',), 1.0, None),
    'levels out of range': ('train', {'levels': vad(0, 5, 5)}, ('Fear',), 1.0, None),
    'one annotator in val': (
        'val', {'said': categories('Pain'), 'levels': vad(3, 3, 3)}, ('Pain',), 1.0, (3, 3, 3)),
    'three annotators': (
        'val', {'said': many(categories('Fear'), categories('Pain', 'Anger'), categories('Pain')),
                'levels': many(vad(1, 9, 2), vad(2, 8, 4), vad(3, 7, 6))},
        ('Anger', 'Fear', 'Pain'), 1 / 3, (2, 8, 4)),
    'annotators in a cell': (
        'test', {'said': cell(categories('Fear'), categories('Pain')),
                 'levels': cell(vad(1, 9, 2), vad(3, 7, 4))}, ('Fear', 'Pain'), 0.5, (2, 8, 3)),
    'an annotator without levels': (
        'test', {'said': many(categories('Fear'), categories('Fear')),
                 'levels': many(vad(4, 4, 4), vad(math.nan, 5, 5))}, ('Fear',), 1.0, (4, 4, 4)),
    'other numbers of categories and levels': (
        'val', {'said': many(categories('Fear'), categories('Pain')), 'levels': vad(4, 5, 6)},
        ('Fear', 'Pain'), 0.5, (4, 5, 6)),
    'combined is the truth': (
        'val', {'said': many(categories('Fear'), categories('Fear')),
                'levels': many(vad(1, 9, 2), vad(3, 7, 4)),
                'combined': cell('Fear', 'Pain'), 'mean': vad(5, 6, 7)},
        ('Fear', 'Pain'), 1.0, (5, 6, 7)),
    'nobody gave levels but the file': (
        'val', {'levels': vad(*[math.nan] * 3), 'mean': vad(5, 6, 7)}, ('Fear',), 1.0, (5, 6, 7)),
    'only combined': (
        'val', {'said': np.zeros((0, 0)), 'levels': np.zeros((0, 0)),
                'combined': cell('Peace', 'Esteem'), 'mean': vad(6, 2, 6)},
        ('Esteem', 'Peace'), 1.0, (6, 2, 6)),
}


@pytest.mark.parametrize(('split', 'fields', 'emotions', 'vote', 'level'), WRAPPINGS.values(),
                         ids=WRAPPINGS)
def test_wrappings_of_matlab(tmp_path, split, fields, emotions, vote, level):
    write(tmp_path, **{split: image(person(split, **fields))})
    read = read_emotic(tmp_path, split)
    found, = read.people
    assert names(found.emotions) == emotions
    assert found.votes[CATEGORY_INDEX[emotions[0]]] == pytest.approx(vote)
    assert read.without_vad == (level is None)
    np.testing.assert_allclose(found.vad, [math.nan] * 3 if level is None else level)
    assert (found.gender, found.age) == ('Male', 'Adult')


@pytest.mark.parametrize('wrap', [
    lambda *people: many(*people), lambda *people: cell(*people),
    lambda *people: cell(many(*people)), lambda *people: many(*people).T])
def test_several_people_in_one_image(tmp_path, wrap):
    write(tmp_path, train=image(wrap(person(gender='Male'), person(gender='Female'))))
    assert [p.gender for p in read_emotic(tmp_path, 'train').people] == ['Male', 'Female']


BOXES = {
    'inside': ((10, 20, 100, 200), (10, 20, 100, 200), 0),
    'whole image': ((0, 0, 640, 480), (0, 0, 640, 480), 0),
    'over all sides': ((-5, -3.5, 650, 481), (0, 0, 640, 480), 1),
    'fractions': ((1.5, 2.25, 3.5, 4.75), (1.5, 2.25, 3.5, 4.75), 0),
    'beside the image': ((700, 10, 800, 90), None, 'box without any area in the image'),
    'upside down': ((10, 200, 100, 20), None, 'box without any area in the image'),
    'not a number': ((10, math.nan, 100, 20), None, 'box is not four numbers'),
    'too short': ((10, 20, 30), None, 'box is not four numbers'),
}


@pytest.mark.parametrize(('bbox', 'xyxy', 'outcome'), BOXES.values(), ids=BOXES)
def test_boxes(tmp_path, bbox, xyxy, outcome):
    write(tmp_path, train=image(many(person(), person(bbox=bbox))))
    read = read_emotic(tmp_path, 'train')
    if xyxy is None:
        assert len(read.people) == 1
        assert read.dropped == {outcome: 1}
        assert f'1 dropped ({outcome})' in read.describe()
    else:
        assert read.people[1].xyxy == xyxy
        assert (read.clipped, read.dropped) == (outcome, {})


def test_a_name_that_no_file_can_have_is_a_missing_image(tmp_path):
    write(tmp_path, train=many(image(person()), image(person(), name='a' * 300)))
    assert read_emotic(tmp_path, 'train').dropped == {'image file missing': 1}


def test_what_cannot_be_used_is_counted(tmp_path):
    write(tmp_path, train=many(
        image(person()), image(person(), name='gone.jpg'), image(person(), size=(0, 480)),
        image(person(said=categories('Hunger'))),
        image(person(said=categories('Pain', 'Hunger'), levels=vad(*[math.nan] * 3)))))
    read = read_emotic(tmp_path, 'train')
    assert read.dropped == {'image file missing': 1, 'image without a size': 1, 'no category': 1}
    assert read.unknown_labels == {'Hunger': 2}
    assert (len(read.people), read.without_vad, read.images) == (2, 1, 5)
    assert "2 labels 'Hunger' ignored" in read.describe()


def broken(root, data):
    (root / 'Annotations.mat').write_bytes(data)
    return root


@pytest.mark.parametrize(('make', 'split', 'message'), [
    (lambda root: root, 'train', 'there is no Annotations.mat in'),
    (lambda root: root / 'none', 'train', 'there is no .*none; name a folder'),
    (lambda root: broken(root, b''), 'train', 'cannot be read as a MATLAB file'),
    (lambda root: broken(root, b'GIF89a' * 99), 'train', 'cannot be read as a MATLAB file'),
    (lambda root: broken(root, encode_mat({})[:300]), 'train', 'may be cut off'),
    (lambda root: broken(root, encode_mat({})), 'dev', "no split 'dev'; it has train, val, test"),
    (lambda root: write(root, train=image(person())), 'val', "has no 'val', but train"),
    (lambda root: write(root, files=(), train=image(person())), 'train',
     r'not one person can be used: .*1 dropped \(image file missing\); images are looked for in')])
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path, make, split, message):
    with pytest.raises(InputError, match=message):
        read_emotic(make(tmp_path), split)


def test_a_file_of_matlab_7_3_is_named(tmp_path):
    path = tmp_path / 'Annotations.mat'
    path.write_bytes(b'MATLAB 7.3 MAT-file'.ljust(124) + b'\x00\x02IM' + bytes(512))
    with pytest.raises(InputError, match='MATLAB 7.3'):
        load_mat(path)


_LEVELS = strategies.just((math.nan,) * 3) | strategies.tuples(
    *[strategies.integers(1, 10).map(float)] * 3)
_ANNOTATIONS = strategies.builds(
    Annotation, strategies.lists(strategies.sampled_from(CATEGORY_NAMES), min_size=1, max_size=5,
                                 unique=True).map(tuple), _LEVELS)
_PEOPLE = strategies.builds(
    AnnotatedPerson,
    strategies.tuples(*[strategies.integers(0, 300).map(float)] * 2,
                      *[strategies.integers(301, 480).map(float)] * 2),
    strategies.lists(_ANNOTATIONS, min_size=1, max_size=5).map(tuple),
    strategies.sampled_from(('Male', 'Female')), strategies.sampled_from(('Kid', 'Adult')))
_IMAGES = strategies.lists(strategies.builds(
    AnnotatedImage, strategies.just('000000.jpg'), strategies.just('val/images'),
    strategies.just((640, 480)), strategies.lists(_PEOPLE, max_size=3).map(tuple)), max_size=3)


@settings(max_examples=40, deadline=None)
@given(_IMAGES)
def test_what_is_written_is_read_again(tmp_path_factory, images):
    root = tmp_path_factory.mktemp('emotic')
    (root / 'val/images').mkdir(parents=True)
    (root / 'val/images/000000.jpg').touch()
    (root / 'Annotations.mat').write_bytes(encode_mat({'val': images}))
    read = read_emotic(root / 'Annotations.mat', 'val')
    written = [person for image in images for person in image.people]
    assert (read.images, len(read.people)) == (len(images), len(written))
    assert (read.clipped, read.dropped, read.unknown_labels) == (0, {}, {})
    for found, truth in zip(read.people, written, strict=True):
        assert found.xyxy == truth.xyxy
        assert (found.gender, found.age, found.size_px) == (truth.gender, truth.age, (640, 480))
        assert [set(names(flags)) for flags in found.annotator_emotions] == [
            set(annotation.emotions) for annotation in truth.annotations]
        np.testing.assert_array_equal(found.annotator_vad, [a.vad for a in truth.annotations])
        assert set(names(found.emotions)) == {e for a in truth.annotations for e in a.emotions}


@settings(max_examples=60, deadline=None)
@given(strategies.binary(max_size=400), strategies.integers(0, 10 ** 6))
def test_any_damage_is_an_input_error_or_readable(tmp_path_factory, junk, place):
    root = tmp_path_factory.mktemp('emotic')
    data = encode_mat({'train': [AnnotatedImage(
        'a.jpg', 'images', (640, 480),
        (AnnotatedPerson((1, 2, 3, 4), (Annotation(('Fear',), (1, 2, 3)),), 'Male', 'Kid'),))]})
    place %= len(data)
    broken(root, data[:place] + junk + data[place + len(junk):])
    try:
        read_emotic(root, 'train')
    except InputError as error:
        json.dumps(str(error))
