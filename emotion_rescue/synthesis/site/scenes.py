"""Plans of rescue sites: where the robot's camera, the people, walls, rubble and lamps are.

World axes: the camera stands above the origin and, unless it is turned, looks along y; x is to its
right, z up; metres.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.site.debris import before
from emotion_rescue.synthesis.site.debris import BEFORE_SHARE
from emotion_rescue.synthesis.site.people_places import place_people
from emotion_rescue.synthesis.site.people_places import REACH_M
from emotion_rescue.synthesis.site.places import build_place
from emotion_rescue.synthesis.site.places import INDOORS
from emotion_rescue.synthesis.site.places import PLACES
from emotion_rescue.synthesis.site.places import sample_light_name
from emotion_rescue.synthesis.site.places import sample_weather
from emotion_rescue.synthesis.site.placing import Ground
from emotion_rescue.synthesis.site.things import Thing

__all__ = ['PLACES', 'Camera', 'Scene', 'sample_scene']

_PEOPLE_SHARES = (0.10, 0.36, 0.29, 0.16, 0.09)
# What lies about in each place and may hide a part of somebody.
_DEBRIS = {'collapsed_room': 'rough_concrete', 'rubble': 'rough_concrete',
           'street': 'rough_concrete', 'forest': 'bark', 'tunnel': 'rough_concrete',
           'hall': 'rough_concrete'}
# Height that the camera wants in its picture of somebody near: most of a grown-up's.
_HEAD_M = {'lie': 0.3, 'sit': 1.0, 'kne': 1.2, 'cro': 1.0, 'cra': 0.7, 'slu': 0.9, 'cur': 0.8,
           'squ': 1.0, 'ben': 1.3}
_STANDING_HEAD_M = 1.8


@dataclass(frozen=True)
class Camera:
    """The robot's camera: height in metres, angles and field of view in degrees.

    Pitch is positive up, yaw to the left, as a mast or an arm may turn it.
    """

    height_m: float
    pitch_deg: float
    roll_deg: float
    fov_vertical_deg: float
    yaw_deg: float = 0.0

    @property
    def turn(self) -> np.ndarray:
        """The camera's axes (right, up, back) as columns in the world, float64 (3, 3)."""
        return (about('z', self.yaw_deg) @ about('x', 90 + self.pitch_deg)
                @ about('z', self.roll_deg))

    def focal_px(self, height_px: int) -> float:
        """Return the focal length in pixels for pictures of this height."""
        return float(height_px / 2 / np.tan(np.radians(self.fov_vertical_deg / 2)))


@dataclass(frozen=True)
class Scene:
    """Everything in one picture.

    Attributes:
        place: one of PLACES.
        camera: of the robot.
        people: who is there.
        things: what is there.
        dust: how dusty people are, 0..1.
        seed: draws light, air, camera noise and debris upon people.
        light: one of lights.LIGHTS.
        weather: one of air.WEATHERS.
        lamp_m: where the one lamp that throws shadows hangs; None is the sun. Its light comes from
            one direction, as the sun's.
        lamps_m: where further lamps are.
        debris: surface of what lies upon people.
    """

    place: str
    camera: Camera
    people: tuple[PlacedPerson, ...]
    things: tuple[Thing, ...]
    dust: float
    seed: int
    light: str = 'day'
    weather: str = 'clear'
    lamp_m: tuple[float, float, float] | None = None
    lamps_m: tuple[tuple[float, float, float], ...] = ()
    debris: str = 'rough_concrete'


def sample_scene(rng: np.random.Generator, body_seeds: range, *, aspect: float = 4 / 3,
                 people: int | None = None, place: str | None = None,
                 reach_m: tuple[float, float] = REACH_M) -> Scene:
    """Draw a scene.

    Args:
        rng: source of chance.
        body_seeds: where the seeds of the people's bodies are drawn from.
        aspect: width of the picture by its height.
        people: how many; None draws 0..4.
        place: one of PLACES; None draws it.
        reach_m: nearest and farthest that people are.
    """
    drawn = PLACES[int(rng.integers(len(PLACES)))]
    place = drawn if place is None else place
    fov = float(rng.uniform(46, 66))
    half_width = aspect * np.tan(np.radians(fov / 2))
    count = int(rng.choice(5, p=_PEOPLE_SHARES)) if people is None else people
    ground = Ground()
    things = build_place(rng, place, ground)
    placed = place_people(rng, count, half_width, ground, body_seeds, reach_m)
    for person in placed:
        if rng.random() < BEFORE_SHARE:
            things += before(rng, person.x_m, person.y_m, _DEBRIS[place])
    light = sample_light_name(rng, place)
    lamp, lamps = _lamps(rng, place, light, things)
    return Scene(
        place=place, camera=_aim(rng, placed, fov), people=placed, things=tuple(things),
        dust=float(rng.beta(1.2, 3)), seed=int(rng.integers(2**31)), light=light,
        weather=sample_weather(rng, place), lamp_m=lamp, lamps_m=lamps, debris=_DEBRIS[place])


def _aim(rng, people, fov):
    """Return a camera that the robot has tilted so that who is near has a head in the picture."""
    height = float(rng.uniform(0.5, 1.5))
    pitch = rng.normal(1.5 - 7 * (height - 0.5), 3.5)
    half = fov / 2
    for person in sorted(people, key=lambda p: -p.distance_m):
        head = _HEAD_M.get(person.state.posture[:3], _STANDING_HEAD_M)
        low = np.degrees(np.arctan2(0.1 - height, person.y_m))
        high = np.degrees(np.arctan2(head - height, person.y_m))
        pitch = np.clip(pitch, high - rng.uniform(0.6, 0.85) * half, low + 0.95 * half
                        if low + 0.95 * half > high - 0.9 * half else None)
    return Camera(height_m=height, pitch_deg=float(np.clip(pitch, -32, 28)),
                  roll_deg=float(rng.normal(0, 1.8)), fov_vertical_deg=fov)


def _lamps(rng, place, light, things):
    """Return where the lamp with shadows and the others are; (None, ()) is the sun alone."""
    if place not in INDOORS or light != 'indoor':
        return None, ()
    if place == 'tunnel':
        lit = [t.centre for t in things if t.surface == 'lamp'][:4]
        if lit:
            first, *rest = lit
            return ((first[0], first[1], first[2] - 0.15),
                    tuple((x, y, z - 0.15) for x, y, z in rest[:3]))
    height = 2.3 if place == 'collapsed_room' else 4.2
    return ((float(rng.uniform(-1.8, 1.8)), float(rng.uniform(0.5, 3.0)), height),
            ((float(rng.uniform(-1.5, 1.5)), float(rng.uniform(5, 8)), height),))
