"""Blocks, slabs, cylinders and balls, made from half of their extent, around their middle."""

import numpy as np

from emotion_rescue.synthesis.site.triangles import extruded
from emotion_rescue.synthesis.site.triangles import fan
from emotion_rescue.synthesis.site.triangles import joined
from emotion_rescue.synthesis.site.triangles import lumps
from emotion_rescue.synthesis.site.triangles import MOST_PIECES
from emotion_rescue.synthesis.site.triangles import patch
from emotion_rescue.synthesis.site.triangles import PIECE_M
from emotion_rescue.synthesis.site.triangles import Shape
from emotion_rescue.synthesis.site.triangles import unit_box

_SIDES = 14


def box(half, rng=None) -> Shape:
    """A box; its sides stand upright on the surface's own picture."""
    half = np.asarray(half, float)
    cells = np.clip(np.ceil(2 * half / PIECE_M), 1, MOST_PIECES).astype(int)
    unit, axes = unit_box(tuple(cells.tolist()))
    size = half[axes][:, None]
    return Shape((unit.corners * half).astype(np.float32), unit.normals,
                 ((unit.uv_m + 1) * size).astype(np.float32))


def block(half, rng) -> Shape:
    """A broken block: a box, some of its corners knocked off."""
    return lumps(rng, np.array([half]))


def stone(half, rng) -> Shape:
    """A rounded lump."""
    return lumps(rng, np.array([half]), rounded=True)


def slab(half, rng) -> Shape:
    """A flat piece with a broken outline."""
    count = 14
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.normal(0, 0.1, count)
    ray = np.stack([np.cos(angle), np.sin(angle)], 1)
    # From the circle to the rectangle, then bites out of two of four sides.
    outline = ray / np.abs(ray).max(1, keepdims=True)
    bitten = (outline[:, 0] > 0.6) | (outline[:, 1] < -0.7)
    outline = outline * np.where(bitten, rng.uniform(0.62, 1.0, count), 0.985)[:, None]
    return extruded(outline * np.asarray(half[:2]), half[2])


def cylinder(half, rng=None) -> Shape:
    """A cylinder or cone along z: radius below, half length, radius above."""
    below, length, above = half
    rings = int(np.clip(np.ceil(2 * length / PIECE_M), 1, 6))
    angle = np.linspace(0, 2 * np.pi, _SIDES + 1)
    height = np.linspace(-length, length, rings + 1)
    radius = below + (above - below) * (height + length) / (2 * length)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    points = np.concatenate([ring[None] * radius[:, None, None],
                             np.broadcast_to(height[:, None, None], (rings + 1, _SIDES + 1, 1))],
                            2)
    slope = (below - above) / (2 * length)
    normals = np.concatenate([ring, np.full((_SIDES + 1, 1), slope)], 1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    uv = np.stack(np.meshgrid(angle * max(below, above), height), 2)
    side = patch(points, np.broadcast_to(normals, points.shape), uv)
    caps = [fan(ring[:-1] * r, z, sign) for r, z, sign in
            ((below, -length, -1), (above, length, 1)) if r > 1e-3]
    return joined([side, *caps])


def ball(half, rng=None) -> Shape:
    """An ellipsoid."""
    theta = np.linspace(np.pi, 0, 9)[:, None]
    phi = np.linspace(0, 2 * np.pi, _SIDES + 1)[None]
    unit = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi),
                     np.cos(theta) + 0 * phi], 2)
    half = np.asarray(half, float)
    normals = unit / np.maximum(half, 1e-3)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    uv = np.stack([phi * half[0] + 0 * theta, theta * half[2] + 0 * phi], 2)
    return patch(unit * half, normals, uv)


def plane(half, rng=None) -> Shape:
    """The ground: flat, finer near the camera; half the width, the depth ahead, nothing."""
    x = np.linspace(-1, 1, 23)
    y = np.linspace(-0.3, 1, 21)
    x, y = np.sign(x) * np.abs(x) ** 2 * half[0], np.sign(y) * y ** 2 * half[1]
    points = np.stack([*np.meshgrid(x, y), np.zeros((21, 23))], 2)
    normals = np.broadcast_to((0.0, 0.0, 1.0), points.shape)
    return patch(points, normals, points[..., :2])
