import cv2
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np

from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.noted_views import NotedViews
from emotion_rescue.pipeline.noted_views import person_jpeg
from emotion_rescue.pipeline.noted_views import PICTURE_PX
from fakes import grey_image
from fakes import person
from fakes import ScriptedSight

SIDE = st.floats(-1e4, 1e4)


def size_of(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape[1::-1]


class NoTime(ScriptedSight):
    """Has no time to judge."""

    def _read(self, view):
        return SightReading(view.person.person_id, view.frame.stamp_ns, judged=False)


def test_nothing_is_noted_of_nobody():
    noted = NotedViews(ScriptedSight(), '7', 0.1)
    assert noted.score([]) == [] and noted.views == []


def test_views_of_one_person_are_noted_and_all_are_judged():
    noted = NotedViews(ScriptedSight(), '7', 0.0)
    readings = noted.score([PersonView(person('8'), grey_image(5)),
                            PersonView(person('7'), grey_image(5))])
    assert [one.person_id for one in readings] == ['8', '7']
    view, = noted.views
    assert view.stamp_ns == 5 and view.reading is readings[1]
    assert size_of(view.jpeg) == (20, 30)


def test_what_there_was_no_time_for_is_no_judged_view():
    noted = NotedViews(NoTime(), '7', 0.0)
    assert len(noted.score([PersonView(person('7'), grey_image(5))])) == 1
    assert noted.views == []


def test_the_margin_ends_at_the_border_of_the_image():
    view = PersonView(person('7', (10.0, 10.0, 30.0, 40.0)), grey_image(width=64, height=44))
    assert size_of(person_jpeg(view, 0.2)) == (28, 40)


@settings(max_examples=30, deadline=None)
@given(st.tuples(SIDE, SIDE, SIDE, SIDE), st.floats(0.0, 2.0))
def test_every_box_gives_a_small_picture(xyxy, margin):
    view = PersonView(person('7', xyxy), grey_image(width=400, height=300))
    width, height = size_of(person_jpeg(view, margin))
    assert 1 <= width <= PICTURE_PX and 1 <= height <= PICTURE_PX
