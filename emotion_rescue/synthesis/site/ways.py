"""Whether people of a scene can walk for a while without meeting the robot, others or things."""

import numpy as np

from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.thing_shapes import SHAPES
from emotion_rescue.synthesis.site.things import Thing

# About how fast they are, in metres a second; see motions and gait.
SPEEDS_M_S: dict[str, float] = {'walking': 1.1, 'limping': 0.35, 'crawling': 0.35}
_ROBOT_ROOM_M, _PERSON_ROOM_M, _THING_ROOM_M = 1.1, 0.6, 0.2
_STEP_M = 0.2
# Lower things are stepped over, higher ones passed below.
_LOW_M, _HIGH_M = 0.3, 1.7


def way_m(person: PlacedPerson, seconds: float) -> np.ndarray:
    """Return places on the way, float64 (n, 2) metres x and y; one for those who stay.

    Args:
        person: who is in the planned place in the middle of that time.
        seconds: how long the way takes.
    """
    half_m = SPEEDS_M_S.get(person.state.motion, 0.0) * seconds / 2
    heading = np.radians(person.heading_deg)
    along = np.linspace(-half_m, half_m, 1 + 2 * int(np.ceil(half_m / _STEP_M)))
    return np.array((person.x_m, person.y_m)) + along[:, None] * (
        np.sin(heading), -np.cos(heading))


def ways_are_clear(scene: Scene, seconds: float) -> bool:
    """Return whether everybody who walks can do so for `seconds` about the middle of the time.

    Who stays may be wherever the plan has them.
    """
    ways = [way_m(person, seconds) for person in scene.people]
    for number, way in enumerate(ways):
        if len(way) == 1:
            continue
        if np.hypot(*way.T).min() < _ROBOT_ROOM_M or way[:, 1].min() < 0.0:
            return False
        others = [np.empty((0, 2)), *(w for i, w in enumerate(ways) if i != number)]
        apart = way[:, None] - np.concatenate(others)
        if (np.hypot(apart[..., 0], apart[..., 1]) < _PERSON_ROOM_M).any():
            return False
        if any(_in_way(thing, way) for thing in scene.things):
            return False
    return True


def _in_way(thing: Thing, way):
    low, high = _extent_m(thing)
    if thing.centre[2] + high[2] < _LOW_M or thing.centre[2] + low[2] > _HIGH_M:
        return False
    turn = np.radians(thing.turn_deg[2])
    across = way - thing.centre[:2]
    x = across[:, 0] * np.cos(turn) + across[:, 1] * np.sin(turn)
    y = across[:, 1] * np.cos(turn) - across[:, 0] * np.sin(turn)
    return bool(((x > low[0] - _THING_ROOM_M) & (x < high[0] + _THING_ROOM_M)
                 & (y > low[1] - _THING_ROOM_M) & (y < high[1] + _THING_ROOM_M)).any())


def _extent_m(thing: Thing):
    """Return the least and the greatest x, y, z from the centre, before the turn about z."""
    shape = SHAPES[thing.shape](thing.half_size, np.random.default_rng(thing.seed))
    turn = about('y', thing.turn_deg[1]) @ about('x', thing.turn_deg[0])
    corners = shape.moved(turn, (0.0, 0.0, 0.0)).corners.reshape(-1, 3)
    return corners.min(axis=0), corners.max(axis=0)
