"""What lies loose or grows: heaps, bricks, chips, bars, leaves and grass, over an area."""

import numpy as np

from emotion_rescue.synthesis.site.basic_shapes import ball
from emotion_rescue.synthesis.site.basic_shapes import box
from emotion_rescue.synthesis.site.triangles import any_turns
from emotion_rescue.synthesis.site.triangles import bars
from emotion_rescue.synthesis.site.triangles import faceted
from emotion_rescue.synthesis.site.triangles import joined
from emotion_rescue.synthesis.site.triangles import lumps
from emotion_rescue.synthesis.site.triangles import Shape
from emotion_rescue.synthesis.site.triangles import shape_of
from emotion_rescue.synthesis.site.triangles import two_sided

_BLOCKS_IN_HEAP, _BRICKS_IN_PILE = 38, 38


def heap(half, rng) -> Shape:
    """Blocks of all sizes piled up: half the width, half the depth, the height."""
    width, depth, height = half
    across = np.clip(rng.normal(0, 0.42, (_BLOCKS_IN_HEAP, 2)), -1, 1)
    size = np.exp(rng.uniform(np.log(0.08), np.log(0.36), (_BLOCKS_IN_HEAP, 1)))
    size = size * rng.uniform(0.4, 1.0, (_BLOCKS_IN_HEAP, 3)) * min(1.0, height * 1.5 + 0.3)
    rise = np.maximum(0, 1 - np.hypot(*across.T)) * height
    centres = np.stack([across[:, 0] * width, across[:, 1] * depth,
                        rise * rng.uniform(0.3, 1.0, _BLOCKS_IN_HEAP)], 1)
    blocks = lumps(rng, size, turns=any_turns(rng, _BLOCKS_IN_HEAP), centres=centres)
    return joined([ball((width * 0.8, depth * 0.8, height * 0.5)), blocks])


def bricks(half, rng) -> Shape:
    """Loose bricks over an area: half the width, half the depth, the height of the pile."""
    brick = box((0.115, 0.055, 0.035))
    across = rng.normal(0, 0.4, (_BRICKS_IN_PILE, 2))
    rise = np.maximum(0, 1 - np.hypot(*across.T)) * half[2]
    centres = np.stack([*(across * half[:2]).T,
                        rise * rng.uniform(0.2, 1.0, _BRICKS_IN_PILE) + 0.03], 1)
    back = any_turns(rng, _BRICKS_IN_PILE).transpose(0, 2, 1)[:, None]
    corners = brick.corners @ back + centres[:, None, None]
    return shape_of(corners.reshape(-1, 3, 3), (brick.normals @ back).reshape(-1, 3, 3),
                    np.tile(brick.uv_m, (_BRICKS_IN_PILE, 1, 1)))


def scatter(half, rng) -> Shape:
    """Small stones and chips strewn over an area; the third number is the largest size."""
    size = half[2] * np.exp(rng.uniform(-1.8, 0, (90, 1))) * rng.uniform(0.5, 1.0, (90, 3))
    points = np.concatenate([np.eye(3), -np.eye(3)]) * rng.uniform(0.7, 1.2, (90, 6, 1))
    angle = rng.uniform(0, 2 * np.pi, 90)
    turn = np.zeros((90, 3, 3))
    turn[:, 0, 0] = turn[:, 1, 1] = np.cos(angle)
    turn[:, 0, 1], turn[:, 1, 0] = -np.sin(angle), np.sin(angle)
    turn[:, 2, 2] = 1
    place = np.concatenate([rng.uniform(-1, 1, (90, 2)) * half[:2], size[:, 2:] * 0.5], 1)
    points = (points * size[:, None]) @ turn.transpose(0, 2, 1) + place[:, None]
    faces = np.array([(0, 1, 2), (1, 3, 2), (3, 4, 2), (4, 0, 2)])
    return faceted(points[:, faces].reshape(-1, 3, 3))


def rods(half, rng) -> Shape:
    """Bent reinforcement bars: half length along x, spread along y, radius."""
    points = np.zeros((6, 5, 3))
    points[..., 0] = np.linspace(-1, 1, 5) * half[0] * rng.uniform(0.7, 1, (6, 1))
    points[..., 1] = rng.uniform(-1, 1, (6, 1)) * half[1] + half[0] * np.cumsum(
        rng.normal(0, 0.06, (6, 5)), 1)
    points[..., 2] = np.abs(np.cumsum(rng.normal(0, 0.12, (6, 5)), 1)) * half[0]
    return bars(points[:, :-1].reshape(-1, 3), points[:, 1:].reshape(-1, 3), half[2])


def foliage(half, rng) -> Shape:
    """Many leaves on and in an ellipsoid, lit as if they were its surface, over a dense middle."""
    count = 170
    out = rng.normal(0, 1, (count, 3))
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    place = out * np.asarray(half) * rng.uniform(0.75, 1.05, (count, 1))
    size = (0.12 + 0.22 * min(half)) * rng.uniform(0.5, 1.0, (count, 1))
    first, second = (rng.normal(0, 1, (count, 3)) for _ in range(2))
    first *= size / np.linalg.norm(first, axis=1, keepdims=True)
    second *= 0.6 * size / np.linalg.norm(second, axis=1, keepdims=True)
    corners = np.stack([place - first, place + second, place + first,
                        place - first, place + first, place - second], 1).reshape(-1, 3, 3)
    normals = np.repeat(out + (0, 0, 0.4), 2, 0)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    uv = np.repeat(rng.uniform(0, 3, (count, 1, 2)), 2, 0) + rng.uniform(
        -0.3, 0.3, (2 * count, 3, 2)) * 0.5
    leaves = two_sided(shape_of(corners, np.repeat(normals[:, None], 3, 1), uv))
    return joined([leaves, ball(np.asarray(half) * 0.84)])


def blades(half, rng) -> Shape:
    """Grass or ferns over an area: half the width, half the depth, the height."""
    count = 200
    foot = np.concatenate([rng.uniform(-1, 1, (count, 2)) * half[:2], np.zeros((count, 1))], 1)
    lean = np.concatenate([rng.normal(0, 0.35, (count, 2)), np.ones((count, 1))], 1)
    tip = foot + lean * half[2] * rng.uniform(0.4, 1.0, (count, 1))
    side = np.concatenate([rng.normal(0, 0.035, (count, 2)) * half[2] * 2, np.zeros((count, 1))],
                          1)
    corners = np.stack([foot - side, foot + side, tip], 1)
    normals = np.broadcast_to((0.0, -0.45, 0.893), corners.shape)
    uv = rng.uniform(0, 3, (count, 1, 2)) + np.array([(0, 0), (0.03, 0), (0.015, 0.3)])
    return two_sided(shape_of(corners, normals, uv))
