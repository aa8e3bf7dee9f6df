"""Things of a rescue site: walls, rubble, what lies before people, what only looks like people."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Thing:
    """A box, cylinder, capsule or ball.

    Attributes:
        shape: 'box', 'cylinder', 'capsule' or 'ball'.
        centre: x, y, z in metres.
        half_size: half of the extent of a box; (radius, half length, 0) of the round ones.
        turn_deg: rotations about x, y and z, in that order.
        surface: number of its texture in the scene, 0..2 flat, 3..5 wrapped around.
        tint_rgb: 0..1, multiplies the texture.
    """

    shape: str
    centre: tuple[float, float, float]
    half_size: tuple[float, float, float]
    turn_deg: tuple[float, float, float]
    surface: int
    tint_rgb: tuple[float, float, float]


def walls(rng: np.random.Generator, place: str) -> list[Thing]:
    """Return the walls that make a street, room or hall; none outdoors.

    A flat surface is painted along a box's own x and y, so that walls are floors set upright.
    """
    depth = {'street': rng.uniform(11, 24), 'room': rng.uniform(4, 10.5),
             'hall': rng.uniform(11, 20)}.get(place)
    if depth is None:
        return []
    height = 1.4 if place == 'room' else 5.0
    found = [_thing(rng, 'box', (0, depth + 0.2, height), (30, height, 0.2), turn=(90, 0, 0),
                    surface=1)]
    for sign in (-1, 1):
        if rng.random() < 0.75:
            aside = rng.uniform(0.25, 0.6) * depth
            found.append(_thing(
                rng, 'box', (sign * aside, depth / 2, height), (depth / 2 + 1, height, 0.2),
                turn=(90, 0, 90), surface=int(rng.integers(1, 3))))
    if place == 'room' and rng.random() < 0.6:
        found.append(_thing(rng, 'box', (0, depth / 2, 2 * height + 0.1), (20, depth, 0.1),
                            surface=2))
    return found


def rubble(rng: np.random.Generator, place: str, people) -> list[Thing]:
    """Return heaps of blocks and slabs that keep clear of `people`, (x, y) pairs in metres."""
    heaps = int(rng.integers(3, 6)) if place == 'rubble_field' else int(rng.integers(0, 4))
    blocks = []
    for _ in range(heaps):
        y = rng.uniform(2.5, 11)
        x = rng.uniform(-0.6, 0.6) * y
        for _ in range(int(rng.integers(3, 8))):
            spot = rng.normal((x, y), 0.5)
            size = _block_size(rng)
            if _clear(spot, people, 0.6 + max(size)):
                blocks.append(_thing(
                    rng, 'box', (*spot, size[2] * rng.uniform(0.3, 1.3)), size,
                    turn=rng.normal(0, (18, 18, 90))))
    return blocks[:24]


def distractors(rng: np.random.Generator, people) -> list[Thing]:
    """Return posts, barrels and dummy-like piles: upright things that are no people."""
    found = []
    for _ in range(int(rng.integers(0, 4))):
        y = rng.uniform(2, 10)
        x = rng.uniform(-0.6, 0.6) * y
        if not _clear((x, y), people, 0.7):
            continue
        kind = rng.choice(('post', 'barrel', 'dummy'))
        if kind == 'post':
            half = rng.uniform(0.5, 1.6)
            found.append(_thing(rng, 'cylinder', (x, y, half), (rng.uniform(0.03, 0.2), half, 0),
                                turn=rng.normal(0, (6, 6, 0))))
        elif kind == 'barrel':
            half = rng.uniform(0.25, 0.5)
            found.append(_thing(rng, 'cylinder', (x, y, half), (rng.uniform(0.2, 0.4), half, 0)))
        else:
            half = rng.uniform(0.2, 0.6)
            found.append(_thing(rng, 'capsule', (x, y, half + 0.2), (0.2, half, 0)))
            found.append(_thing(rng, 'ball', (x, y, 2 * half + 0.5), (0.12, 0, 0)))
    return found


def before(rng: np.random.Generator, x: float, y: float, *, lying: bool) -> list[Thing]:
    """Return debris between the camera and a person at (x, y), or on a lying one."""
    toward = -np.array((x, y)) / np.hypot(x, y)
    across = np.array((-toward[1], toward[0]))
    found = []
    if lying and rng.random() < 0.6:
        # A slab across one end of the body; it rests on rubble, clear of the ground.
        spot = np.array((x, y)) + across * rng.choice((-1, 1)) * rng.uniform(0.4, 0.8)
        size = (rng.uniform(0.25, 0.5), rng.uniform(0.3, 0.6), rng.uniform(0.04, 0.1))
        found.append(_thing(rng, 'box', (*spot, rng.uniform(0.28, 0.4)), size,
                            turn=rng.normal(0, (12, 12, 60))))
    for _ in range(int(rng.integers(1, 4))):
        size = _block_size(rng) * (0.7 if lying else 1.0)
        spot = np.array((x, y)) + toward * rng.uniform(0.45, 0.8) + across * rng.normal(0, 0.35)
        found.append(_thing(rng, 'box', (*spot, size[2] * rng.uniform(0.5, 1.0)), size,
                            turn=rng.normal(0, (12, 12, 90))))
    return found


def seat(rng: np.random.Generator, x: float, y: float, turn_deg: float,
         height_m: float) -> Thing:
    """Return the block of `height_m` under somebody who sits, a little behind the middle."""
    back = np.radians(turn_deg)
    behind = (x - 0.05 * np.sin(back), y + 0.05 * np.cos(back), height_m / 2)
    return _thing(rng, 'box', behind, (rng.uniform(0.25, 0.45), 0.2, height_m / 2),
                  turn=(0, 0, turn_deg))


def _block_size(rng):
    return np.exp(rng.uniform(np.log(0.05), np.log(0.38), 3)) * np.array((1.2, 1.2, 0.8))


def _clear(spot, people, distance):
    return all(np.hypot(spot[0] - px, spot[1] - py) > distance for px, py in people)


def _thing(rng, shape, centre, half_size, *, turn=(0.0, 0.0, 0.0), surface=None):
    tint = rng.uniform(0.55, 1.1) * (1 + rng.normal(0, 0.08, 3))
    return Thing(
        shape=shape, centre=tuple(float(c) for c in centre),
        half_size=tuple(float(s) for s in half_size), turn_deg=tuple(float(t) for t in turn),
        surface=int(rng.integers(3, 6)) if surface is None else surface,
        tint_rgb=tuple(float(t) for t in np.clip(tint, 0.2, 1.0)))
