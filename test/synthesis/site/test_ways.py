from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.things import Thing
from emotion_rescue.synthesis.site.ways import way_m
from emotion_rescue.synthesis.site.ways import ways_are_clear

_STATE = sample_state(np.random.default_rng(0))


def person(motion, x_m=0.0, y_m=5.0, turn_deg=90.0):
    return PlacedPerson(replace(_STATE, motion=motion), x_m, y_m, turn_deg, 1)


def scene(*people, things=()):
    return Scene('street', Camera(1.0, 0.0, 0.0, 60.0), people, things, 0.1, 1)


def test_nobody_is_in_nobodys_way():
    assert ways_are_clear(scene(), 4.0)


def test_who_stays_has_one_place():
    assert way_m(person('waving', 1.0, 5.0), 4.0).tolist() == [[1.0, 5.0]]


def test_a_walker_is_in_the_planned_place_in_the_middle_of_the_time():
    way = way_m(person('walking', turn_deg=0.0), 4.0)
    assert way[len(way) // 2].tolist() == [0.0, 5.0]
    # Facing the camera, the walker comes nearer.
    np.testing.assert_allclose((way[0], way[-1]), ((0.0, 7.2), (0.0, 2.8)), atol=1e-9)


@pytest.mark.parametrize(('plan', 'clear'), [
    (scene(person('walking')), True),
    (scene(person('walking', y_m=0.5)), False),
    (scene(person('still', y_m=0.5)), True),
    (scene(person('walking', y_m=2.5, turn_deg=0.0)), False),
    (scene(person('crawling', y_m=2.5, turn_deg=0.0)), True),
    (scene(person('walking'), person('still', x_m=1.5)), False),
    (scene(person('walking'), person('still', x_m=3.5)), True),
    (scene(person('walking'), person('still', x_m=1.5, y_m=6.0)), True),
    (scene(person('still'), person('still')), True),
    (scene(person('walking'), things=(Thing('box', (1.5, 5.0, 0.5), (0.3, 0.3, 0.5)),)), False),
    (scene(person('walking'), things=(Thing('box', (1.5, 5.0, 0.05), (9, 9, 0.05)),)), True),
    (scene(person('walking'), things=(Thing('box', (1.5, 5.0, 4.0), (9, 9, 0.5)),)), True),
    (scene(person('walking'), things=(Thing('box', (1.5, 6.5, 1.0), (0.1, 3, 1), (0, 0, 90)),)),
     True),
    (scene(person('walking'), things=(Thing('box', (1.5, 6.5, 1.0), (0.1, 3, 1)),)), False),
    # A trunk that stands; half sizes of cylinders are radius, half length, radius.
    (scene(person('walking'), things=(Thing('cylinder', (1.5, 5.0, 3.0), (0.2, 3.0, 0.2)),)),
     False),
    (scene(person('walking'), things=(Thing('cylinder', (1.5, 5.9, 3.0), (0.2, 3.0, 0.2)),)),
     True),
    # One that lies across, and a table on its side.
    (scene(person('walking'), things=(Thing('cylinder', (1.5, 7.0, 0.4), (0.2, 3.0, 0.2),
                                            (90, 0, 0)),)), False),
    (scene(person('walking'), things=(Thing('box', (1.5, 5.5, 0.9), (0.4, 0.9, 0.05),
                                            (90, 0, 0)),)), True)])
def test_ways(plan, clear):
    assert ways_are_clear(plan, 4.0) is clear
