"""A few hundred points of the skin and the bones that carry them, to pose a body quickly.

Faces and toes do not matter for where a body touches the ground or itself, and the whole skin has
19158 vertices; posing what is left takes a fraction of a millisecond.
"""

from dataclasses import dataclass
import functools

import numpy as np

from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.bodies import RestBody
from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.skeleton import PosedSkeleton
from emotion_rescue.synthesis.person.skeleton import Skeleton

_KEPT = ('root', 'pelvis', 'upperleg', 'lowerleg', 'foot', 'spine', 'clavicle', 'shoulder',
         'upperarm', 'lowerarm', 'wrist', 'neck', 'head')
# Grid of one point each, metres on the average adult.
_CELL_M = {'foot': 0.025, 'hand': 0.025}
_OTHER_CELL_M = 0.042


class BodyProbes:
    """Which points and bones of all bodies are looked at.

    Attributes:
        vertices: int (n,), their numbers among all vertices.
        part: str (n,), of BodyMesh.
        side: str (n,), 'L', 'R' or '' within 3 cm of the middle.
        seat: int (k,), the numbers of the points that sit or lie on the ground.
        chest: int (k,), of those between waist and neck.
        normals: float64 (n, 3), of the average adult's skin at rest, unit length, outwards.
    """

    def __init__(self, bodies: BodyFactory):
        mesh = bodies.mesh
        self.vertices = _spread(mesh)
        self.part = mesh.vertex_part[self.vertices]
        across = mesh.adult[self.vertices, 0]
        self.side = np.where(across > 0.03, 'L', np.where(across < -0.03, 'R', ''))
        self.normals = skin_normals(mesh.adult, bodies.skin_faces)[self.vertices]
        height = mesh.adult[self.vertices, 2]
        trunk = np.isin(self.part, ('torso', 'hips', 'upper_leg'))
        self.seat = np.flatnonzero(trunk & (height > -0.2) & (height < 0.1))
        self.chest = np.flatnonzero((self.part == 'torso') & (height > 0.25))
        names = bodies.skeleton.names
        kept = [i for i, name in enumerate(names) if name.split('0')[0].split('.')[0] in _KEPT]
        self._kept = np.array(kept)
        self._names = tuple(names[i] for i in kept)
        above = _nearest_kept(bodies.skeleton.parents, kept)
        self._parents = tuple(-1 if i == 0 else above[bodies.skeleton.parents[i]] for i in kept)
        merge = np.zeros((len(names), len(kept)), np.float32)
        merge[np.arange(len(names)), above] = 1
        self._merge, self._bone_weights = merge, bodies.bone_weights
        self._weights = self.weights_of(self.vertices)

    def weights_of(self, vertices) -> np.ndarray:
        """Return how `vertices` (k,) follow the kept bones, float32 (k, bones)."""
        return self._bone_weights[vertices] @ self._merge

    def of(self, rest: RestBody) -> 'ProbedBody':
        """Return the points and bones of one body."""
        skeleton = Skeleton(self._names, self._parents, rest.skeleton.heads[self._kept])
        lengths = {side: _arm_lengths(skeleton, side) for side in 'LR'}
        return ProbedBody(self, rest, skeleton, lengths)

    @functools.cache  # noqa: B019 - there is one BodyProbes in a process
    def chosen(self, parts: tuple[str, ...], side: str = '') -> np.ndarray:
        """Return the numbers, int (k,), of the points of `parts`, on one `side` if given."""
        found = np.isin(self.part, parts)
        return np.flatnonzero(found & (self.side == side) if side else found)

    def posed_points(self, body: 'ProbedBody', pose: PosedSkeleton,
                     chosen: np.ndarray) -> np.ndarray:
        """Return where the points `chosen` (k,) are in `pose`, float64 (k, 3) metres."""
        return blend(self._weights[chosen], pose, body.rest.vertices[self.vertices[chosen]])

    def posed_normals(self, pose: PosedSkeleton, chosen: np.ndarray) -> np.ndarray:
        """Return the unit normals of the points `chosen` (k,) in `pose`, float64 (k, 3)."""
        turns = (self._weights[chosen] @ pose.rotations.reshape(-1, 9)).reshape(-1, 3, 3)
        normals = np.einsum('nij,nj->ni', turns, self.normals[chosen])
        return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


@dataclass(frozen=True, eq=False)
class ProbedBody:
    """One body at rest, seen through its probes.

    Attributes:
        probes: which points.
        rest: the whole body.
        skeleton: the kept bones only.
        arm_lengths_m: 'L' and 'R' -> lengths of upper arm and forearm.
    """

    probes: BodyProbes
    rest: RestBody
    skeleton: Skeleton
    arm_lengths_m: dict[str, tuple[float, float]]

    def points(self, pose: PosedSkeleton, chosen: np.ndarray) -> np.ndarray:
        """Return where the points `chosen` (k,) are in `pose`, float64 (k, 3) metres."""
        return self.probes.posed_points(self, pose, chosen)


def blend(weights: np.ndarray, pose: PosedSkeleton, points: np.ndarray) -> np.ndarray:
    """Return rest `points` (k, 3), which follow bones by `weights` (k, bones), in `pose`."""
    moves = (weights @ pose.bone_transforms().reshape(-1, 12)).reshape(-1, 3, 4)
    return np.einsum('nij,nj->ni', moves[..., :3], points) + moves[..., 3]


def skin_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return the unit normals of `vertices` (v, 3) that triangles `faces` (f, 3) give them."""
    corners = vertices[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, faces[:, corner], across)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _arm_lengths(skeleton, side):
    points = [skeleton.head(f'{bone}.{side}') for bone in ('upperarm01', 'lowerarm01', 'wrist')]
    return tuple(float(np.linalg.norm(b - a)) for a, b in zip(points, points[1:], strict=False))


def _nearest_kept(parents, kept):
    """Return for each bone the place in `kept` of itself or its nearest kept forebear."""
    above = []
    for bone, parent in enumerate(parents):
        above.append(kept.index(bone) if bone in kept else above[parent])
    return np.array(above)


def _spread(mesh):
    """Return vertices spread evenly over the skin: the one nearest to the middle of each cell."""
    adult, part = mesh.adult[:BODY_VERTEX_COUNT], mesh.vertex_part[:BODY_VERTEX_COUNT]
    cells = {}
    for vertex in range(BODY_VERTEX_COUNT):
        size = _CELL_M.get(part[vertex], _OTHER_CELL_M)
        key = (part[vertex], *np.floor(adult[vertex] / size).astype(int))
        cells.setdefault(key, []).append(vertex)
    return np.array(sorted(_most_central(adult, group) for group in cells.values()))


def _most_central(adult, group):
    middle = adult[group].mean(0)
    return group[int(np.argmin(np.linalg.norm(adult[group] - middle, axis=1)))]
