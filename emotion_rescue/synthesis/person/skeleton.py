"""Forward kinematics: from the rotations of a skeleton's bones to where everything is."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Skeleton:
    """A tree of bones at rest; axes x left, y back, z up, metres.

    Attributes:
        names: name of each bone, parents before children.
        parents: index of each bone's parent; -1 for the root.
        heads: float64 (n, 3), where each bone begins, at rest.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    heads: np.ndarray

    def head(self, name: str) -> np.ndarray:
        """Return where the bone `name` begins at rest, (3,) metres."""
        return self.heads[self.names.index(name)]

    def posed(self, turns: dict[str, np.ndarray], before: 'PosedSkeleton | None' = None,
              changed: frozenset[str] = frozenset()) -> 'PosedSkeleton':
        """Return the skeleton with bones turned about their heads.

        Args:
            turns: bone name -> (3, 3) rotation against its parent, in the axes of the rest pose;
                bones that are absent keep still against their parent.
            before: a pose that differs only by the turns of `changed`, which saves time.
            changed: names of bones.
        """
        heads = np.empty_like(self.heads) if before is None else before.heads.copy()
        rotations = (np.empty((len(self.heads), 3, 3)) if before is None
                     else before.rotations.copy())
        new = [before is None] * len(self.heads)
        for i, (name, parent) in enumerate(zip(self.names, self.parents, strict=True)):
            if not (new[i] or name in changed or new[parent] and parent >= 0):
                continue
            new[i] = True
            turn = turns.get(name)
            if parent < 0:
                heads[i], rotations[i] = self.heads[i], np.eye(3) if turn is None else turn
                continue
            above = rotations[parent]
            heads[i] = heads[parent] + above @ (self.heads[i] - self.heads[parent])
            rotations[i] = above if turn is None else above @ turn
        return PosedSkeleton(self, heads, rotations)


@dataclass(frozen=True, eq=False)
class PosedSkeleton:
    """A skeleton in a pose.

    Attributes:
        skeleton: the same skeleton at rest.
        heads: float64 (n, 3) metres, where each bone begins.
        rotations: float64 (n, 3, 3), of each bone against its rest.
    """

    skeleton: Skeleton
    heads: np.ndarray
    rotations: np.ndarray

    def head(self, name: str) -> np.ndarray:
        """Return where the bone `name` begins, (3,) metres."""
        return self.heads[self.skeleton.names.index(name)]

    def rotation(self, name: str) -> np.ndarray:
        """Return the rotation of the bone `name` against its rest, (3, 3)."""
        return self.rotations[self.skeleton.names.index(name)]

    def bone_transforms(self) -> np.ndarray:
        """Return what moves each bone's rest points to the pose, float64 (n, 3, 4)."""
        moved = np.einsum('nij,nj->ni', self.rotations, self.skeleton.heads)
        return np.concatenate([self.rotations, (self.heads - moved)[..., None]], 2)
