"""Helmets, caps, scarves, long hair and glasses: made for the average adult's head at rest.

They follow a head by the affine map that takes the skull of the average adult to it. All lengths
are metres; x left, y back, z up; the eyes are at height 0.748, the crown at 0.864.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.atlas import plain_uv
from emotion_rescue.synthesis.person.atlas import to_atlas
from emotion_rescue.synthesis.person.outfits import Outfit

_SKULL_Y = -0.118
# Height -> half width, half depth, depth of the middle, and half angle that the face leaves free.
_SCARF = np.array((
    (0.892, 0.002, 0.002, -0.110, 0), (0.886, 0.036, 0.046, -0.110, 0),
    (0.868, 0.066, 0.080, -0.112, 0), (0.838, 0.086, 0.104, -0.116, 0),
    (0.818, 0.092, 0.112, -0.118, 0), (0.812, 0.093, 0.113, -0.118, 24),
    (0.790, 0.095, 0.114, -0.118, 43),
    (0.755, 0.097, 0.115, -0.118, 53), (0.715, 0.095, 0.114, -0.118, 51),
    (0.675, 0.090, 0.114, -0.118, 44), (0.645, 0.086, 0.114, -0.116, 28),
    (0.625, 0.083, 0.112, -0.112, 0), (0.600, 0.082, 0.098, -0.104, 0),
    (0.570, 0.096, 0.092, -0.098, 0), (0.540, 0.140, 0.104, -0.096, 0),
    (0.500, 0.172, 0.122, -0.096, 0), (0.455, 0.180, 0.134, -0.100, 0)))
# The rows down to the neck; the others lie on the shoulders and are no head.
_SCARF_HEAD_ROWS = 12
_LONG_HAIR = np.array((
    (0.884, 0.020, 0.026, -0.100, 0), (0.868, 0.060, 0.072, -0.104, 20),
    (0.845, 0.080, 0.096, -0.112, 44), (0.815, 0.092, 0.108, -0.116, 62),
    (0.780, 0.098, 0.112, -0.116, 74), (0.740, 0.101, 0.113, -0.114, 82),
    (0.700, 0.102, 0.112, -0.112, 84), (0.660, 0.103, 0.108, -0.110, 84),
    (0.620, 0.104, 0.100, -0.104, 84), (0.580, 0.110, 0.096, -0.096, 86),
    (0.540, 0.124, 0.104, -0.090, 94), (0.500, 0.130, 0.112, -0.086, 104),
    (0.450, 0.122, 0.118, -0.084, 116), (0.400, 0.104, 0.118, -0.084, 128)))
_MEDIUM_HAIR_END, _COLUMNS = 0.60, 28


@dataclass(frozen=True, eq=False)
class Piece:
    """A surface on the head.

    Attributes:
        vertices: float64 (n, 3), beside the average adult's head.
        faces: int (f, 3).
        corner_uv: float32 (f, 3, 2), atlas coordinates.
        torso_share: float (n,) 0..1, how much of a vertex follows the shoulders, not the head.
        is_head: whether it belongs to the head where a head is looked for.
    """

    vertices: np.ndarray
    faces: np.ndarray
    corner_uv: np.ndarray
    torso_share: np.ndarray
    is_head: bool = True


def head_pieces(outfit: Outfit) -> list[Piece]:
    """Return what `outfit` puts on the head."""
    pieces = []
    if outfit.headgear == 'helmet':
        pieces += _helmet()
    elif outfit.headgear == 'cap':
        pieces += [*_dome((0.0885, 0.108, 0.090), 0.786, 0.010), *_peak()]
    elif outfit.headgear == 'beanie':
        pieces += _beanie()
    elif outfit.headgear == 'scarf':
        for rows, is_head in ((_SCARF[:_SCARF_HEAD_ROWS], True),
                              (_SCARF[_SCARF_HEAD_ROWS - 1:], False)):
            pieces += _draped(rows, 'headgear', 0.60, 0.52, is_head=is_head)
    if outfit.headgear != 'scarf' and outfit.hair in ('long', 'medium'):
        rows = _LONG_HAIR
        if outfit.headgear != 'none':
            rows = rows[rows[:, 0] < 0.79]
        if outfit.hair == 'medium':
            rows = rows[rows[:, 0] >= _MEDIUM_HAIR_END]
        rng = np.random.default_rng((outfit.texture_seed, 20))
        pieces += _draped(rows, 'hair', 0.62, 0.54, is_head=False,
                          wave=rng.uniform(0.001, 0.006))
    if outfit.headgear == 'none' and outfit.hair == 'bun':
        pieces.append(_ball((0, 0.002, 0.822), 0.036))
    if outfit.headgear in ('none', 'cap') and outfit.hair == 'ponytail':
        pieces.append(_tail())
    if outfit.glasses:
        pieces += _glasses()
    return pieces


def _grid(points, chart, torso_share=None, *, flip=False, is_head=True, plain=None):
    """Return a surface through a grid of points (rows, columns, 3); rows go down, columns left."""
    rows, columns = points.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate([np.stack([a, d, c], -1).reshape(-1, 3),
                            np.stack([a, c, b], -1).reshape(-1, 3)])
    if flip:
        faces = faces[:, ::-1]
    down, across = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns),
                               indexing='ij')
    local = np.stack([across, down], -1).reshape(-1, 2)
    uv = plain_uv(plain, len(faces)) if plain else to_atlas(chart, local)[faces]
    share = np.zeros(rows * columns) if torso_share is None else torso_share.reshape(-1)
    return Piece(points.reshape(-1, 3), faces, uv, share, is_head)


def _ring(half_width, half_depth, depth, height, free_deg=0.0, columns=_COLUMNS):
    """Return points of an ellipse from the face's right border, behind the head, to its left."""
    free = np.radians(free_deg)
    angle = np.linspace(free, 2 * np.pi - free, columns + 1)
    # Angle 0 is in front; it grows to the left, seen from above.
    return np.stack([half_width * np.sin(angle), depth - half_depth * np.cos(angle),
                     np.broadcast_to(height, angle.shape)], -1)


