from dataclasses import replace

import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.llava_views import HEAD_PX
from emotion_rescue.models.llava_views import VIEW_PX
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.drawn_people import draw_heads
from emotion_rescue.training.drawn_people import draw_people
from emotion_rescue.training.drawn_people import read_image
from emotion_rescue.training.drawn_people import seen_otherwise


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
def test_any_box_is_drawn_by_chance(painted, tmp_path, xyxy):
    cv2.imwrite(str(tmp_path / '0.png'), np.full((100, 100, 3), 90, np.uint8))
    person = replace(read_people(painted, 'test')[0], image=tmp_path / '0.png', xyxy=xyxy,
                     head_xyxy=xyxy)
    rng = np.random.default_rng(0)
    assert {picture.shape for picture in draw_people([person] * 50, rng)} == {
        (VIEW_PX, VIEW_PX, 3)}


def test_heads_are_drawn_alone_and_with_chance_otherwise_and_from_further_off(painted, tmp_path):
    bgr = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
    cv2.imwrite(str(tmp_path / 'noise.png'), bgr)
    sample = replace(read_people(painted, 'test')[0], image=tmp_path / 'noise.png',
                     xyxy=(40.0, 10.0, 120.0, 110.0), head_xyxy=(60.0, 20.0, 100.0, 60.0))
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


def test_a_missing_picture_is_named(painted, tmp_path):
    person = replace(read_people(painted, 'test')[0], image=tmp_path / '0.jpg')
    with pytest.raises(InputError, match='0.jpg is missing'):
        draw_people([person])
