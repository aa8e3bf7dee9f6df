import numpy as np
import pytest

from emotion_rescue.training.affect_architecture import build_processor
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.drawn_people import drawn_heads
from emotion_rescue.training.drawn_people import drawn_views
from emotion_rescue.training.tower_lessons import lessons_of

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def images():
    return build_processor(LlavaSizes(image_px=48, patch_px=12)).image_processor


@pytest.mark.parametrize('draw, panels, side', [(drawn_views, 1, 48), (drawn_heads, 2, 24)])
def test_rows_are_drawn_in_their_order_with_where_limbs_are(painted, images, draw, panels, side):
    people = read_people(painted, 'val')
    rows = [3, 0, *range(20)]  # more than are drawn at once
    lessons = lessons_of(people, draw, images, panels)(rows)
    assert lessons.views.shape == (22, 3, side, side) and lessons.views.dtype == torch.uint8
    wanted = draw([people[3], people[0]])
    np.testing.assert_array_equal(lessons.key_points[:2], [one.key_points for one in wanted])
    assert torch.equal(lessons.views[0], lessons.views[2 + 3])


def test_a_generator_changes_pictures_and_points_together(painted, images):
    people = read_people(painted, 'val')[:8]
    draw = lessons_of(people, drawn_views, images, 1)
    first, again, other = (draw(range(8), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert torch.equal(first.views, again.views)
    np.testing.assert_array_equal(first.key_points, again.key_points)
    assert not torch.equal(first.views, other.views)
    assert not np.array_equal(first.key_points, other.key_points, equal_nan=True)


def test_some_of_them(painted, images):
    lessons = lessons_of(read_people(painted, 'val'), drawn_views, images, 1)(range(6))
    assert len(lessons) == 6
    part = lessons[2:4]
    assert len(part) == 2 and part.key_points.shape[0] == 2
    assert torch.equal(lessons[np.array([5, 0])].views[1], lessons.views[0])
