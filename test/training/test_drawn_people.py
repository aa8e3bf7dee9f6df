from dataclasses import replace

import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.view_panels import HEAD_PX
from emotion_rescue.models.view_panels import VIEW_PX
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.drawn_people import draw_people
from emotion_rescue.training.drawn_people import drawn_heads
from emotion_rescue.training.drawn_people import drawn_views
from emotion_rescue.training.pictured_person import read_image


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
    plain = drawn_heads([sample])[0].rgb
    np.testing.assert_array_equal(plain, head_of_view(bgr, sample.xyxy, sample.head_xyxy))
    changed = [drawn_heads([sample], np.random.default_rng(seed))[0].rgb for seed in range(30)]
    assert {picture.shape for picture in changed} == {(HEAD_PX, HEAD_PX, 3)}
    # What comes from further off has less of what changes from pixel to pixel.
    detail = [np.abs(np.diff(picture.astype(float), axis=0)).mean() for picture in changed]
    assert min(detail) < 0.5 * np.abs(np.diff(plain.astype(float), axis=0)).mean()


def test_key_points_are_where_they_are_drawn(painted, tmp_path):
    """A bright dot is found at its key point, in views and heads, however they were changed."""
    bgr = np.full((200, 240, 3), 60, np.uint8)
    bgr[56:64, 96:104] = 255
    cv2.imwrite(str(tmp_path / 'dot.png'), bgr)
    points = np.full((17, 2), np.nan)
    points[0] = 100, 60
    points[9] = 10, 190  # outside the view of body and head
    sample = replace(read_people(painted, 'test')[0], image=tmp_path / 'dot.png',
                     xyxy=(60.0, 20.0, 140.0, 180.0), head_xyxy=(80.0, 40.0, 120.0, 80.0),
                     key_points_px=points)
    for draw, panels in ((drawn_views, 2), (drawn_heads, 1)):
        shown = found = 0
        for seed in (None, *range(20)):
            rng = None if seed is None else np.random.default_rng(seed)
            drawn, = draw([sample], rng)
            assert drawn.key_points.shape == (panels, 17, 2)
            assert np.isnan(drawn.key_points[:, 1:]).all()
            places = drawn.key_points[:, 0] * len(drawn.rgb)
            for x, y in places[np.isfinite(places).all(axis=1)].astype(int):
                shown += 1
                found += drawn.rgb[max(0, y - 1):y + 2, max(0, x - 1):x + 2].min() > 150
        assert shown > 0.9 * 21 * panels, 'moved boxes may leave it out'
        assert found > 0.8 * shown, 'something may be painted over it'


def test_a_key_point_that_a_panel_does_not_show_is_unknown_in_it(painted):
    person = read_people(painted, 'test')[0]
    left, top, right, bottom = person.xyxy
    foot = replace(person, key_points_px=np.tile((left + 1.0, bottom - 1.0), (17, 1)))
    body, head = drawn_views([foot])[0].key_points
    assert np.isfinite(body).all() and np.isnan(head).all()


def test_a_missing_picture_is_named(painted, tmp_path):
    person = replace(read_people(painted, 'test')[0], image=tmp_path / '0.jpg')
    with pytest.raises(InputError, match='0.jpg is missing'):
        draw_people([person])
