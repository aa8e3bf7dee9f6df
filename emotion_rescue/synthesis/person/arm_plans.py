"""Where elbow and wrist of a planned arm should be, before anything is in the way."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.arms import arm_lengths
from emotion_rescue.synthesis.person.arms import Reach
from emotion_rescue.synthesis.person.arms import reached
from emotion_rescue.synthesis.person.gestures import Arm
from emotion_rescue.synthesis.person.gestures import Free
from emotion_rescue.synthesis.person.gestures import OnGround
from emotion_rescue.synthesis.person.ground_contact import CONTACT_M
from emotion_rescue.synthesis.person.joint_limits import bent_at_most
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.person.touch_places import TouchPlaces
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import shortest
from emotion_rescue.synthesis.rotations import unit

# From the wrist to the middle of the palm, and from there to the skin it touches, average adult.
_PALM_M, _HAND_THICK_M = 0.07, 0.022


@dataclass(frozen=True, eq=False)
class ArmPlan:
    """What one arm does, whatever the moment.

    Attributes:
        side: 'L' or 'R'.
        number: 0 for the first arm, 1 for the second.
        arm: its gesture, with the person's own variation.
        hangs: 0..1, how much gravity instead of the chest says where down is.
        rests: whether it lies on the ground.
        shoulder_deg: how far the shoulder is raised.
        hand_deg: turn and bend of a hand that faces nothing.
        swivel_deg: how far the elbow gives way to the body.
        push: (3,) metres, how far the arm gives way, seen from the chest.
    """

    side: str
    number: int
    arm: Arm
    hangs: float
    rests: bool
    shoulder_deg: float
    hand_deg: tuple[float, float]
    swivel_deg: float = 0.0
    push: np.ndarray | None = None

    @property
    def sign(self) -> int:
        """1 for the left arm, -1 for the right."""
        return 1 if self.side == 'L' else -1

    @property
    def on_ground(self) -> bool:
        """Whether the hand lies on the ground."""
        return self.rests or isinstance(self.arm, OnGround)


def wanted_reach(draft: PoseDraft, plan: ArmPlan, moved: Movement,
                 places: TouchPlaces) -> Reach:
    """Return where elbow and wrist should be.

    Args:
        draft: the pose; trunk, legs and the clavicle are set.
        plan: what the arm does.
        moved: what a motion adds.
        places: where hands touch bodies.
    """
    arm, side = plan.arm, plan.side
    upper_m, fore_m = arm_lengths(draft, side)
    shoulder = draft.joint(f'upperarm01.{side}')
    frame = draft.pose.rotation('spine01') @ np.diag((plan.sign, -1, 1))
    added = [np.asarray(part[plan.number]) for part in (moved.upper_arms, moved.forearms)]
    if isinstance(arm, Free):
        if plan.hangs:
            up = draft.pose.rotation('spine01')[:, 2]
            straight = shortest(up, unit((1 - plan.hangs) * up + plan.hangs * np.eye(3)[2]))
            frame = straight @ frame
        upper = frame @ (unit(np.asarray(arm.upper, float)) + added[0])
        fore = bent_at_most(upper, frame @ (unit(np.asarray(arm.fore, float)) + added[1]), 142)
        elbow = shoulder + upper_m * unit(upper)
        return Reach(elbow, elbow + fore_m * fore)
    if isinstance(arm, OnGround) and not arm.forearm:
        # Hands that bear a body are below it, wherever its chest faces.
        level = draft.pose.rotation('spine01') @ (0.0, -1.0, 0.0)
        if abs(level[2]) > 0.7:
            level = draft.pose.rotation('spine01') @ (0.0, 0.0, 1.0)
        frame = about('z', np.degrees(np.arctan2(level[0], -level[1]))) @ np.diag(
            (plan.sign, -1, 1))
    hint = shoulder + (frame @ np.asarray(arm.elbow, float)) * upper_m
    if isinstance(arm, OnGround):
        return _on_ground(plan, shoulder, frame, hint, upper_m, fore_m)
    return _at_place(draft, plan, places, hint, fore_m * (frame @ added[1]))


def _on_ground(plan, shoulder, frame, hint, upper_m, fore_m):
    height = CONTACT_M + 0.045 * (upper_m + fore_m) / 0.56
    down = unit(frame @ np.asarray(plan.arm.upper, float))
    if plan.arm.forearm:
        drop = np.clip(shoulder[2] - height, -0.95 * upper_m, 0.95 * upper_m)
        level = unit(down * (1, 1, 0)) * np.sqrt(upper_m**2 - drop**2)
        elbow = shoulder + level - (0, 0, drop)
        ahead = unit((frame @ (-0.25, 0.5, 1.0)) * (1, 1, 0))
        return Reach(elbow, elbow + fore_m * ahead + (0, 0, height - elbow[2]))
    down = unit(down - (0, 0, 0.8))
    length = min((shoulder[2] - height) / max(-down[2], 0.1), 0.995 * (upper_m + fore_m))
    return Reach(hint, shoulder + length * down)


def _at_place(draft, plan, places, hint, added):
    arm, side = plan.arm, plan.side
    scale = sum(arm_lengths(draft, side)) / 0.56
    point, normal, _ = places.find(draft, arm.place, side)
    point = point + (_HAND_THICK_M + arm.off_m) * scale * normal
    wrist = point
    for _ in range(3):
        reach = reached(draft, side, Reach(hint, wrist))
        along = point - reach.elbow
        # The hand lies along the skin, as far as the wrist bends.
        along = unit(along - 0.75 * (along @ normal) * normal)
        wrist = point - _PALM_M * scale * along
        wrist[2] = max(wrist[2], CONTACT_M + 0.035 * scale)
    return Reach(hint, wrist + added)
