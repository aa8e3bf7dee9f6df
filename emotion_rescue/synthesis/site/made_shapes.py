"""Furniture and cars, made from half of their extent, around their middle."""

import numpy as np

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.site.basic_shapes import box
from emotion_rescue.synthesis.site.basic_shapes import cylinder
from emotion_rescue.synthesis.site.triangles import extruded
from emotion_rescue.synthesis.site.triangles import joined
from emotion_rescue.synthesis.site.triangles import patch
from emotion_rescue.synthesis.site.triangles import Shape


def table(half, rng=None) -> Shape:
    """A table: half width, half depth, half height."""
    x, y, z = half
    legs = [box((0.03, 0.03, z)).moved(np.eye(3), (sx * (x - 0.04), sy * (y - 0.04), 0))
            for sx in (-1, 1) for sy in (-1, 1)]
    return joined([box((x, y, 0.025)).moved(np.eye(3), (0, 0, z)), *legs])


def chair(half, rng=None) -> Shape:
    """A chair: half width, half depth, half height of the back."""
    x, y, z = half
    seat = 0.0
    legs = [box((0.02, 0.02, z / 2)).moved(np.eye(3), (sx * x, sy * y, -z / 2))
            for sx in (-1, 1) for sy in (-1, 1)]
    back = box((x, 0.015, z / 2)).moved(np.eye(3), (0, y, z / 2))
    return joined([box((x, y, 0.02)).moved(np.eye(3), (0, 0, seat)), back, *legs])


def shelf(half, rng=None) -> Shape:
    """A bookcase: half width, half depth, half height."""
    x, y, z = half
    boards = [box((x, y, 0.015)).moved(np.eye(3), (0, 0, level * z))
              for level in (-1, -0.5, 0, 0.5, 1)]
    sides = [box((0.015, y, z)).moved(np.eye(3), (s * x, 0, 0)) for s in (-1, 1)]
    return joined([*boards, *sides, box((x, 0.008, z)).moved(np.eye(3), (0, y, 0))])


def car(half, rng=None) -> Shape:
    """The body of a car along x: half length, half width, half height."""
    profile = np.array([(-1, -0.55), (1, -0.55), (1, 0.0), (0.93, 0.1), (0.5, 0.2), (0.22, 0.95),
                        (-0.5, 1.0), (-0.85, 0.25), (-1, 0.15)])
    flat = extruded(profile * (half[0], half[2]), half[1])
    return flat.moved(about('x', 90), (0, 0, 0))


def car_glass(half, rng=None) -> Shape:
    """The windows of `car`, a little outside its sides."""
    side = np.array([(0.42, 0.24), (0.19, 0.86), (-0.46, 0.9), (-0.74, 0.3)])
    length, width, height = half
    windows = [extruded(side * (length, height), width + 0.006).moved(about('x', 90), (0, 0, 0))]
    for low, high in (((0.5, 0.24), (0.25, 0.9)), ((-0.83, 0.32), (-0.54, 0.93))):
        shift = 0.012 * np.sign(low[0])
        quad = np.array([[(low[0] * length + shift, s * width * 0.88, low[1] * height)
                          for s in (-1, 1)],
                         [(high[0] * length + shift, s * width * 0.85, high[1] * height)
                          for s in (-1, 1)]])
        out = np.array((np.sign(low[0]), 0, 0.6)) / np.hypot(1, 0.6)
        windows.append(patch(quad, np.broadcast_to(out, quad.shape), quad[..., :2]))
    return joined(windows)


def wheels(half, rng=None) -> Shape:
    """The four wheels of `car`, which stand on the ground under it."""
    length, width, height = half
    wheel = cylinder((0.31, 0.1, 0.31)).moved(about('x', 90), (0, 0, 0))
    hub = cylinder((0.16, 0.11, 0.16)).moved(about('x', 90), (0, 0, 0))
    return joined([one.moved(np.eye(3), (sx * length * 0.62, sy * (width - 0.06), -height + 0.31))
                   for sx in (-1, 1) for sy in (-1, 1) for one in (wheel, hub)])
