import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.models.llava_pictures import asked_picture
from emotion_rescue.models.llava_pictures import person_picture
from emotion_rescue.models.llava_scene import scene_picture
from emotion_rescue.models.llava_views import affect_view
from fakes import grey_image
from fakes import person


def _view(xyxy):
    return PersonView(person('a', xyxy), grey_image())


@pytest.mark.parametrize('xyxy', [(0, 0, 0, 0), (500, 500, 600, 600), (10, 10, 11, 11)])
def test_too_little_of_somebody_is_no_picture(xyxy):
    assert person_picture(_view(xyxy), 0.3) is None
    with pytest.raises(InputError, match='too little of the person'):
        asked_picture(_view(xyxy), 0.3)


def test_a_view_that_cannot_be_drawn_is_logged_with_its_person(caplog):
    assert person_picture(_view(('left', 0, 1, 1)), 0.3) is None
    assert 'person a has a view that cannot be drawn' in caplog.text


def test_somebody_is_shown_with_the_margin_and_an_image_whole():
    view = _view((10, 5, 50, 40))
    wanted = affect_view(view.frame.bgr, view.person.xyxy, 0.1).rgb
    assert np.array_equal(person_picture(view, 0.1).rgb, wanted)
    assert np.array_equal(asked_picture(view, 0.1), wanted)
    image = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
    assert np.array_equal(asked_picture(image, 0.1), scene_picture(image))


@pytest.mark.parametrize('head', [None, (20.0, 8.0, 30.0, 18.0)])
def test_the_head_is_shown_where_it_is_found(head):
    class Finder:
        def find(self, bgr, xyxy):
            assert bgr is view.frame.bgr
            assert xyxy == view.person.xyxy
            return head

    pixels = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    view = PersonView(person('a', (10, 5, 50, 55)), ImageFrame(pixels, 0))
    wanted = affect_view(pixels, view.person.xyxy, 0.1, head).rgb
    assert np.array_equal(person_picture(view, 0.1, Finder()).rgb, wanted)
    assert np.array_equal(asked_picture(view, 0.1, Finder()), wanted)
    assert np.array_equal(wanted, person_picture(view, 0.1).rgb) == (head is None)


def test_a_head_finder_that_fails_costs_the_view_alone(caplog):
    class Broken:
        def find(self, bgr, xyxy):
            raise RuntimeError('no network')

    assert person_picture(_view((10, 5, 50, 40)), 0.3, Broken()) is None
    assert 'person a has a view that cannot be drawn' in caplog.text
