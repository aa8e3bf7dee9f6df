"""Rubble fields, streets and forests: what surrounds the people there."""

import numpy as np

from emotion_rescue.synthesis.site.placing import Ground
from emotion_rescue.synthesis.site.things import Thing
from emotion_rescue.synthesis.site.things import thing


def rubble(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return heaps of concrete and bricks, slabs, bars, and the remains of houses behind."""
    things = [_ground(rng, 'rubble_dust')]
    for _ in range(int(rng.integers(4, 8))):
        half = rng.uniform(0.6, 1.4)
        place = ground.somewhere(rng, half * 0.9, 2.6, 11)
        if place:
            things += heap_of_all(rng, place, half)
    for x in np.arange(-16, 17, 5.5):
        half = rng.uniform(2.0, 3.6)
        things.append(thing(rng, 'heap', (x + rng.uniform(-1, 1), rng.uniform(13, 19), 0),
                            (half, half * 0.8, half * rng.uniform(0.3, 0.6)), 'rough_concrete'))
    for _ in range(int(rng.integers(1, 4))):
        things += _ruin(rng, rng.uniform(-14, 14), rng.uniform(17, 24))
    for _ in range(int(rng.integers(2, 6))):
        place = ground.somewhere(rng, 0.9, 3, 12)
        if place:
            lean = rng.uniform(8, 40)
            half = rng.uniform(0.6, 1.1)
            things.append(thing(
                rng, 'slab', (*place, half * np.sin(np.radians(lean)) * 0.9),
                (half, rng.uniform(0.4, 0.9), rng.uniform(0.06, 0.12)), 'rough_concrete',
                turn=(0, lean, rng.uniform(0, 360))))
    ground.far_m = 12.5
    for surface, size in (('rough_concrete', 0.09), ('bricks', 0.06)):
        things.append(thing(rng, 'scatter', (0, 5, 0), (4.5, 4.5, size), surface))
    return things


def street(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return house fronts, pavements, cars, poles, and rubble of what came down."""
    wide, deep = rng.uniform(4.5, 7.5), rng.uniform(16, 30)
    ground.left_m, ground.right_m, ground.far_m = -wide - 1.2, wide + 1.2, deep - 1
    things = [_ground(rng, 'asphalt')]
    for sign in (-1, 1):
        things.append(thing(rng, 'box', (sign * (wide + 1.0), 14, -0.04), (1.6, 18, 0.06),
                            'paving'))
        y = rng.uniform(-3, 0)
        while y < deep:
            half, tall = rng.uniform(2.5, 4.5), rng.uniform(2.6, 4.6)
            if rng.random() < 0.86:
                things.append(thing(rng, 'box', (sign * (wide + 4.6), y + half, tall),
                                    (2.0, half, tall), 'facade'))
                things += _door(rng, sign, wide + 2.59, y + half)
            else:
                things += heap_of_all(rng, (sign * (wide + 3.2), y + half), 2.0)
            y += 2 * half + 0.02
    things.append(thing(rng, 'box', (rng.uniform(-3, 3), deep + 3, 5.0), (9, 1.0, 5.0),
                        'facade', tint=0.9))
    for _ in range(int(rng.integers(1, 4))):
        side = rng.choice((-1, 1))
        x, y = side * rng.uniform(wide - 1.9, wide - 1.1), rng.uniform(5, 14)
        if all(ground.free(x, y + step, 1.1) for step in (-1.3, 0, 1.3)):
            for step in (-1.4, 0, 1.4):
                ground.take(x, y + step, 1.0)
            things += _parked_car(rng, x, y)
    for _ in range(int(rng.integers(1, 4))):
        side, y, half = rng.choice((-1, 1)), rng.uniform(4, 16), rng.uniform(2.2, 3.2)
        lean = rng.normal(0, 5)
        things.append(thing(rng, 'cylinder', (side * (wide - 0.3), y, half), (0.07, half, 0.05),
                            str(rng.choice(('metal', 'concrete', 'wood'))), turn=(0, lean, 0)))
        ground.take(side * (wide - 0.3), y, 0.25)
    for _ in range(int(rng.integers(1, 5))):
        place = ground.somewhere(rng, 0.8, 3.5, 13)
        if place:
            things += heap_of_all(rng, place, rng.uniform(0.5, 1.0))
    things.append(thing(rng, 'scatter', (0, 5.5, 0), (5, 5, 0.07), 'rough_concrete'))
    return things


def forest(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return trunks with crowns, fallen trunks, bushes and undergrowth."""
    things = [_ground(rng, str(rng.choice(('leaf_litter', 'leaf_litter', 'grass'))))]
    for _ in range(15):
        place = ground.somewhere(rng, 0.45, 3.2, 20, 0.9)
        if place is None:
            continue
        radius, half = rng.uniform(0.1, 0.28), rng.uniform(2.5, 4.0)
        lean = rng.normal(0, 3, 2)
        things.append(thing(rng, 'cylinder', (*place, half - 0.05), (radius, half, radius * 0.6),
                            'bark', turn=(*lean, rng.uniform(0, 360))))
        if rng.random() < 0.6:
            crown = rng.uniform(1.0, 2.0)
            things.append(thing(rng, 'foliage', (place[0] + rng.normal(0, 0.3), place[1],
                                                 rng.uniform(3.0, 4.6)),
                                (crown, crown, crown * 0.6), 'foliage'))
    # Behind them more trunks, and the wood closes.
    for _ in range(12):
        y = rng.uniform(13, 24)
        things.append(thing(rng, 'cylinder', (rng.uniform(-0.9, 0.9) * y, y, 3.4),
                            (rng.uniform(0.1, 0.25), 3.5, 0.1), 'bark', tint=0.8))
    for x in np.arange(-27, 28, 9):
        things.append(thing(rng, 'foliage', (x + rng.uniform(-2, 2), rng.uniform(24, 32), 2.6),
                            (7.0, 2.5, 5.0), 'foliage', tint=0.7))
    for _ in range(int(rng.integers(3, 7))):
        place = ground.somewhere(rng, 0.6, 3, 12, 0.9)
        if place:
            half = rng.uniform(0.4, 0.8)
            things.append(thing(rng, 'foliage', (*place, half * 0.5), (half, half, half * 0.7),
                                'foliage'))
    for _ in range(int(rng.integers(3, 8))):
        place = ground.somewhere(rng, 0.3, 2, 9, 0.8)
        if place:
            half = rng.uniform(0.2, 0.6)
            things.append(thing(rng, 'blades', (*place, 0), (half, half, rng.uniform(0.2, 0.5)),
                                'foliage'))
    for _ in range(int(rng.integers(0, 3))):
        place = ground.somewhere(rng, 1.2, 4, 10)
        if place:
            radius = rng.uniform(0.12, 0.25)
            things.append(thing(rng, 'cylinder', (*place, radius), (radius, 1.6, radius * 0.8),
                                'bark', turn=(90, 0, rng.uniform(0, 360))))
    for _ in range(int(rng.integers(0, 4))):
        place = ground.somewhere(rng, 0.5, 3, 10)
        if place:
            size = rng.uniform(0.2, 0.45)
            things.append(thing(rng, 'stone', (*place, size * 0.3), (size, size, size * 0.7),
                                'rough_concrete', tint=0.7))
    things.append(thing(rng, 'scatter', (0, 4.5, 0), (4, 4, 0.06), 'bark', tint=0.7))
    return things


def heap_of_all(rng: np.random.Generator, place, half: float) -> list[Thing]:
    """Return a heap of concrete with bricks and bars at `place`, (x, y) metres."""
    found = [thing(rng, 'heap', (*place, 0), (half, half, half * rng.uniform(0.3, 0.65)),
                   'rough_concrete', turn=(0, 0, rng.uniform(0, 360)))]
    if rng.random() < 0.6:
        found.append(thing(rng, 'bricks', (*place, 0), (half * 1.2, half * 1.2, half * 0.4),
                           'bricks'))
    if rng.random() < 0.5:
        found.append(thing(rng, 'rods', (*place, half * 0.3), (half, half * 0.5, 0.008), 'rust',
                           turn=(0, 0, rng.uniform(0, 360))))
    return found


def _ground(rng, surface):
    return thing(rng, 'plane', (0, 0, 0), (40, 60, 0), surface, tint=0.95)


def _ruin(rng, x, y):
    """Return walls of a house that stand alone, with windows and a broken top."""
    half, tall = rng.uniform(2, 4), rng.uniform(1.5, 3.5)
    found = [thing(rng, 'box', (x, y, tall), (half, 0.2, tall), 'facade')]
    # What is left of the next floor rises to one side, like stairs.
    rise = np.sort(rng.uniform(0.0, 1.2, 6))[::rng.choice((-1, 1))]
    for across, size in zip(np.linspace(-half * 0.85, half * 0.85, 6), rise, strict=True):
        found.append(thing(rng, 'block', (x + across, y, 2 * tall + 0.3 * size),
                           (half * 0.3, 0.21, 0.25 + size), 'bricks'))
    return found


def _door(rng, sign, x, y):
    return [thing(rng, 'box', (sign * x, y, 1.17), (0.04, 0.5, 1.05), 'wood', tint=0.8)]


def _parked_car(rng, x, y):
    half, turn = (2.05, 0.84, 0.72), (0, 0, 90 + rng.normal(0, 8) + 180 * rng.integers(2))
    parts = (('car', 'metal'), ('car_glass', 'glass'), ('wheels', 'rubber'))
    return [thing(rng, shape, (x, y, 0.75), half, surface, turn=turn, tint=0.95)
            for shape, surface in parts]
