import json

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_data import count_pictures
from emotion_rescue.training.affect_data import draw_views
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_data import vad_targets

pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def processor():
    from emotion_rescue.training.affect_architecture import build_processor
    from emotion_rescue.training.affect_architecture import LlavaSizes

    return build_processor(LlavaSizes(image_px=48, patch_px=12))


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


def test_targets_of_nobody_have_their_shape():
    assert emotion_targets([]).shape == (0, 26)
    assert vad_targets([]).shape == (0, 3)


def test_views_are_what_the_processor_gives_before_it_normalises(painted, processor):
    from emotion_rescue.models.llava_views import affect_view
    from emotion_rescue.training.affect_architecture import IMAGE_MEAN
    from emotion_rescue.training.affect_architecture import IMAGE_STD
    from emotion_rescue.training.affect_data import read_image

    people = read_people(painted, 'test')[:3]
    views = draw_views(people, processor.image_processor)
    assert views.shape == (3, 3, 48, 48)
    pictures = [affect_view(read_image(p.image), p.xyxy).rgb for p in people]
    wanted = processor.image_processor(pictures, return_tensors='np')['pixel_values']
    np.testing.assert_allclose((views / 255.0 - IMAGE_MEAN) / IMAGE_STD, wanted, atol=1e-5)


def test_copies_differ_and_depend_on_the_seed_only(painted, processor):
    people = read_people(painted, 'test')[:2]
    first, again, other = (
        draw_views(people, processor.image_processor, copies=3, seed=s) for s in (1, 1, 2))
    assert first.shape == (6, 3, 48, 48)
    assert (first == again).all()
    assert (first != other).any()
    assert (first[0] != first[1]).any()


def _write(folder, *lines):
    (folder / 'train').mkdir()
    (folder / 'train' / 'people.jsonl').write_text('\n'.join(lines))
    return folder


def _person(**changes):
    return {'xyxy': [10, 10, 60, 90], 'emotions': [], 'vad': [5, 5, 5], 'distress': 0.1,
            'responsive': True, 'posture': 'stand', 'situation': 'x', 'facial_actions': {},
            'body_seed': 1, **changes}


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


def test_a_missing_picture_is_named(tmp_path, processor):
    people = read_people(_write(tmp_path, _row(_person())), 'train')
    with pytest.raises(InputError, match='0.jpg is missing'):
        draw_views(people, processor.image_processor)
