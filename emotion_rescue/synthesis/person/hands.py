"""Turns hands and bends fingers."""

import numpy as np

from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import cross
from emotion_rescue.synthesis.rotations import unit

# American Academy of Orthopaedic Surgeons, as in joint_limits: turning the forearm either way, and
# bending the wrist towards palm and back.
_TURN_MOST_DEG, _WRIST_MOST_DEG = 80.0, (-60.0, 70.0)
# Degrees of a fist at knuckles, middle and last joints.
_FIST_DEG = (80.0, 100.0, 60.0)
_THUMB_FIST_DEG = (20.0, 30.0, 55.0)


def turn_hand(draft: PoseDraft, side: str, palm: np.ndarray | None, turn_deg: float = 0.0,
              bend_deg: float = 0.0):
    """Turn forearm and wrist so that the palm faces `palm`, as far as they can.

    Args:
        draft: the pose; upper arm and forearm are set.
        side: 'L' or 'R'.
        palm: (3,) in the world; None turns by `turn_deg` and bends by `bend_deg`.
        turn_deg: of the forearm, positive turns the palm down (pronation).
        bend_deg: of the wrist, positive towards the palm.
    """
    lower, wrist = f'lowerarm02.{side}', f'wrist.{side}'
    along_rest = unit(draft.rest_bone(f'lowerarm01.{side}', wrist))
    palm_rest = palm_at_rest(draft.body.rest.skeleton, side)
    across_rest = unit(cross(along_rest, palm_rest))
    sign = 1 if side == 'L' else -1
    turn, bend = sign * turn_deg, bend_deg
    if palm is not None:
        wanted = draft.pose.rotation(f'lowerarm01.{side}').T @ unit(np.asarray(palm, float))
        flat_rest = unit(palm_rest - (palm_rest @ along_rest) * along_rest)
        flat = wanted - (wanted @ along_rest) * along_rest
        if np.linalg.norm(flat) > 0.15:
            turn = np.degrees(np.arctan2(cross(flat_rest, flat) @ along_rest, flat_rest @ flat))
        most = _TURN_MOST_DEG
        turn = float(np.clip(turn, -most, most))
        bend = 90 - np.degrees(np.arccos(np.clip(wanted @ along_rest, -1, 1)))
        bend = -bend
    bend = float(np.clip(bend, *_WRIST_MOST_DEG))
    # Half of the turn is in the forearm, as radius and ulna cross along it.
    half = about(along_rest, turn / 2)
    draft.set({lower: half, wrist: half @ about(across_rest, bend)})


def palm_at_rest(skeleton, side: str) -> np.ndarray:
    """Return the unit vector that the palm faces at rest, (3,); it needs the fingers' bones."""
    wrist, first, last = (skeleton.head(f'{bone}.{side}')
                          for bone in ('wrist', 'finger2-1', 'finger5-1'))
    palm = unit(cross(last - wrist, first - wrist))
    return palm if side == 'L' else -palm


def finger_turns(skeleton, side: str, closed: float, rng: np.random.Generator, *,
                 straight: tuple[int, ...] = ()) -> dict[str, np.ndarray]:
    """Return finger bones' turns, bone name -> (3, 3).

    Args:
        skeleton: the whole Skeleton of the body, with fingers.
        side: 'L' or 'R'.
        closed: 0 flat .. 1 fist.
        rng: source of chance; fingers differ a little.
        straight: numbers of fingers (1 thumb .. 5) that stay straight, as a pointing one.
    """
    turns = {}
    for finger in (1, 2, 3, 4, 5):
        joints = [skeleton.head(f'finger{finger}-{j}.{side}') for j in (1, 2, 3)]
        axis = cross(joints[1] - joints[0], joints[2] - joints[1])
        share = 0.0 if finger in straight else closed * rng.uniform(0.85, 1.1)
        share += 0.0 if finger in straight else 0.04 * (finger - 3)
        for joint, most in enumerate(_THUMB_FIST_DEG if finger == 1 else _FIST_DEG, 1):
            # At rest the fingers are a little bent already.
            bend = np.clip(share, 0, 1) * most - (0 if finger == 1 else 8)
            turns[f'finger{finger}-{joint}.{side}'] = about(axis, bend)
    return turns
