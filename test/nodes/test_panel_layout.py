from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.nodes.panel_layout import overlap_px
from emotion_rescue.nodes.panel_layout import place_panels

IMAGE = (640, 480)
BOXES = st.lists(st.tuples(
    st.integers(0, 600), st.integers(0, 440), st.integers(1, 400), st.integers(1, 400)).map(
        lambda b: (b[0], b[1], min(640, b[0] + b[2]), min(480, b[1] + b[3]))), max_size=12)


def test_nobody_needs_no_place():
    assert place_panels([], [], IMAGE) == []


def test_beside_the_person_on_the_right_where_there_is_room():
    assert place_panels([(100, 100, 200, 300)], [(130, 100)], IMAGE) == [(203, 100)]


def test_on_the_left_at_the_right_border():
    assert place_panels([(500, 100, 640, 300)], [(130, 100)], IMAGE) == [(367, 100)]


def test_inside_a_person_who_fills_the_image():
    (x, y), = place_panels([(0, 0, 640, 480)], [(130, 100)], IMAGE)
    assert 0 <= x <= 510 and 0 <= y <= 380


def test_a_panel_larger_than_the_image_has_no_place():
    assert place_panels([(0, 0, 10, 10)], [(700, 10)], IMAGE) == [None]


@pytest.mark.parametrize('other, place', [
    # To the right stands somebody else; the left is free.
    ((310, 100, 400, 300), (67, 100)),
    ((0, 0, 5, 5), (303, 100))])
def test_others_are_not_covered(other, place):
    places = place_panels([(200, 100, 300, 300), other], [(130, 100), (20, 10)], IMAGE)
    assert places[0] == place


@given(boxes=BOXES)
def test_panels_stay_in_the_image_and_never_overlap(boxes):
    sizes = [(132, 116)] * len(boxes)
    places = place_panels(boxes, sizes, IMAGE)
    assert len(places) == len(boxes)
    rects = [(x, y, x + 132, y + 116) for x, y in filter(None, places)]
    assert all(0 <= r[0] and r[2] <= 640 and 0 <= r[1] and r[3] <= 480 for r in rects)
    assert all(overlap_px(a, b) == 0 for i, a in enumerate(rects) for b in rects[:i])
    assert not boxes or places[0] is not None
