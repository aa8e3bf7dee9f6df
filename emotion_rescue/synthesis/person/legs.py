"""Poses legs: directions to turns, feet flat on the ground, knees within their limits."""

import numpy as np

from emotion_rescue.synthesis.person.ground_contact import CONTACT_M
from emotion_rescue.synthesis.person.joint_limits import bent_at_most
from emotion_rescue.synthesis.person.joint_limits import LIMITS_DEG
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import cross
from emotion_rescue.synthesis.rotations import hinge_about
from emotion_rescue.synthesis.rotations import unit

_DORSIFLEXION_DEG, _PLANTARFLEXION_DEG = 38.0, 52.0


def set_leg(draft: PoseDraft, side: str, thigh: np.ndarray, shin: np.ndarray):
    """Turn thigh and shin of `side` ('L', 'R') into world directions, each (3,)."""
    shin = bent_at_most(thigh, shin, LIMITS_DEG['knee_flexion'][1])
    upper, lower = f'upperleg01.{side}', f'lowerleg01.{side}'
    hips = draft.pose.rotation('root')
    # Shins turn backwards under thighs; a straight knee keeps the axis that hips give it.
    axis = cross(thigh, shin) + 0.12 * hips[:, 0]
    first, second = hinge_about(draft.rest_bone(upper, lower),
                                draft.rest_bone(lower, f'foot.{side}'), thigh, shin, axis)
    draft.set({upper: hips.T @ first, lower: first.T @ second})


def lay_foot_flat(draft: PoseDraft, side: str, toes_deg: float):
    """Turn the foot level, toes `toes_deg` to the left, as far as the ankle lets it."""
    shin = draft.pose.rotation(f'lowerleg02.{side}')
    turn = shin.T @ about('z', toes_deg)
    draft.set({f'foot.{side}': _within_ankle(turn)})


def plant(draft: PoseDraft, side: str, toes_deg: float, at: np.ndarray | None = None):
    """Bend hip and knee so that the foot stands flat on the ground below where it is.

    Args:
        draft: the pose.
        side: 'L' or 'R'.
        toes_deg: where the toes point, 0 ahead, positive to the left.
        at: (2,) metres, where the ankle should be; None: where it is.
    """
    foot = f'foot.{side}'
    for _ in range(2):
        lay_foot_flat(draft, side, toes_deg)
        ankle = draft.joint(foot)
        sole = draft.points(('foot',), side)[:, 2].min()
        target = ankle + (0.0, 0.0, CONTACT_M - sole)
        if at is not None:
            target[:2] = at
        _reach_with_foot(draft, side, target)
    lay_foot_flat(draft, side, toes_deg)


def knee_flexion_deg(draft: PoseDraft, side: str) -> float:
    """Return how far the knee of `side` is bent."""
    hip, knee, ankle = (draft.joint(f'{bone}.{side}')
                        for bone in ('upperleg01', 'lowerleg01', 'foot'))
    cosine = unit(knee - hip) @ unit(ankle - knee)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def hip_flexion_deg(draft: PoseDraft, side: str) -> float:
    """Return how far the thigh of `side` is ahead of a straight hip, as `joint_angles` says it."""
    thigh = draft.joint(f'lowerleg01.{side}') - draft.joint(f'upperleg01.{side}')
    _, back, up = draft.pose.rotation('root').T @ thigh
    return float(np.degrees(np.arctan2(-back, -up)))


def _reach_with_foot(draft, side, target):
    hip, knee = draft.joint(f'upperleg01.{side}'), draft.joint(f'lowerleg01.{side}')
    ankle = draft.joint(f'foot.{side}')
    thigh_m, shin_m = np.linalg.norm(knee - hip), np.linalg.norm(ankle - knee)
    along = target - hip
    reach = np.linalg.norm(along)
    least = np.sqrt(thigh_m**2 + shin_m**2 + 2 * thigh_m * shin_m * np.cos(
        np.radians(LIMITS_DEG['knee_flexion'][1])))
    length = np.clip(reach, least, 0.999 * (thigh_m + shin_m))
    axis = along / reach
    ahead = draft.pose.rotation('root') @ (0.0, -1.0, 0.0)
    pole = (knee - hip) - ((knee - hip) @ axis) * axis + 0.02 * ahead
    pole = unit(pole - (pole @ axis) * axis)
    cosine = (thigh_m**2 + length**2 - shin_m**2) / (2 * thigh_m * length)
    angle = np.arccos(np.clip(cosine, -1, 1))
    new_knee = hip + thigh_m * (np.cos(angle) * axis + np.sin(angle) * pole)
    set_leg(draft, side, new_knee - hip, hip + length * axis - new_knee)


def _within_ankle(turn):
    """Return a foot's turn against the shin, (3, 3), bent no further than ankles do."""
    pitch = np.degrees(np.arctan2(turn[2, 1], turn[2, 2]))
    # Positive pitch points the toes down.
    excess = pitch - np.clip(pitch, -_DORSIFLEXION_DEG, _PLANTARFLEXION_DEG)
    return about('x', -excess) @ turn
