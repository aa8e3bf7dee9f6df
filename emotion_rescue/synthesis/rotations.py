"""Rotation matrices for posing: about an axis, and for a hinge joint from two directions."""

import math

import numpy as np

_AXES = {'x': (1.0, 0.0, 0.0), 'y': (0.0, 1.0, 0.0), 'z': (0.0, 0.0, 1.0)}


def about(axis, degrees: float) -> np.ndarray:
    """Return the (3, 3) rotation by `degrees` about 'x', 'y', 'z' or a vector (3,).

    Rodrigues' formula; counterclockwise seen against the axis. A zero vector turns nothing.
    """
    x, y, z = unit(np.asarray(_AXES[axis] if isinstance(axis, str) else axis, float))
    angle = math.radians(degrees)
    sine, cosine = math.sin(angle), math.cos(angle)
    rest = 1 - cosine
    # A vector without length has no axis: only the cosine would remain of it.
    if x == y == z == 0.0:
        return np.eye(3)
    return np.array((
        (cosine + rest * x * x, rest * x * y - sine * z, rest * x * z + sine * y),
        (rest * x * y + sine * z, cosine + rest * y * y, rest * y * z - sine * x),
        (rest * x * z - sine * y, rest * y * z + sine * x, cosine + rest * z * z)))


def unit(vector: np.ndarray) -> np.ndarray:
    """Return `vector` with length 1, or zeros where it has none."""
    return vector / max(math.sqrt(vector @ vector), 1e-12)


def cross(first, second) -> np.ndarray:
    """Return the cross product of two vectors (3,); far quicker for one pair than numpy's."""
    (ax, ay, az), (bx, by, bz) = first, second
    return np.array((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx))


def hinge_about(upper_rest, lower_rest, upper, lower, axis) -> tuple[np.ndarray, np.ndarray]:
    """Return the rotations of a limb's two bones, both against the rest pose.

    The joint between the bones only bends, as elbows and knees do. Its axis is given, so that a
    limb which is (nearly) straight has one too and does not flip when it bends a little.

    Args:
        upper_rest: (3,) direction of the upper bone at rest.
        lower_rest: (3,) direction of the lower bone at rest, not parallel to `upper_rest`.
        upper: (3,) wanted direction of the upper bone.
        lower: (3,) wanted direction of the lower bone.
        axis: (3,) about this the lower bone is turned from `upper` to `lower`, counterclockwise;
            it need not be at right angles to both.
    """
    axis_rest = unit(cross(upper_rest, lower_rest))
    return tuple(_aligned(wanted, axis) @ _aligned(rest, axis_rest).T
                 for wanted, rest in ((upper, upper_rest), (lower, lower_rest)))


def shortest(start, end) -> np.ndarray:
    """Return the smallest rotation that turns the direction `start` into `end`."""
    start, end = unit(np.asarray(start, float)), unit(np.asarray(end, float))
    axis = cross(start, end)
    if np.linalg.norm(axis) < 1e-9:
        axis = cross(start, (0.0, 0.0, 1.0) if abs(start[2]) < 0.9 else (1.0, 0.0, 0.0))
    return about(axis, np.degrees(np.arccos(np.clip(start @ end, -1, 1))))


def _aligned(direction, axis):
    """Return the axes, in columns, of a bone along `direction` whose hinge is near `axis`."""
    first = unit(np.asarray(direction, float))
    third = unit(axis - (axis @ first) * first)
    return np.stack([first, cross(third, first), third], 1)
