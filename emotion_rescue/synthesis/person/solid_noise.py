"""Smooth noise in space: the same place always has the same value, whatever surface it lies on."""

import numpy as np

_LATTICE = 32
# name -> cells a metre along x, y and z, after a turn about y in degrees on the left side, which
# the right side mirrors.
FIELDS = {
    'broad': ((5, 5, 5), 0), 'drape': ((15, 15, 2.5), 0), 'crease': ((4, 4, 17), 0),
    'pull': ((4, 5, 15), 40), 'patch': ((14, 14, 14), 0), 'grain': ((70, 70, 70), 0),
    'tuft': ((38, 38, 38), 0)}


def solid_noise(points: np.ndarray, name: str) -> np.ndarray:
    """Return value noise, float32 (...), about -1..1, of the field `name` at points (..., 3) m."""
    cells_per_m, turn_deg = FIELDS[name]
    points = np.asarray(points, np.float32)
    if turn_deg:
        cos, sin = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
        x, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
        points = np.stack([cos * x - sin * z, y, sin * x + cos * z], -1).astype(np.float32)
    lattice = np.random.default_rng((11, list(FIELDS).index(name))).uniform(
        -1, 1, (_LATTICE,) * 3).astype(np.float32)
    place = points * np.float32(cells_per_m) + np.float32(100)
    cell = np.floor(place).astype(np.int32)
    share = place - cell
    share = share * share * (3 - 2 * share)
    total = np.zeros(points.shape[:-1], np.float32)
    for i in (0, 1):
        for j in (0, 1):
            for k in (0, 1):
                corner = lattice[tuple((cell[..., axis] + step) % _LATTICE
                                       for axis, step in enumerate((i, j, k)))]
                weight = np.ones_like(total)
                for axis, step in enumerate((i, j, k)):
                    weight *= share[..., axis] if step else 1 - share[..., axis]
                total += corner * weight
    return total