def _draped(table, chart, head_z, torso_z, *, is_head, wave=0.0):
    rows = []
    finer = np.linspace(0, len(table) - 1, 2 * len(table) - 1)
    table = np.stack([np.interp(finer, np.arange(len(table)), c) for c in table.T], 1)
    for height, half_width, half_depth, depth, free in table:
        ring = _ring(half_width, half_depth, depth, height, free, columns=22)
        angle = np.linspace(0, 2 * np.pi, len(ring))
        hang = np.clip((0.72 - height) / 0.2, 0, 1)
        bump = (0.004 + wave) * hang * np.sin(angle * 9 + height * 30)
        out = ring - (0, depth, height)
        ring = ring + out * (bump / np.maximum(np.linalg.norm(out, axis=1), 1e-6))[:, None]
        rows.append(ring)
    points = np.array(rows)
    share = np.clip((head_z - points[..., 2]) / (head_z - torso_z), 0, 1)
    inner = points.copy()
    inner[..., :2] = (points[..., :2] - (0, _SKULL_Y)) * 0.965 + (0, _SKULL_Y)
    return [_grid(points, chart, share, is_head=is_head),
            _grid(inner, chart, share, flip=True, is_head=is_head)]


def _dome(radii, rim_z, tilt, rows=9, chart='headgear'):
    """Return half an ellipsoid over the skull, and its lining.

    The rim is `tilt` higher in front than behind.
    """
    lift = np.linspace(np.pi / 2, 0, rows)
    rings = [_ring(radii[0] * np.cos(a) ** 0.75, radii[1] * np.cos(a) ** 0.75, _SKULL_Y,
                   rim_z + radii[2] * np.sin(a)) for a in lift]
    points = np.array(rings)
    points[..., 2] -= tilt * (points[..., 1] - _SKULL_Y) / radii[1]
    rim = points[-1]
    inside = (rim - (0, _SKULL_Y, 0)) * (0.72, 0.72, 1) + (0, _SKULL_Y, 0.006)
    return [_grid(points, chart), _grid(np.array([rim, inside]), chart, plain='lining')]


