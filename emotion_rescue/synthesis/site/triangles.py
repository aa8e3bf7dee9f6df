"""Soups of triangles with normals and texture coordinates, and the pieces they are made of."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

# Light is computed at corners, so that large faces are cut into pieces of about this size.
PIECE_M = 1.6
BLOCKS = 24
MOST_PIECES = 12


@dataclass(frozen=True, eq=False)
class Shape:
    """n triangles.

    Attributes:
        corners: float32 (n, 3, 3) metres.
        normals: float32 (n, 3, 3), unit length.
        uv_m: float32 (n, 3, 2), place on the surface in metres.
    """

    corners: np.ndarray
    normals: np.ndarray
    uv_m: np.ndarray

    def moved(self, turn: np.ndarray, centre) -> 'Shape':
        """Return it turned by (3, 3) `turn`, then moved by `centre`, metres."""
        return Shape(self.corners @ turn.T + np.asarray(centre), self.normals @ turn.T, self.uv_m)


def joined(shapes) -> Shape:
    """Return one shape of several."""
    return Shape(*(np.concatenate([getattr(s, name) for s in shapes])
                   for name in ('corners', 'normals', 'uv_m')))


@lru_cache(maxsize=256)
def unit_box(cells: tuple[int, int, int]) -> tuple[Shape, np.ndarray]:
    """Return a box of -1..1 in `cells` pieces along its axes, and its (u, v) axes by corner.

    The second is an int array (n, 2): which of x, y, z run along the picture's width and height.
    """
    sides, axes = [], []
    for axis, across, up in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
        for sign in (-1, 1):
            flip = sign if axis != 1 else -sign
            s, t = np.meshgrid(*(np.linspace(-1, 1, cells[a] + 1) for a in (across, up)))
            points, normals = np.zeros((*s.shape, 3)), np.zeros((*s.shape, 3))
            points[..., axis], points[..., across], points[..., up] = sign, s * flip, t
            normals[..., axis] = sign
            sides.append(patch(points, normals, np.stack([s, t], 2)))
            axes.append(np.tile((across, up), (len(sides[-1].corners), 1)))
    return joined(sides), np.concatenate(axes)


def patch(points, normals, uv) -> Shape:
    """Return the triangles of a grid of points, each (rows, columns, 3); uv (rows, columns, 2)."""
    quads = [(slice(None, -1), slice(None, -1)), (slice(None, -1), slice(1, None)),
             (slice(1, None), slice(1, None)), (slice(1, None), slice(None, -1))]
    parts = []
    for values in (points, normals, uv):
        a, b, c, d = (values[rows, columns].reshape(-1, values.shape[-1])
                      for rows, columns in quads)
        parts.append(np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]))
    return shape_of(*parts)


def fan(outline, z, sign) -> Shape:
    """Return a flat cap over `outline`, (n, 2) metres, at `z`, facing up (sign 1) or down."""
    centre = outline.mean(0)
    following = np.roll(outline, -1, 0)
    flat = np.stack([np.broadcast_to(centre, outline.shape), outline, following], 1)
    if sign < 0:
        flat = flat[:, ::-1]
    corners = np.concatenate([flat, np.full((*flat.shape[:2], 1), z)], 2)
    return shape_of(corners, np.broadcast_to((0.0, 0.0, float(sign)), corners.shape), flat)


def extruded(outline, half_z) -> Shape:
    """Return `outline`, (n, 2) metres counterclockwise, as a piece of twice `half_z` thickness."""
    following = np.roll(outline, -1, 0)
    edge = following - outline
    length = np.linalg.norm(edge, axis=1)
    normal = np.stack([edge[:, 1], -edge[:, 0], np.zeros(len(edge))], 1)
    normal /= np.maximum(length, 1e-9)[:, None]
    low = np.full((len(edge), 1), -half_z)
    a, b = np.concatenate([outline, low], 1), np.concatenate([following, low], 1)
    up = np.array((0, 0, 2 * half_z))
    corners = np.concatenate([np.stack([a, b, b + up], 1), np.stack([a, b + up, a + up], 1)])
    start = np.concatenate([[0], np.cumsum(length)[:-1]])
    low_uv = np.stack([start, 0 * start], 1), np.stack([start + length, 0 * start], 1)
    rise = np.array((0, 2 * half_z))
    uv = np.concatenate([np.stack([low_uv[0], low_uv[1], low_uv[1] + rise], 1),
                         np.stack([low_uv[0], low_uv[1] + rise, low_uv[0] + rise], 1)])
    side = shape_of(corners, np.repeat(np.tile(normal, (2, 1))[:, None], 3, 1), uv)
    return joined([side, fan(outline, half_z, 1), fan(outline, -half_z, -1)])


@lru_cache(maxsize=2)
def unit_lumps(rounded: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return BLOCKS broken blocks, or stones, within -1..1: hulls are slow to make.

    Float (BLOCKS, t, 3, 3) corners and (BLOCKS, t, 3) normals of the triangles; hulls of fewer
    are filled up with triangles that are a point.
    """
    from scipy.spatial import ConvexHull
    rng, made = np.random.default_rng(int(rounded)), []
    signs = np.array(np.meshgrid((-1, 1), (-1, 1), (-1, 1))).reshape(3, -1).T
    for _ in range(BLOCKS):
        if rounded:
            points = rng.normal(0, 1, (16, 3))
            points *= rng.uniform(0.8, 1.0, (16, 1)) / np.linalg.norm(points, axis=1)[:, None]
        else:
            # A box, two of its corners knocked off.
            points = signs * rng.uniform(0.65, 1.0, (8, 3))
            knocked = points[rng.integers(8, size=2)]
            points = np.concatenate([points, knocked * (1, 1, 0.3), knocked * (0.3, 1, 1),
                                     rng.uniform(-1, 1, (3, 3))])
        made.append(_outward(points, ConvexHull(points)))
    most = max(len(corners) for corners, _ in made)
    corners = np.stack([np.concatenate([c, c[:1, :1].repeat(3, 1).repeat(most - len(c), 0)])
                        for c, _ in made])
    normals = np.stack([np.concatenate([n, n[:1].repeat(most - len(n), 0)]) for _, n in made])
    return corners, normals


