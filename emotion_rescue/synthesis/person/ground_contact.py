"""Lets a body down until it touches the ground, with all the parts that should."""

import numpy as np

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import unit

# Height of the skin of what touches the ground: soles and cloth are between.
CONTACT_M = 0.010
_STEPS_DEG = np.arange(-100.0, 100.5, 1.0)


def tilt_to_height(offsets: np.ndarray, joint_m: float, axis: np.ndarray, height_m: float,
                   limits_deg: tuple[float, float] = (-90.0, 90.0)) -> float:
    """Return by how much to turn points about a joint so that the lowest is at a height.

    Of all angles within the limits the smallest that does it; where none does, the one that comes
    nearest.

    Args:
        offsets: (n, 3) metres, of the points from the joint.
        joint_m: height of the joint.
        axis: (3,) horizontal unit vector.
        height_m: wanted height of the lowest point.
        limits_deg: least and most angle.
    """
    across = np.cross(axis, offsets)[:, 2]

    def low(degrees):
        angle = np.radians(degrees)
        return joint_m - height_m + (np.outer(np.cos(angle), offsets[:, 2])
                                     + np.outer(np.sin(angle), across)).min(1)

    steps = _STEPS_DEG[(limits_deg[0] <= _STEPS_DEG) & (limits_deg[1] >= _STEPS_DEG)]
    heights = low(steps)
    crossed = np.flatnonzero(np.diff(np.signbit(heights)))
    if not len(crossed):
        return float(steps[np.argmin(np.abs(heights) + 1e-6 * np.abs(steps))])
    first = crossed[np.argmin(np.minimum(np.abs(steps[crossed]), np.abs(steps[crossed + 1])))]
    share = heights[first] / (heights[first] - heights[first + 1])
    return float(steps[first] + share * (steps[first + 1] - steps[first]))


def level_axis(direction: np.ndarray) -> np.ndarray:
    """Return the horizontal unit vector about which a bone along `direction` (3,) nods."""
    axis = np.array((direction[1], -direction[0], 0.0))
    return unit(axis) if np.linalg.norm(axis) > 0.05 else np.array((1.0, 0.0, 0.0))


def turned_in_world(pose, turns: dict, bone: str, axis: np.ndarray, degrees: float) -> np.ndarray:
    """Return the new turn of `bone` against its parent when it turns in the world.

    Args:
        pose: the PosedSkeleton that `turns` make.
        turns: bone name -> (3, 3) against its parent.
        bone: which to turn about its head.
        axis: (3,) in the world.
        degrees: how far.
    """
    skeleton = pose.skeleton
    above = pose.rotations[skeleton.parents[skeleton.names.index(bone)]]
    return above.T @ about(axis, degrees) @ above @ turns.get(bone, np.eye(3))
