"""A pose in the making: bones are turned one after the other, and the body is looked at between.

All coordinates are the body's own: x left, y back, z up from the ground.
"""

import numpy as np

from emotion_rescue.synthesis.person.body_probes import ProbedBody
from emotion_rescue.synthesis.person.ground_contact import level_axis
from emotion_rescue.synthesis.person.ground_contact import tilt_to_height
from emotion_rescue.synthesis.person.ground_contact import turned_in_world
from emotion_rescue.synthesis.person.skeleton import PosedSkeleton


class PoseDraft:
    """The turns of a body's bones so far.

    Attributes:
        body: whose pose it is.
        turns: bone name -> (3, 3) rotation against its parent.
        shift: (3,) metres, where the root bone is.
    """

    def __init__(self, body: ProbedBody):
        self.body, self.turns, self.shift = body, {}, np.zeros(3)
        self._pose, self._changed = body.skeleton.posed({}), set()

    def set(self, turns: dict[str, np.ndarray]):
        """Set bones' turns, bone name -> (3, 3)."""
        self.turns.update(turns)
        self._changed |= turns.keys()

    @property
    def pose(self) -> PosedSkeleton:
        """The skeleton as posed so far; its root is at the origin, not at `shift`."""
        if self._changed:
            self._pose = self.body.skeleton.posed(self.turns, self._pose, self._changed)
            self._changed = set()
        return self._pose

    def joint(self, bone: str) -> np.ndarray:
        """Return where `bone` begins, (3,) metres above the ground."""
        return self.pose.head(bone) + self.shift

    def rest_bone(self, start: str, end: str) -> np.ndarray:
        """Return the rest direction from one bone's head to another's, (3,) metres."""
        return self.body.skeleton.head(end) - self.body.skeleton.head(start)

    def points(self, parts: tuple[str, ...], side: str = '') -> np.ndarray:
        """Return where the probes of `parts` are, (k, 3) metres above the ground."""
        return self.body.points(self.pose, self.body.probes.chosen(parts, side)) + self.shift

    def put_down(self, points: np.ndarray, height_m: float):
        """Move the whole body so that the lowest of `points` (of now) is at `height_m`."""
        self.shift = self.shift + (0.0, 0.0, height_m - points[:, 2].min())

    def tilt(self, bone: str, towards: str, parts: tuple[str, ...], side: str, height_m: float,
             limits_deg: tuple[float, float], *, only_up: bool = False):
        """Nod `bone` until the lowest of `parts` beyond it is at `height_m`.

        Args:
            bone: turns about its head.
            towards: the bone at its other end.
            parts: of BodyMesh; what moves with the bone.
            side: 'L' or 'R', or '' for both.
            height_m: above the ground.
            limits_deg: least and most angle; the positive raises the bone's other end.
            only_up: whether what hangs in the air may stay there.
        """
        points = self.points(parts, side)
        if only_up and points[:, 2].min() >= height_m:
            return
        joint = self.joint(bone)
        axis = level_axis(self.joint(towards) - joint)
        degrees = tilt_to_height(points - joint, joint[2], axis, height_m, limits_deg)
        self.set({bone: turned_in_world(self.pose, self.turns, bone, axis, degrees)})
