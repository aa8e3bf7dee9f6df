"""Poses arms: hands reach their place, and arms keep out of the body and the ground."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.ground_contact import CONTACT_M
from emotion_rescue.synthesis.person.joint_limits import arm_excess_deg
from emotion_rescue.synthesis.person.joint_limits import bent_at_most
from emotion_rescue.synthesis.person.joint_limits import LIMITS_DEG
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import cross
from emotion_rescue.synthesis.rotations import hinge_about
from emotion_rescue.synthesis.rotations import unit

_SWIVELS_DEG = (0.0, 15.0, -15.0, 30.0, -30.0, 50.0, -50.0, 75.0, -75.0, 105.0)
# Radii of arms on average adults, and where along them (0 shoulder, 1 elbow, 2 wrist) one looks.
_ALONG = np.array((0.65, 0.85, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0))
_RADII_M = np.array((0.045, 0.045, 0.042, 0.042, 0.04, 0.036, 0.033, 0.03))
_HAND_M = 0.085
_ELBOW_M, _WRIST_M = 0.05, 0.038


@dataclass(frozen=True, eq=False)
class Reach:
    """Where an arm's elbow and wrist go, (3,) metres above the ground each."""

    elbow: np.ndarray
    wrist: np.ndarray


class Obstacles:
    """The trunk, head and thighs that arms must not enter, at one moment."""

    def __init__(self, draft: PoseDraft):
        probes = draft.body.probes
        chosen = probes.chosen(('torso', 'hips', 'neck', 'head', 'upper_leg'))
        self._points = draft.body.points(draft.pose, chosen) + draft.shift
        self._squares = np.einsum('pi,pi->p', self._points, self._points)
        self._normals = probes.posed_normals(draft.pose, chosen)

    def depths(self, points: np.ndarray, radii: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how deep balls are in the body, (n,) metres, and the way out, (n, 3)."""
        # Of a point's squared distance to each probe, its own square does not tell which is least.
        nearest = (self._squares - 2 * points @ self._points.T).argmin(1)
        away, normals = points - self._points[nearest], self._normals[nearest]
        height = np.einsum('ni,ni->n', away, normals)
        # Far outside, the nearest probe's normal says nothing of inside and outside.
        near = np.einsum('ni,ni->n', away, away) < 0.2**2
        return np.where(near, np.maximum(radii - height, 0), 0.0), normals


def arm_lengths(draft: PoseDraft, side: str) -> tuple[float, float]:
    """Return the lengths of upper arm and forearm in metres."""
    return draft.body.arm_lengths_m[side]


def best_choice(draft: PoseDraft, side: str, wanted: Reach, obstacles: Obstacles,
                touching: bool) -> tuple[float, np.ndarray]:
    """Return how an arm gives way to what shoulders do not allow and to what is in its way.

    Args:
        draft: the pose; its clavicle is set.
        side: 'L' or 'R'.
        wanted: where elbow and wrist should be.
        obstacles: what to keep clear of.
        touching: whether the wrist must stay; else the whole arm is pushed out of the body.

    Returns:
        By how many degrees the elbow swivels, and by how much the arm moves, (3,) metres.
    """
    scale = sum(arm_lengths(draft, side)) / 0.56
    push = np.zeros(3)
    for _ in range(1 if touching else 4):
        pushed = Reach(wanted.elbow + push, wanted.wrist + push)
        straight = reached(draft, side, pushed)
        points, radii = _along(draft, side, straight, touching)
        depths, _ = obstacles.depths(points, radii * scale)
        if depths.max() == 0 and _cost(draft, side, straight, 0.0, depths) < 0.1 and (
                points[:, 2] > CONTACT_M + radii * scale).all():
            return 0.0, push
        found = [straight] + [reached(draft, side, pushed, angle) for angle in _SWIVELS_DEG[1:]]
        points, radii = zip(*(_along(draft, side, reach, touching) for reach in found),
                            strict=True)
        depths, ways = obstacles.depths(np.concatenate(points), np.concatenate(radii) * scale)
        depths, ways = depths.reshape(len(found), -1), ways.reshape(len(found), -1, 3)
        costs = [_cost(draft, side, reach, swivel, depth)
                 + 100 * np.maximum(CONTACT_M + radius * scale - point[:, 2], 0).max()
                 for reach, swivel, depth, point, radius in zip(
                     found, _SWIVELS_DEG, depths, points, radii, strict=True)]
        best = int(np.argmin(costs))
        if touching or depths[best].max() < 0.01:
            break
        out = (depths[best][:, None] * ways[best]).sum(0)
        push = push + 1.2 * depths[best].max() * unit(out)
    return _SWIVELS_DEG[best], push


def reached(draft: PoseDraft, side: str, wanted: Reach, swivel_deg: float = 0.0) -> Reach:
    """Return `wanted` with bones of their own lengths and an elbow bent as far as elbows do.

    Args:
        draft: the pose.
        side: 'L' or 'R'.
        wanted: where elbow and wrist should be.
        swivel_deg: turns the elbow about the line from shoulder to wrist, upwards and outwards
            where it is positive.
    """
    upper_m, fore_m = arm_lengths(draft, side)
    shoulder = draft.joint(f'upperarm01.{side}')
    axis = unit(wanted.wrist - shoulder)
    least = np.sqrt(upper_m**2 + fore_m**2 + 2 * upper_m * fore_m * np.cos(
        np.radians(LIMITS_DEG['elbow_flexion'][1] - 2)))
    length = np.clip(np.linalg.norm(wanted.wrist - shoulder), least, 0.998 * (upper_m + fore_m))
    pole = wanted.elbow - shoulder
    pole = unit(pole - (pole @ axis) * axis)
    pole = about(axis, swivel_deg if side == 'L' else -swivel_deg) @ pole
    cosine = (upper_m**2 + length**2 - fore_m**2) / (2 * upper_m * length)
    angle = np.arccos(np.clip(cosine, -1, 1))
    elbow = shoulder + upper_m * (np.cos(angle) * axis + np.sin(angle) * pole)
    return Reach(elbow, shoulder + length * axis)


def set_arm(draft: PoseDraft, side: str, reach: Reach):
    """Turn the bones of upper arm and forearm so that the arm is at `reach`."""
    upper_bone, fore_bone = f'upperarm01.{side}', f'lowerarm01.{side}'
    shoulder = draft.joint(upper_bone)
    upper, fore = unit(reach.elbow - shoulder), unit(reach.wrist - reach.elbow)
    fore = bent_at_most(upper, fore, LIMITS_DEG['elbow_flexion'][1])
    along = unit(reach.wrist - shoulder)
    pole = (reach.elbow - shoulder) - ((reach.elbow - shoulder) @ along) * along
    axis = -cross(along, pole)
    # A straight arm bends where its elbow points: backwards and a little outwards.
    chest = draft.pose.rotation('spine01')
    behind = chest @ (0.3 if side == 'L' else -0.3, 1.0, -0.2)
    axis = axis - 0.02 * unit(cross(along, behind))
    first, second = hinge_about(draft.rest_bone(upper_bone, fore_bone),
                                draft.rest_bone(fore_bone, f'wrist.{side}'), upper, fore, axis)
    above = draft.pose.rotation(f'shoulder01.{side}')
    draft.set({upper_bone: above.T @ first, fore_bone: first.T @ second})


def above_ground(draft: PoseDraft, side: str, reach: Reach, *, resting: bool) -> Reach:
    """Return the arm lifted out of the ground, or, where `resting`, lying on it."""
    shoulder = draft.joint(f'upperarm01.{side}')
    upper_m, fore_m = arm_lengths(draft, side)
    scale = (upper_m + fore_m) / 0.56
    elbow = _at_height(shoulder, reach.elbow, upper_m, CONTACT_M + _ELBOW_M * scale, resting)
    wrist = elbow + (reach.wrist - reach.elbow)
    return Reach(elbow, _at_height(elbow, wrist, fore_m, CONTACT_M + _WRIST_M * scale, resting))


def _at_height(start, end, length, height, exactly):
    """Return the end of a bone raised to `height`, or brought to it, as far as it reaches."""
    if not exactly and end[2] >= height:
        return end
    rise = np.clip(height - start[2], -0.98 * length, 0.98 * length)
    level = unit((end - start) * (1, 1, 0))
    return start + level * np.sqrt(length**2 - rise**2) + (0, 0, rise)


def _along(draft, side, reach, touching):
    shoulder = draft.joint(f'upperarm01.{side}')
    corners = np.stack([shoulder, reach.elbow, reach.wrist])
    axes = [np.interp(_ALONG, (0, 1, 2), corners[:, i]) for i in range(3)]
    points, radii = np.stack(axes, 1), _RADII_M
    if touching:
        return points[:-2], radii[:-2]
    hand = reach.wrist + _HAND_M * unit(reach.wrist - reach.elbow)
    return np.concatenate([points, hand[None]]), np.append(radii, 0.03)


def _cost(draft, side, reach, swivel, depths):
    """Return how bad an arm is: 1 is as bad as an elbow that gives way by 60 degrees."""
    shoulder = draft.joint(f'upperarm01.{side}')
    upper = draft.pose.rotation('spine01').T @ (reach.elbow - shoulder)
    upper = np.array((upper[0] if side == 'L' else -upper[0], -upper[1], upper[2]))
    return abs(swivel) / 60 + arm_excess_deg(upper) / 12 + 50 * (depths.max() + 0.5 * depths.sum())
