import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.people_book import Sighting
from emotion_rescue.pipeline.sight_views import one_reading_a_view
from emotion_rescue.pipeline.sight_views import open_views
from fakes import grey_image
from fakes import person
from fakes import ScriptedSight


def sighting(person_id, error=None):
    def open_frame():
        if error is not None:
            raise error
        return grey_image(7)

    return Sighting(person(person_id), 7, open_frame)


@pytest.mark.parametrize('sightings, opened', [
    ([], []),
    ([sighting('a')], ['a']),
    ([sighting('a', InputError('cut off')), sighting('b'), sighting('c', ValueError('odd'))],
     ['b']),
    ([sighting('a', MemoryError())], []),
])
def test_one_image_that_cannot_be_opened_costs_only_its_own_view(sightings, opened):
    assert [view.person.person_id for view in open_views(sightings)] == opened


def test_as_many_readings_as_views():
    views = open_views([sighting('a'), sighting('b')])
    assert [r.person_id for r in one_reading_a_view(ScriptedSight(), views)] == ['a', 'b']


def test_too_few_readings_are_an_error():
    class Short(ScriptedSight):
        def score(self, views):
            return super().score(views)[1:]

    with pytest.raises(ValueError, match='1 readings for 2 views'):
        one_reading_a_view(Short(), open_views([sighting('a'), sighting('b')]))