def _outward(points, hull):
    corners, normals = points[hull.simplices], hull.equations[:, :3]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inward = (facing * normals).sum(1) < 0
    corners[inward] = corners[inward][:, ::-1]
    return corners, normals


def lumps(rng: np.random.Generator, half: np.ndarray, *, rounded: bool = False,
          turns: np.ndarray | None = None, centres=0.0) -> Shape:
    """Return n broken blocks or stones in one shape.

    Args:
        rng: source of chance.
        half: (n, 3), half of the extent of each.
        rounded: stones, not blocks.
        turns: (n, 3, 3) rotations; None turns nothing.
        centres: (n, 3) metres, or 0.
    """
    corners, normals = unit_lumps(rounded)
    chosen = rng.integers(BLOCKS, size=len(half))
    half = np.asarray(half, float)[:, None]
    corners, normals = corners[chosen] * half[:, None], normals[chosen] / half
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    # Each face is painted along the two axes that it faces least.
    kept = np.array([(1, 2), (0, 2), (0, 1)])[np.abs(normals).argmax(2)]
    uv = np.take_along_axis(corners, kept[:, :, None].repeat(3, 2), 3)
    if turns is not None:
        back = np.asarray(turns).transpose(0, 2, 1)
        corners, normals = corners @ back[:, None], normals @ back
    corners = corners + np.broadcast_to(centres, (len(half), 3))[:, None, None]
    return shape_of(corners.reshape(-1, 3, 3), normals.reshape(-1, 1, 3).repeat(3, 1),
                    uv.reshape(-1, 3, 2))


def faceted(corners: np.ndarray) -> Shape:
    """Return flat faces, (n, 3, 3), each painted along the two axes that it faces least."""
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normals = np.cross(a, b)
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    kept = np.array([(1, 2), (0, 2), (0, 1)])[np.abs(normals).argmax(1)]
    uv = np.take_along_axis(corners, kept[:, None, :].repeat(3, 1), 2)
    return shape_of(corners, np.repeat(normals[:, None], 3, 1), uv)


def bars(starts: np.ndarray, ends: np.ndarray, radius: float) -> Shape:
    """Return thin square bars from `starts` to `ends`, (n, 3) metres each."""
    along = ends - starts
    length = np.linalg.norm(along, axis=1, keepdims=True)
    along = along / np.maximum(length, 1e-9)
    side = np.cross(along, np.where(np.abs(along[:, 2:]) < 0.9, (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(along, side)
    ring = np.stack([side, other, -side, -other, side], 1)
    low, high = starts[:, None] + ring * radius, ends[:, None] + ring * radius
    corners = np.stack([low[:, :-1], low[:, 1:], high[:, 1:], low[:, :-1], high[:, 1:],
                        high[:, :-1]], 2)
    normals = np.stack([ring[:, :-1], ring[:, 1:], ring[:, 1:], ring[:, :-1], ring[:, 1:],
                        ring[:, :-1]], 2)
    uv = np.zeros((*corners.shape[:3], 2))
    uv[:, :, (2, 4, 5), 1] = length[:, :, None]
    return shape_of(corners.reshape(-1, 3, 3), normals.reshape(-1, 3, 3), uv.reshape(-1, 3, 2))


def any_turns(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return `count` rotations about any axis, (count, 3, 3), from unit quaternions."""
    q = rng.normal(0, 1, (count, 4))
    w, x, y, z = (q / np.linalg.norm(q, axis=1, keepdims=True)).T
    return np.stack([
        1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
        2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
        2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], 1).reshape(-1, 3, 3)


def two_sided(shape) -> Shape:
    """Return a shape whose triangles are seen from both sides."""
    back = Shape(*(v[:, ::-1] for v in (shape.corners, shape.normals, shape.uv_m)))
    return joined([shape, back])


def shape_of(corners, normals, uv) -> Shape:
    """Return a Shape of arrays of any float type."""
    return Shape(*(np.ascontiguousarray(v, np.float32) for v in (corners, normals, uv)))
