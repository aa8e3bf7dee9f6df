from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.llava_views import view_quality
from emotion_rescue.models.view_panels import clipped_box
from emotion_rescue.models.view_panels import HEAD_PX
from emotion_rescue.models.view_panels import VIEW_PX

_SHAPE = (480, 640, 3)


def _grey(shape=_SHAPE):
    return np.full(shape, 90, np.uint8)


def _reds(rgb):
    return (rgb == (255, 0, 0)).all(axis=2)


@pytest.mark.parametrize(('xyxy', 'expected'), [
    ((0, 0, 0, 0), 0),
    ((100, 100, 220, 220), 1),
    ((100, 100, 160, 160), 0.5),
    ((100, 100, 400, 400), 1),
    ((-120, 100, 120, 220), 0.5),
    ((-60, 100, 60, 220), 84.852814 / 120 * 0.5),
])
def test_quality_falls_with_size_and_with_what_is_outside(xyxy, expected):
    assert view_quality(xyxy, _SHAPE) == pytest.approx(expected, abs=1e-6)


def test_the_red_rectangle_is_on_the_person_in_body_and_scene():
    reds = _reds(affect_view(_grey(), (200, 100, 280, 300), margin=0.5).rgb)
    half = VIEW_PX // 2
    assert reds[:, :half].any()
    assert not reds[:half, half:].any()  # the head is shown unmarked
    rows, columns = np.nonzero(reds[half:, half:])
    scale = half / 640
    assert columns.min() == pytest.approx(200 * scale, abs=2)
    assert columns.max() == pytest.approx(280 * scale, abs=2)
    top = (half - 480 * scale) / 2
    assert rows.min() == pytest.approx(top + 100 * scale, abs=2)
    assert rows.max() == pytest.approx(top + 300 * scale, abs=2)


def test_a_lying_person_gets_the_whole_width():
    half = VIEW_PX // 2
    reds = _reds(affect_view(_grey(), (100, 200, 400, 300)).rgb)
    columns = np.nonzero(reds[:half])[1]
    assert np.ptp(columns) > half


def test_colours_are_red_first_and_the_head_is_where_it_is_said_to_be():
    image = _grey()
    image[100:140, 220:260] = (200, 0, 0)  # blue, the head
    half = VIEW_PX // 2
    head = affect_view(image, (200, 100, 280, 300), head_xyxy=(220, 100, 260, 140)).rgb
    assert (head[25:half - 25, half + 25:-25] == head[half // 2, half + half // 2]).all()
    assert (head[5, half + 5] != head[half // 2, half + half // 2]).any(), 'what is around it'
    blue = affect_view(image, (200, 100, 280, 300)).rgb[half // 4, half + half // 2]
    assert blue[2] > blue[0]


@pytest.mark.parametrize(('xyxy', 'rows', 'columns'), [
    ((20, 10, 60, 110), slice(0, HEAD_PX), slice(HEAD_PX, VIEW_PX)),
    ((20, 30, 140, 80), slice(HEAD_PX, VIEW_PX), slice(0, HEAD_PX))])
@pytest.mark.parametrize('head', [None, (25, 35, 50, 60)])
def test_the_head_alone_is_what_the_view_has_in_its_panel(xyxy, rows, columns, head):
    bgr = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
    alone = head_of_view(bgr, xyxy, head)
    np.testing.assert_array_equal(alone, affect_view(bgr, xyxy, head_xyxy=head).rgb[rows, columns])


def test_who_is_too_small_has_no_head():
    assert head_of_view(_grey(), (5, 5, 6, 6), None) is None


def test_contrast_of_a_dark_image_is_stretched_in_every_panel():
    rows, columns = np.indices(_SHAPE[:2]) // 20
    image = np.where((rows + columns) % 2, 10, 50)[..., None].repeat(3, axis=2).astype(np.uint8)
    rgb = affect_view(image, (200, 100, 280, 300)).rgb
    half = VIEW_PX // 2
    for panel in (rgb[:, :half], rgb[:half, half:], rgb[half:, half:]):
        assert panel[..., 2].max() > 200  # blue, so that the red rectangle is of no account


@given(
    st.tuples(*[st.floats(-1e4, 1e4)] * 4), st.floats(0, 2),
    st.tuples(st.integers(1, 70), st.integers(1, 70)))
def test_any_box_gives_a_whole_picture_or_none(xyxy, margin, size):
    view = affect_view(_grey((*size, 3)), xyxy, margin)
    if view is None:
        assert clipped_box(xyxy, size) is None
        assert view_quality(xyxy, size) == 0
        return
    assert view.rgb.shape == (VIEW_PX, VIEW_PX, 3)
    assert view.rgb.dtype == np.uint8
    assert 0 < view.quality <= 1
