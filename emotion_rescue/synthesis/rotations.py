"""Rotation matrices for posing: about an axis, and for a hinge joint from two directions."""

import numpy as np

_AXES = {'x': (1.0, 0.0, 0.0), 'y': (0.0, 1.0, 0.0), 'z': (0.0, 0.0, 1.0)}


def about(axis, degrees: float) -> np.ndarray:
    """Return the (3, 3) rotation by `degrees` about 'x', 'y', 'z' or a vector (3,).

    Rodrigues' formula; counterclockwise seen against the axis. A zero vector turns nothing.
    """
    x, y, z = unit(np.asarray(_AXES[axis] if isinstance(axis, str) else axis, float))
    angle = np.radians(degrees)
    cross = np.array(((0, -z, y), (z, 0, -x), (-y, x, 0)))
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def unit(vector: np.ndarray) -> np.ndarray:
    """Return `vector` with length 1, or zeros where it has none."""
    return vector / max(np.linalg.norm(vector), 1e-12)


def hinge(upper_rest, lower_rest, upper, lower) -> tuple[np.ndarray, np.ndarray]:
    """Return the rotations of a limb's two bones, the second against the first.

    The limb turns so that its own bending plane holds both wanted directions; the joint between
    the bones then only bends, as elbows and knees do.

    Args:
        upper_rest: (3,) direction of the upper bone at rest.
        lower_rest: (3,) direction of the lower bone at rest, not parallel to `upper_rest`.
        upper: (3,) wanted direction of the upper bone.
        lower: (3,) wanted direction of the lower bone.
    """
    upper, lower = unit(np.asarray(upper, float)), unit(np.asarray(lower, float))
    if np.linalg.norm(np.cross(upper, lower)) < 0.12:
        first = shortest(upper_rest, upper)
    else:
        first = _frame(upper, lower) @ _frame(unit(upper_rest), unit(lower_rest)).T
    return first, shortest(lower_rest, first.T @ lower)


def shortest(start, end) -> np.ndarray:
    """Return the smallest rotation that turns the direction `start` into `end`."""
    start, end = unit(np.asarray(start, float)), unit(np.asarray(end, float))
    axis = np.cross(start, end)
    if np.linalg.norm(axis) < 1e-9:
        axis = np.cross(start, (0.0, 0.0, 1.0) if abs(start[2]) < 0.9 else (1.0, 0.0, 0.0))
    return about(axis, np.degrees(np.arccos(np.clip(start @ end, -1, 1))))


def _frame(first, second):
    normal = unit(np.cross(first, second))
    return np.stack([first, np.cross(normal, first), normal], 1)