def _helmet():
    radii, rim_z, tilt = (0.104, 0.128, 0.100), 0.792, 0.014
    shell, _ = _dome(radii, rim_z, tilt, rows=12)
    top = shell.vertices[:, 2] > rim_z + 0.02
    ridge = np.exp(-(shell.vertices[:, 0] / 0.018) ** 2) * top
    shell.vertices[:, 2] += 0.009 * ridge
    angle = np.linspace(0, 2 * np.pi, _COLUMNS + 1)
    front = np.clip(np.cos(angle), 0, 1) ** 2
    rim = np.array(_ring(radii[0], radii[1], _SKULL_Y, rim_z))
    rim[:, 2] -= tilt * (rim[:, 1] - _SKULL_Y) / radii[1]
    away = (rim - (0, _SKULL_Y, 0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    edge = rim + away * (0.009 + 0.036 * front)[:, None] - (0, 0, 0.004) - np.outer(
        0.008 * front, (0, 0, 1))
    lower = edge - (0, 0, 0.005)
    inside = rim - away * 0.045 - (0, 0, 0.002)
    brim = _grid(np.array([rim, edge, lower]), 'headgear')
    return [shell, brim, _grid(np.array([lower, inside]), 'headgear', plain='lining')]


def _peak():
    across = np.linspace(-1, 1, 13)
    rows = []
    for step in np.linspace(0, 1, 5):
        reach = step * 0.072 * np.sqrt(np.clip(1 - (0.92 * across) ** 4, 0, 1))
        y = _SKULL_Y - 0.106 * np.sqrt(np.clip(1 - (across * 0.80) ** 2, 0, 1)) - reach
        z = 0.802 - 0.012 * step - 0.016 * across ** 2 * (0.3 + step)
        rows.append(np.stack([across * 0.071, y, z], -1))
    points = np.array(rows)
    # Rows go forwards here, so that the upper side is the one that faces up.
    return [_grid(points, 'headgear', flip=False),
            _grid(points - (0, 0, 0.003), 'headgear', flip=True, plain='lining')]


def _beanie():
    cap, _ = _dome((0.092, 0.112, 0.112), 0.792, 0.008)
    rows = [_ring(0.094 + d, 0.114 + d, _SKULL_Y, z) for d, z in (
        (-0.004, 0.822), (0.003, 0.818), (0.004, 0.80), (0.004, 0.782), (-0.008, 0.778),
        (-0.026, 0.782))]
    points = np.array(rows)
    points[..., 2] -= 0.008 * (points[..., 1] - _SKULL_Y) / 0.112
    return [cap, _grid(points, 'headgear')]


def _ball(centre, radius):
    lift = np.linspace(np.pi / 2, -np.pi / 2, 9)
    points = np.array([_ring(radius * np.cos(a), radius * np.cos(a), 0, radius * np.sin(a),
                             columns=16) for a in lift])
    return _grid(points * (1.1, 0.85, 1) + centre, 'hair')


def _tail():
    share = np.linspace(0, 1, 10)
    middle = np.stack([0 * share, -0.012 + 0.075 * np.sin(share * 2.0),
                       0.825 + 0.02 * np.sin(share * 3) - 0.25 * share ** 1.3], -1)
    radius = 0.024 * np.interp(share, (0, 0.12, 0.5, 0.9, 1), (0.6, 0.8, 1.0, 0.6, 0.05))
    angle = np.linspace(0, 2 * np.pi, 13)
    points = middle[:, None] + radius[:, None, None] * np.stack(
        [np.sin(angle), -0.8 * np.cos(angle), 0 * angle], -1)
    return _grid(points, 'hair', is_head=False)


def _glasses():
    angle = np.linspace(0, 2 * np.pi, 19)
    pieces = []
    for side in (-1, 1):
        rows = [np.stack([side * 0.0325 + r * 1.15 * np.sin(angle),
                          -0.2305 + 0.25 * (r * np.sin(angle) * side) ** 2 / 0.03 + 0 * angle,
                          0.744 + r * 0.85 * np.cos(angle)], -1) for r in (0.0195, 0.0228)]
        pieces += [_grid(np.array(rows), '', plain='frame'),
                   _grid(np.array(rows), '', plain='frame', flip=True)]
        temple = np.array([[(side * x, y, z + d) for x, y, z in (
            (0.0585, -0.224, 0.749), (0.077, -0.19, 0.750), (0.081, -0.13, 0.751))]
            for d in (0.002, -0.002)])
        pieces += [_grid(temple, '', plain='frame'),
                   _grid(temple, '', plain='frame', flip=True)]
    bridge = np.array([[(x, -0.2335, 0.751 + d) for x in (-0.012, 0.0, 0.012)]
                       for d in (0.0018, -0.0018)])
    return [*pieces, _grid(bridge, '', plain='frame'),
            _grid(bridge, '', plain='frame', flip=True)]
