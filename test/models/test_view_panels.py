from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.view_panels import clipped_box
from emotion_rescue.models.view_panels import head_panel
from emotion_rescue.models.view_panels import HEAD_PX
from emotion_rescue.models.view_panels import Panel
from emotion_rescue.models.view_panels import view_panels
from emotion_rescue.models.view_panels import VIEW_PX

_SHAPE = (480, 640, 3)
_HALF = VIEW_PX // 2


@pytest.mark.parametrize(('xyxy', 'expected'), [
    ((0, 0, 0, 0), None),
    ((10, 10, 11, 11), None),
    ((50, 50, 20, 90), None),
    ((-100, -100, -1, -1), None),
    ((635, 0, 900, 100), None),
    ((float('nan'), 0, 50, 50), None),
    ((0, 0, float('inf'), 50), None),
    ((10, 20, 30, 40), (10, 20, 30, 40)),
    ((-10, -20, 30, 40), (0, 0, 30, 40)),
    ((600, 400, 700, 900), (600, 400, 640, 480)),
])
def test_clipped_box(xyxy, expected):
    assert clipped_box(xyxy, _SHAPE) == expected


def test_who_is_too_small_has_no_panels():
    assert view_panels(_SHAPE, (5, 5, 6, 6), 0.1, None) is None
    assert head_panel(_SHAPE, (5, 5, 6, 6), None) is None


@pytest.mark.parametrize(('xyxy', 'body'), [
    ((200, 100, 280, 300), (0, 0, _HALF, VIEW_PX)),
    ((100, 200, 400, 300), (0, 0, VIEW_PX, _HALF))])
def test_the_body_gets_the_half_that_suits_it(xyxy, body):
    assert view_panels(_SHAPE, xyxy, 0.1, None)[0].slot_xyxy == body


@pytest.mark.parametrize('xyxy', [
    (200, 100, 280, 300), (100, 200, 400, 300), (600, 400, 700, 500)])
def test_a_place_is_where_it_is_drawn(xyxy):
    """A blue dot on a grey person is found where the panels of body, head and scene say."""
    panels = view_panels(_SHAPE, xyxy, 0.1, (xyxy[0], xyxy[1], xyxy[0] + 40, xyxy[1] + 40))
    dot = np.array((xyxy[0] + 22, xyxy[1] + 14))
    image = np.full(_SHAPE, 120, np.uint8)
    image[dot[1] - 2:dot[1] + 3, dot[0] - 2:dot[0] + 3] = (255, 0, 0)
    rgb = affect_view(image, xyxy, head_xyxy=(
        xyxy[0], xyxy[1], xyxy[0] + 40, xyxy[1] + 40)).rgb.astype(int)
    blueness = np.maximum(0, rgb[..., 2] - rgb.max(axis=2, initial=0, where=[1, 1, 0]))
    for panel in panels:
        (x, y), = panel.to_view(dot[None] + 0.5)
        left, top, right, bottom = panel.shown_xyxy
        rows, columns = np.nonzero(blueness[top:bottom, left:right] > 60)
        assert columns.mean() + left + 0.5 == pytest.approx(x, abs=1.5)
        assert rows.mean() + top + 0.5 == pytest.approx(y, abs=1.5)


def test_the_head_alone_is_placed_as_it_is_drawn():
    image = np.full((100, 100, 3), 120, np.uint8)
    image[40:44, 60:64] = 255
    box, head = (20, 10, 90, 95), (40, 20, 80, 60)
    (x, y), = head_panel(image.shape, box, head).to_view(np.array([(62, 42)]))
    rows, columns = np.nonzero(head_of_view(image, box, head)[..., 0] > 250)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((x, y), abs=1.5)


@given(st.tuples(*[st.integers(-50, 300)] * 2), st.tuples(*[st.integers(1, 400)] * 2))
def test_a_region_fills_one_direction_of_its_slot_and_stays_in_it(corner, size):
    left, top = corner
    panel = Panel((left, top, left + size[0], top + size[1]), (HEAD_PX, 0, VIEW_PX, HEAD_PX))
    shown = panel.shown_xyxy
    assert HEAD_PX <= shown[0] < shown[2] <= VIEW_PX and 0 <= shown[1] < shown[3] <= HEAD_PX
    assert max(shown[2] - shown[0], shown[3] - shown[1]) == HEAD_PX
    corners = panel.to_view(np.reshape(panel.region_xyxy, (2, 2)))
    assert corners.ravel() == pytest.approx(shown, abs=0.6)
