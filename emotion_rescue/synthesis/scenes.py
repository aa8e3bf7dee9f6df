"""Plans of rescue sites: where the robot's camera, the people, walls, rubble and lamps are.

World axes: the camera stands above the origin and looks along y; x is to its right, z up; metres.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.debris import before
from emotion_rescue.synthesis.debris import distractors
from emotion_rescue.synthesis.debris import rubble
from emotion_rescue.synthesis.debris import Thing
from emotion_rescue.synthesis.debris import walls
from emotion_rescue.synthesis.inner_states import InnerState
from emotion_rescue.synthesis.inner_states import sample_state

PLACES = ('street', 'room', 'hall', 'rubble_field', 'outdoors')
_PEOPLE_SHARES = (0.12, 0.36, 0.28, 0.15, 0.09)
_NEAREST_M, _FARTHEST_M = 1.4, 10.0


@dataclass(frozen=True)
class Camera:
    """The robot's camera: height in metres, pitch (positive up) and field of view in degrees."""

    height_m: float
    pitch_deg: float
    roll_deg: float
    fov_vertical_deg: float


@dataclass(frozen=True)
class PlacedPerson:
    """A person in the plan; `turn_deg` is 0 where the body faces the camera."""

    state: InnerState
    x_m: float
    y_m: float
    turn_deg: float
    body_seed: int

    @property
    def heading_deg(self) -> float:
        """Rotation about z from facing against the y axis."""
        return self.turn_deg - float(np.degrees(np.arctan2(self.x_m, self.y_m)))

    @property
    def distance_m(self) -> float:
        """Distance from the camera along the ground."""
        return float(np.hypot(self.x_m, self.y_m))


@dataclass(frozen=True)
class Scene:
    """Everything in one picture; `seed` draws its surfaces and light."""

    place: str
    camera: Camera
    people: tuple[PlacedPerson, ...]
    things: tuple[Thing, ...]
    dust: float
    seed: int


def sample_scene(rng: np.random.Generator, body_seeds: range, *, aspect: float = 4 / 3,
                 people: int | None = None) -> Scene:
    """Draw a scene.

    Args:
        rng: source of chance.
        body_seeds: where the seeds of the people's bodies are drawn from.
        aspect: width of the picture by its height.
        people: how many; None draws 0..4.
    """
    height = float(rng.uniform(0.3, 1.6))
    # A low camera is tilted up, or it would see feet.
    camera = Camera(
        height_m=height, pitch_deg=float(rng.normal(7 - 7 * height, 4)),
        roll_deg=float(rng.normal(0, 2)), fov_vertical_deg=float(rng.uniform(40, 62)))
    count = int(rng.choice(5, p=_PEOPLE_SHARES)) if people is None else people
    place = PLACES[int(rng.integers(len(PLACES)))]
    placed = _place_people(rng, count, camera, aspect, body_seeds)
    things = list(walls(rng, place))
    for person in placed:
        things += _around(rng, person)
    things += rubble(rng, place, [(p.x_m, p.y_m) for p in placed])
    things += distractors(rng, [(p.x_m, p.y_m) for p in placed])
    return Scene(place=place, camera=camera, people=placed, things=tuple(things),
                 dust=float(rng.beta(1, 3)), seed=int(rng.integers(2**31)))


def _place_people(rng, count, camera, aspect, body_seeds):
    half_width = aspect * np.tan(np.radians(camera.fov_vertical_deg / 2)) * 0.9
    placed = []
    for _ in range(count * 8):
        if len(placed) == count:
            break
        state = sample_state(rng)
        nearest = _NEAREST_M + (0.7 if state.posture.startswith('lie') else 0.0)
        distance = float(np.exp(rng.uniform(np.log(nearest), np.log(_FARTHEST_M))))
        x = float(rng.uniform(-half_width, half_width) * distance)
        if any(np.hypot(x - p.x_m, distance - p.y_m) < 1.0 for p in placed):
            continue
        placed.append(PlacedPerson(
            state=state, x_m=x, y_m=distance,
            turn_deg=float(rng.normal(0, state.situation.facing_deg)),
            body_seed=body_seeds[int(rng.integers(len(body_seeds)))]))
    return tuple(placed)


def _around(rng, person):
    """Return the debris before or on a person."""
    if rng.random() >= person.state.situation.debris:
        return []
    return before(rng, person.x_m, person.y_m, lying=person.state.posture.startswith('lie'))
