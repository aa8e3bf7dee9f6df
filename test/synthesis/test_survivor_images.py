"""Renders two small pictures; skipped where anny, mujoco or EGL is missing."""

import json

import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.debris import Thing
from emotion_rescue.synthesis.inner_states import sample_state
from emotion_rescue.synthesis.scenes import Camera
from emotion_rescue.synthesis.scenes import PlacedPerson
from emotion_rescue.synthesis.scenes import Scene
from emotion_rescue.synthesis.situations import SITUATIONS
from emotion_rescue.synthesis.survivor_images import write_images

_WIDTH_PX, _HEIGHT_PX = 160, 120


@pytest.fixture(scope='module')
def photographer():
    from emotion_rescue.synthesis.pictures import Photographer
    try:
        made = Photographer(_WIDTH_PX, _HEIGHT_PX, surface_seed=0)
    except MissingPackageError as error:
        pytest.skip(str(error))
    yield made
    made.close()


@pytest.fixture(scope='module')
def scene():
    """Return one person before another, who sits, and a block before both."""
    rng = np.random.default_rng(4)
    standing, sitting = (next(s for s in SITUATIONS if s.name == name)
                         for name in ('confused', 'sitting_dazed'))
    block = Thing(shape='box', centre=(0.0, 2.0, 0.2), half_size=(0.3, 0.1, 0.2),
                  turn_deg=(0.0, 0.0, 20.0), surface=3, tint_rgb=(0.8, 0.7, 0.6))
    return Scene(
        place='outdoors', camera=Camera(1.0, 0.0, 1.0, 50.0), dust=0.1, seed=5, things=(block,),
        people=(PlacedPerson(sample_state(rng, (standing,)), 0.3, 3.0, 20.0, 7),
                PlacedPerson(sample_state(rng, (sitting,)), -0.4, 4.0, -40.0, 8)))


@pytest.mark.slow
def test_boxes_are_the_visible_part_and_pictures_repeat(photographer, scene):
    first, second = photographer.take(scene), photographer.take(scene)
    np.testing.assert_array_equal(first.rgb, second.rgb)
    assert first.people == second.people
    assert len(first.people) == len(scene.people)
    assert first.rgb.std() > 5
    for person in first.people:
        slot = scene.people.index(person.placed)
        visible = np.isin(first.segments, photographer.person_geoms(slot))
        left, top, right, bottom = person.xyxy
        assert visible[top:bottom, left:right].sum() == visible.sum()
        assert visible[top].any()
        assert visible[bottom - 1].any()
        assert visible[:, left].any()
        assert visible[:, right - 1].any()
        assert 0 < person.visible_fraction <= 1
        if person.head_xyxy is not None:
            assert person.head_xyxy[0] >= left
            assert person.head_xyxy[3] <= bottom


@pytest.mark.slow
def test_the_data_set_is_complete_continues_and_refuses_another_recipe(photographer, tmp_path):
    shown = []
    size = {'width_px': _WIDTH_PX, 'height_px': _HEIGHT_PX}
    write_images(tmp_path, 'val', 1, 0, lambda *step: shown.append(step), **size)
    folder = write_images(tmp_path, 'val', 2, 0, lambda *step: shown.append(step), **size)
    assert shown == [(1, 1), (2, 2)]
    lines = [json.loads(line) for line in (folder / 'people.jsonl').read_text().splitlines()]
    assert [line['image'] for line in lines] == ['images/000000.jpg', 'images/000001.jpg']
    for i, line in enumerate(lines):
        assert cv2.imread(str(folder / line['image'])).shape == (_HEIGHT_PX, _WIDTH_PX, 3)
        labels = (folder / f'labels/{i:06d}.txt').read_text().splitlines()
        assert len(labels) == len(line['people'])
        for label, person in zip(labels, line['people'], strict=True):
            _, x, y, width, height = map(float, label.split())
            corners = np.array((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
            np.testing.assert_allclose(corners * ([_WIDTH_PX, _HEIGHT_PX] * 2), person['xyxy'],
                                       atol=0.01)
    with pytest.raises(InputError, match='another recipe'):
        write_images(tmp_path, 'val', 3, 1, lambda *_: None, **size)
