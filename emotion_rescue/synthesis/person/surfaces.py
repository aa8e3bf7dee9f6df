"""Triangle surfaces: normals, smoothing, cutting along a line, and borders turned inwards."""

from dataclasses import dataclass
from dataclasses import field

import numpy as np


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return unit normals, (v, 3), averaged over the faces (weighted by area) of each vertex."""
    x, y, z = np.asarray(vertices, np.float32).T
    first, second, third = faces.T
    ax, ay, az = x[second] - x[first], y[second] - y[first], z[second] - z[first]
    bx, by, bz = x[third] - x[first], y[third] - y[first], z[third] - z[first]
    index = faces.T.ravel()
    normals = np.stack([np.bincount(index, np.tile(part, 3), len(vertices)) for part in (
        ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)], 1)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


class Smoothing:
    """Moves each vertex of a surface towards the mean of its neighbours, borders excepted."""

    def __init__(self, faces: np.ndarray, vertex_count: int, most: int = 10):
        """Prepare for `faces`, int (f, 3), over `vertex_count` vertices.

        Args:
            faces: triangles.
            vertex_count: how many vertices there are.
            most: neighbours of a vertex beyond these do not count.
        """
        pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        directed, counts = np.unique(np.sort(pairs, 1), axis=0, return_counts=True)
        border = np.unique(directed[counts == 1])
        both = np.concatenate([directed, directed[:, ::-1]])
        both = both[np.argsort(both[:, 0], kind='stable')]
        first = np.searchsorted(both[:, 0], np.arange(vertex_count))
        rank = np.arange(len(both)) - first[both[:, 0]]
        self._neighbours = np.repeat(np.arange(vertex_count)[:, None], most, 1)
        self._weights = np.zeros((vertex_count, most), np.float32)
        kept = rank < most
        self._neighbours[both[kept, 0], rank[kept]] = both[kept, 1]
        self._weights[both[kept, 0], rank[kept]] = 1
        self._weights[border] = 0
        total = self._weights.sum(1)
        fixed = total == 0
        self._weights[fixed, 0], total[fixed] = 1, 1
        self._neighbours[fixed, 0] = np.flatnonzero(fixed)
        self._weights /= total[:, None]

    def __call__(self, vertices: np.ndarray, steps: int) -> np.ndarray:
        """Return `vertices`, (v, 3), after `steps` steps half way to the neighbours' mean."""
        for _ in range(steps):
            mean = np.einsum('vk,vkc->vc', self._weights, vertices[self._neighbours])
            vertices = 0.5 * (vertices + mean)
        return vertices


@dataclass(frozen=True, eq=False)
class Pattern:
    """A piece cut from a surface: its faces, and new vertices on edges of the surface.

    Attributes:
        faces: int (f, 3), vertices of the surface first, then those of `mixes`.
        count: vertices of the surface, before any new one.
        mixes: one (first, second, share of the second) for each cut, in order.
        hems: int (n, 2), directed border edges that the cuts made.
    """

    faces: np.ndarray
    count: int
    mixes: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...] = ()
    hems: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), int))

    def extend(self, values: np.ndarray) -> np.ndarray:
        """Return `values`, (count, ...), continued to the new vertices."""
        for first, second, share in self.mixes:
            share = share.reshape(-1, *[1] * (values.ndim - 1))
            values = np.concatenate(
                [values, values[first] * (1 - share) + values[second] * share])
        return values

    def keep_below(self, values: np.ndarray) -> 'Pattern':
        """Return what is left where `values`, float (count,), are below 0; edges are straight."""
        values = self.extend(np.asarray(values, np.float32))
        out = values[self.faces] >= 0
        number = out.sum(1)
        kept, new, hems = [self.faces[number == 0]], [], []
        total = len(values)
        for lone_out in (False, True):
            chosen = number == (1 if lone_out else 2)
            faces, flags = self.faces[chosen], out[chosen]
            # The corner that differs from the other two comes first.
            turn = np.argmax(flags == lone_out, 1)
            a, b, c = (np.take_along_axis(faces, ((turn + k) % 3)[:, None], 1)[:, 0]
                       for k in range(3))
            start = total + sum(len(n[0]) for n in new)
            left = start + np.arange(len(a))
            right = left + len(a)
            new += [(a, b), (a, c)]
            if lone_out:
                kept += [np.stack([left, b, c], 1), np.stack([left, c, right], 1)]
                hems.append(np.stack([right, left], 1))
            else:
                kept.append(np.stack([a, left, right], 1))
                hems.append(np.stack([left, right], 1))
        first = np.concatenate([n[0] for n in new])
        second = np.concatenate([n[1] for n in new])
        gap = values[second] - values[first]
        share = -values[first] / np.where(gap == 0, 1, gap)
        # The same edge is met from both of its faces; one vertex serves both.
        low, high = np.minimum(first, second), np.maximum(first, second)
        share = np.where(first == low, share, 1 - share).astype(np.float32)
        keys, index, back = np.unique(low.astype(np.int64) * total + high, return_index=True,
                                      return_inverse=True)
        renumber = np.concatenate([np.arange(total), total + back])
        faces = renumber[np.concatenate(kept)]
        # Hems of earlier cuts end where this one begins.
        outside = values[self.hems] >= 0
        ends = np.sort(self.hems, 1)
        cut = total + np.searchsorted(keys, ends[:, 0].astype(np.int64) * total + ends[:, 1])
        old = np.where(outside, cut[:, None], self.hems)[~outside.all(1)]
        return Pattern(
            faces=faces, count=self.count,
            mixes=(*self.mixes, (low[index], high[index], share[index])),
            hems=np.concatenate([old, renumber[np.concatenate(hems)]]).astype(int))
