"""Rooms that came down, halls and tunnels: what surrounds the people there."""

import numpy as np

from emotion_rescue.synthesis.site.placing import Ground
from emotion_rescue.synthesis.site.things import Thing
from emotion_rescue.synthesis.site.things import thing


def collapsed_room(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return walls with a doorway, a broken ceiling, leaning slabs, furniture and rubble."""
    wide, deep, tall = rng.uniform(2.6, 4.2), rng.uniform(6.0, 9.5), rng.uniform(2.5, 3.1)
    wall = str(rng.choice(('plaster', 'plaster', 'bricks', 'concrete')))
    floor = str(rng.choice(('planks', 'tiles', 'rubble_dust', 'concrete')))
    ground.left_m, ground.right_m, ground.far_m = -wide + 0.1, wide - 0.1, deep - 0.1
    things = [_ground(rng, floor), *_wall_with_door(rng, wide, deep, tall, wall)]
    for sign in (-1, 1):
        end = deep * (1.0 if rng.random() < 0.6 else rng.uniform(0.55, 0.8))
        things.append(thing(rng, 'box', (sign * (wide + 0.12), end / 2 - 1, tall / 2),
                            (0.12, end / 2 + 1, tall / 2), wall, tint=0.92))
        if end < deep:
            things += _broken_edge(rng, sign * (wide + 0.1), end, tall, wall)
    things += _ceiling(rng, wide, deep, tall)
    for sign in rng.permutation((-1, 1))[:int(rng.integers(1, 3))]:
        y = rng.uniform(3.0, deep - 1)
        lean = rng.uniform(28, 50)
        half = rng.uniform(0.9, 1.5)
        x = sign * (wide - half * np.cos(np.radians(lean)) - 0.05)
        things.append(thing(rng, 'slab', (x, y, half * np.sin(np.radians(lean)) + 0.03),
                            (half, rng.uniform(0.6, 1.2), rng.uniform(0.06, 0.12)),
                            'rough_concrete', turn=(0, -sign * lean, 0)))
        ground.take(x, y, half + 0.2)
        things.append(thing(rng, 'rods', (x - sign * half * 0.5, y, 0.3), (0.5, 0.4, 0.008),
                            'rust', turn=(0, 0, rng.uniform(0, 360))))
    things += _heaps(rng, ground, int(rng.integers(2, 5)), 2.5, deep - 0.5, 0.9)
    things += _furniture(rng, ground, deep)
    things.append(_strewn(rng, 'rough_concrete', 0.05))
    return things


def hall(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return a large industrial hall: columns, corrugated walls, roof beams, crates."""
    wide, deep, tall = rng.uniform(6, 10), rng.uniform(14, 22), rng.uniform(4.5, 6)
    wall = str(rng.choice(('corrugated', 'bricks', 'concrete')))
    ground.left_m, ground.right_m, ground.far_m = -wide + 0.3, wide - 0.3, deep - 0.5
    things = [_ground(rng, str(rng.choice(('concrete', 'asphalt', 'tiles'))))]
    things.append(thing(rng, 'box', (0, deep + 0.1, tall / 2), (wide, 0.1, tall / 2), wall))
    things.append(thing(rng, 'box', (0, deep - 0.02, 1.6), (1.6, 0.05, 1.6), 'metal', tint=0.7))
    for sign in (-1, 1):
        things.append(thing(rng, 'box', (sign * (wide + 0.1), deep / 2 - 1, tall / 2),
                            (0.1, deep / 2 + 1, tall / 2), wall))
        for y in np.arange(rng.uniform(3, 5), deep, 4.5):
            things.append(thing(rng, 'box', (sign * (wide - 0.3), y, tall / 2),
                                (0.18, 0.18, tall / 2), 'concrete'))
            ground.take(sign * (wide - 0.3), y, 0.3)
            window = (sign * (wide - 0.01), y + 2.2, tall * 0.68)
            things.append(thing(rng, 'box', window, (0.02, 1.2, 0.55), 'glass', tint=1.0))
    for y in np.arange(2.0, deep, 4.5):
        things.append(thing(rng, 'box', (0, y, tall - 0.2), (wide, 0.12, 0.25), 'metal',
                            tint=0.6))
    things.append(thing(rng, 'box', (0, deep / 2, tall + 0.1), (wide + 0.2, deep / 2 + 2, 0.05),
                        'corrugated', tint=0.6))
    for _ in range(int(rng.integers(2, 6))):
        half = rng.uniform(0.25, 0.6)
        place = ground.somewhere(rng, half * 1.5, 4, deep - 1, 0.7)
        if place:
            kind = str(rng.choice(('planks', 'metal', 'wood')))
            things.append(thing(rng, 'box', (*place, half), (half * rng.uniform(0.8, 1.5), half,
                                                             half), kind,
                                turn=(0, 0, rng.uniform(0, 90))))
    things += _heaps(rng, ground, int(rng.integers(0, 3)), 4, deep - 1, 1.0)
    things.append(_strewn(rng, 'rough_concrete', 0.03))
    return things


def tunnel(rng: np.random.Generator, ground: Ground) -> list[Thing]:
    """Return a tunnel with lamps under its ceiling, rails or a road, and a dark end."""
    wide, deep, tall = rng.uniform(2.4, 3.6), 34.0, rng.uniform(2.8, 3.8)
    wall = str(rng.choice(('concrete', 'soot', 'bricks', 'tiles')))
    rails = rng.random() < 0.55
    ground.left_m, ground.right_m = -wide + 0.25, wide - 0.25
    things = [_ground(rng, 'gravel' if rails else 'asphalt')]
    for sign in (-1, 1):
        things.append(thing(rng, 'box', (sign * (wide + 0.1), deep / 2 - 1, tall / 2 - 0.3),
                            (0.1, deep / 2 + 1, tall / 2 - 0.3), wall, tint=0.95))
        # The shoulder of the vault.
        things.append(thing(rng, 'box', (sign * (wide - 0.33), deep / 2 - 1, tall - 0.3),
                            (0.06, deep / 2 + 1, 0.66), wall, turn=(0, -sign * 45, 0),
                            tint=0.85))
        things.append(thing(rng, 'box', (sign * (wide - 0.18), deep / 2 - 1, 0.09),
                            (0.2, deep / 2 + 1, 0.09), 'concrete'))
        things.append(thing(rng, 'cylinder', (sign * (wide - 0.06), deep / 2 - 1, 1.9),
                            (0.035, deep / 2, 0.035), 'metal', turn=(90, 0, 0)))
    things.append(thing(rng, 'box', (0, deep / 2 - 1, tall + 0.12), (wide, deep / 2 + 1, 0.06),
                        wall, tint=0.8))
    things.append(thing(rng, 'box', (0, deep, tall / 2), (wide, 0.1, tall / 2), 'dark'))
    for y in np.arange(rng.uniform(2, 4), 26, 5.0):
        broken = rng.random() < 0.3
        things.append(thing(rng, 'box', (0, y, tall - 0.02), (0.1, 0.6, 0.04),
                            'metal' if broken else 'lamp', tint=1.0))
    if rails:
        # Sunk into the ground, since people stand and lie at its height.
        middle = rng.uniform(-0.4, 0.4)
        for sign in (-1, 1):
            things.append(thing(rng, 'box', (middle + sign * 0.72, deep / 2 - 1, -0.04),
                                (0.035, deep / 2 + 1, 0.06), 'rust', tint=1.0))
        for y in np.arange(0.4, 14, 0.62):
            things.append(thing(rng, 'box', (middle, y, -0.025), (1.2, 0.12, 0.035), 'wood',
                                tint=0.55))
    things += _heaps(rng, ground, int(rng.integers(1, 4)), 3, 14, 0.8)
    things.append(_strewn(rng, 'rough_concrete', 0.05))
    return things


def _ground(rng, surface):
    return thing(rng, 'plane', (0, 0, 0), (40, 60, 0), surface, tint=0.95)


def _strewn(rng, surface, size):
    return thing(rng, 'scatter', (0, 4.5, 0), (3.0, 4.0, size), surface)


def _heaps(rng, ground, count, near, far, size):
    found = []
    for _ in range(count):
        half = rng.uniform(0.5, 1.0) * size
        place = ground.somewhere(rng, half, near, far)
        if place is None:
            continue
        found.append(thing(rng, 'heap', (*place, 0), (half, half, half * rng.uniform(0.35, 0.7)),
                           'rough_concrete', turn=(0, 0, rng.uniform(0, 360))))
        if rng.random() < 0.5:
            found.append(thing(rng, 'bricks', (*place, 0), (half * 1.1, half * 1.1, half * 0.5),
                               'bricks'))
        if rng.random() < 0.4:
            found.append(thing(rng, 'rods', (*place, half * 0.4), (half, half * 0.5, 0.007),
                               'rust', turn=(0, 0, rng.uniform(0, 360))))
    return found


def _wall_with_door(rng, wide, deep, tall, wall):
    door, left = 0.5, rng.uniform(-wide + 0.8, wide - 0.8)
    y, half = deep + 0.12, 0.12
    found = []
    for low, high in ((-wide, left - door), (left + door, wide)):
        found.append(thing(rng, 'box', ((low + high) / 2, y, tall / 2),
                           ((high - low) / 2, half, tall / 2), wall, tint=0.95))
    found.append(thing(rng, 'box', (left, y, (tall + 2.05) / 2), (door, half, (tall - 2.05) / 2),
                       wall, tint=0.95))
    for sign in (-1, 1):
        found.append(thing(rng, 'box', (left + sign * door, y - 0.1, 1.03), (0.05, 0.05, 1.03),
                           'wood'))
    found.append(thing(rng, 'box', (left, y - 0.1, 2.07), (door + 0.05, 0.05, 0.05), 'wood'))
    found.append(thing(rng, 'box', (left, y + 2.5, tall / 2), (2.5, 0.1, tall / 2), 'plaster',
                       tint=0.4))
    return found


def _broken_edge(rng, x, y, tall, wall):
    found = []
    height = 0.0
    while height < tall:
        half = rng.uniform(0.12, 0.3)
        found.append(thing(rng, 'block', (x, y + rng.uniform(-0.05, 0.25), height + half),
                           (0.13, rng.uniform(0.15, 0.45), half), wall))
        height += 2 * half * rng.uniform(0.8, 1.0)
    return found


def _ceiling(rng, wide, deep, tall):
    """Return the ceiling with a hole where it came down, and beams."""
    hole = rng.uniform(0.3, 0.6) * deep
    found = [
        thing(rng, 'box', (0, hole / 2 - 1.5, tall + 0.08), (wide, hole / 2, 0.08), 'plaster',
              tint=0.85),
        thing(rng, 'slab', (rng.uniform(-0.5, 0.5), hole - 1.2, tall - 0.25),
              (wide * 0.7, 0.6, 0.07), 'rough_concrete', turn=(rng.uniform(-25, -8), 0, 0))]
    for y in np.arange(0.5, deep, 1.6):
        found.append(thing(rng, 'box', (0, y, tall + 0.2), (wide, 0.06, 0.1), 'wood', tint=0.6))
    if rng.random() < 0.6:
        found.append(thing(rng, 'box', (0, deep - 1.2, tall + 0.08), (wide, 1.5, 0.08), 'plaster',
                           tint=0.85))
    return found


def _furniture(rng, ground, deep):
    found = []
    for kind in rng.permutation(('table', 'chair', 'shelf', 'mattress', 'chair'))[
            :int(rng.integers(1, 5))]:
        place = ground.somewhere(rng, 0.75, 2.6, deep - 0.6, 0.5)
        if place is None:
            continue
        turn = rng.uniform(0, 360)
        if kind == 'table':
            found.append(thing(rng, 'table', (*place, 0.37), (0.6, 0.4, 0.37), 'wood',
                               turn=(0, 0, turn)))
        elif kind == 'chair':
            tipped = rng.random() < 0.5
            found.append(thing(rng, 'chair', (*place, 0.22 if tipped else 0.42),
                               (0.2, 0.2, 0.42), 'wood',
                               turn=(90 if tipped else 0, 0, turn)))
        elif kind == 'shelf':
            tipped = rng.random() < 0.6
            found.append(thing(rng, 'shelf', (*place, 0.2 if tipped else 0.9), (0.4, 0.17, 0.9),
                               'wood', turn=(86 if tipped else 0, 0, turn)))
        else:
            found.append(thing(rng, 'box', (*place, 0.1), (0.45, 0.95, 0.09), 'cloth',
                               turn=(0, 0, turn)))
    return found
