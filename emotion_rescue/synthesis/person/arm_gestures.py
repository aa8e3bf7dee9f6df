"""From a gesture to both arms and hands of a body whose trunk and legs are set."""

from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.person.arm_plans import ArmPlan
from emotion_rescue.synthesis.person.arm_plans import wanted_reach
from emotion_rescue.synthesis.person.arms import above_ground
from emotion_rescue.synthesis.person.arms import arm_lengths
from emotion_rescue.synthesis.person.arms import best_choice
from emotion_rescue.synthesis.person.arms import Obstacles
from emotion_rescue.synthesis.person.arms import Reach
from emotion_rescue.synthesis.person.arms import reached
from emotion_rescue.synthesis.person.arms import set_arm
from emotion_rescue.synthesis.person.gestures import ARMS
from emotion_rescue.synthesis.person.gestures import Free
from emotion_rescue.synthesis.person.gestures import HANGING
from emotion_rescue.synthesis.person.gestures import ONE_ARMED
from emotion_rescue.synthesis.person.gestures import OnGround
from emotion_rescue.synthesis.person.gestures import Touch
from emotion_rescue.synthesis.person.ground_contact import CONTACT_M
from emotion_rescue.synthesis.person.hands import turn_hand
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.limb_poses import FACE_DOWN
from emotion_rescue.synthesis.person.limb_poses import LYING
from emotion_rescue.synthesis.person.limb_poses import SUPPORTS
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.person.touch_places import TouchPlaces
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import unit

_AT_SIDE = Free((0.25, 0.02, -1), (0.15, 0.1, -1))
# What the ground does not cover of somebody who lies on the front.
_FREE_FROM_BEHIND = frozenset({'temple', 'crown', 'back_of_head', 'nape'})
_IN_LAP = Touch('thigh', (1, -0.6, -0.4))
_BESIDE = OnGround((0.35, 0.05, -1), (0.4, -1, 0.3))
_STRAIGHT_DOWN = OnGround((0.08, 0.12, -1), (0.4, -1, 0.0))
# Between arm and trunk are two layers of cloth; further than the second an arm is not pushed.
_CLOTH_M, _PUSH_MOST_M = 0.006, 0.12
_ON_FOREARM = OnGround((0.1, 0.55, -0.6), (0, 0, -1), forearm=True)


def choose_arms(draft: PoseDraft, state: InnerState, places: TouchPlaces,
                rng: np.random.Generator, shoulders_deg: float = 0.0) -> tuple[ArmPlan, ...]:
    """Return what both arms do, so that they keep clear of the body and the ground.

    Args:
        draft: the pose; trunk and legs are set; its arms are changed.
        state: what the person feels and does.
        places: where hands touch bodies.
        rng: source of chance.
        shoulders_deg: how far both shoulders are raised.
    """
    obstacles = Obstacles(draft)
    first = 'L' if rng.random() < 0.5 else 'R'
    spread = 0.1 if state.gesture != 'limp' else 0.35
    noise, hand_noise = rng.normal(0, spread, (2, 2, 3)), rng.normal(0, 8, (2, 2))
    laps = np.flatnonzero(rng.random(2) < (0.2 if state.gesture == 'limp' else 0.6))
    plans = []
    for number, side in enumerate((first, 'R' if first == 'L' else 'L')):
        arm = _in_posture(draft, state, number, side, laps)
        hangs = 0.0
        if isinstance(arm, Free):
            arm = _varied(arm, noise[number], state)
            if state.posture not in LYING and state.gesture in HANGING:
                hangs = 1.0 if arm.upper[2] < -0.5 else 0.4
        rests = state.posture in LYING and isinstance(arm, Free) and (
            state.posture in FACE_DOWN or state.gesture in ('relaxed', 'limp', 'walking')
            or arm == _AT_SIDE or number == 1 and state.gesture in ONE_ARMED)
        plan = ArmPlan(side, number, arm, hangs, rests, shoulders_deg,
                       (18 + hand_noise[number][0], 8 + hand_noise[number][1]))
        _raise_shoulder(draft, plan, places)
        wanted = wanted_reach(draft, plan, Movement(), places)
        if not isinstance(arm, OnGround):
            choice = best_choice(draft, side, wanted, obstacles, isinstance(arm, Touch))
            chest = draft.pose.rotation('spine01')
            plan = replace(plan, swivel_deg=choice[0], push=chest.T @ choice[1])
        place_arms(draft, (plan,), Movement(), places)
        if not isinstance(arm, OnGround):
            plan = _out_of_body(draft, plan, places, obstacles)
        plans.append(plan)
    return tuple(plans)


def place_arms(draft: PoseDraft, plans: tuple[ArmPlan, ...], moved: Movement,
               places: TouchPlaces):
    """Set the arms and hands of `draft` as planned, with what a motion adds."""
    for plan in plans:
        _raise_shoulder(draft, plan, places)
        wanted = wanted_reach(draft, plan, moved, places)
        if plan.push is not None:
            by = draft.pose.rotation('spine01') @ plan.push
            wanted = Reach(wanted.elbow + by, wanted.wrist + by)
        for attempt in range(6):
            reach = reached(draft, plan.side, wanted, plan.swivel_deg)
            if isinstance(plan.arm, Free):
                reach = above_ground(draft, plan.side, reach,
                                     resting=plan.rests and not attempt)
            set_arm(draft, plan.side, reach)
            _set_hand(draft, plan, places)
            if reach.wrist[2] > 0.3:
                break
            low = draft.points(('hand', 'lower_arm'), plan.side)[:, 2].min()
            if low > CONTACT_M - 0.004:
                break
            up = np.array((0.0, 0.0, CONTACT_M - low))
            wanted = Reach(reach.elbow + 0.5 * up, reach.wrist + up)


def _out_of_body(draft, plan, places, obstacles):
    """Return the plan with its arm pushed until hand and forearm do not enter the body."""
    for _ in range(3):
        points = draft.points(('hand', 'lower_arm'), plan.side)
        depths, ways = obstacles.depths(points, np.full(len(points), _CLOTH_M))
        deepest = depths.argmax()
        if depths[deepest] < 0.012:
            break
        out = draft.pose.rotation('spine01').T @ ways[deepest]
        push = plan.push + 0.9 * depths[deepest] * out
        if np.linalg.norm(push) > _PUSH_MOST_M:
            break
        plan = replace(plan, push=push)
        place_arms(draft, (plan,), Movement(), places)
    return plan


def _in_posture(draft, state, number, side, laps):
    """Return the gesture's arm, or the one that the posture needs instead."""
    posture, gesture = state.posture, state.gesture
    arm = ARMS[gesture][number]
    acts = number == 0 and gesture in ONE_ARMED
    if posture == 'crawl':
        return arm if acts and isinstance(arm, Free) else _STRAIGHT_DOWN
    if posture == 'lie_elbows':
        return arm if acts and isinstance(arm, Free) else _ON_FOREARM
    if posture == 'lie_propped':
        # What is seen of the gesture is the upper arm's part.
        lower = draft.joint(f'upperarm01.{side}')[2] < draft.joint(
            f'upperarm01.{"R" if side == "L" else "L"}')[2]
        return _ON_FOREARM if lower else ARMS[gesture][0] if isinstance(
            ARMS[gesture][0], (Free, Touch)) else _AT_SIDE
    if isinstance(arm, OnGround) and SUPPORTS[posture] not in ('seat', 'knees'):
        return _AT_SIDE
    if posture == 'lie_front' and isinstance(arm, Touch) and arm.place not in _FREE_FROM_BEHIND:
        return _AT_SIDE
    if SUPPORTS[posture] == 'seat' and isinstance(arm, Free) and arm.fore[2] < -0.3:
        # On the ground there is no room below for hands that hang.
        return _IN_LAP if number in laps else _BESIDE
    return arm


def _varied(arm, noise, state):
    """Return a free arm as this person holds it."""
    upper, fore = np.add(arm.upper, noise[0]), np.add(arm.fore, 0.8 * noise[1])
    # Whoever feels in command takes room.
    upper[0] += 0.03 * (state.vad[2] - 5.5) * state.expressivity
    if state.gesture in ('wave', 'wave_both') and upper[2] > 0:
        upper[2] *= 0.6 + 0.08 * state.vad[1] * state.expressivity
    if state.posture in LYING and state.posture not in FACE_DOWN:
        upper[1] = max(upper[1], -0.05)
    if state.posture == 'lie_front':
        # Ahead of the chest is the ground; what reaches forwards reaches past the head.
        upper, fore = (np.array((o, 0.08, max(f, u))) for o, f, u in (upper, fore))
    return Free(tuple(upper), tuple(fore), arm.palm)


def _raise_shoulder(draft, plan, places):
    """Lift the collar bone as the arm rises above the shoulder."""
    if isinstance(plan.arm, Touch):
        point, _, _ = places.find(draft, plan.arm.place, plan.side)
        chest = draft.pose.rotation('spine01')
        above = (chest.T @ (point - draft.joint(f'clavicle.{plan.side}')))[2]
        raised = above / sum(arm_lengths(draft, plan.side))
    elif isinstance(plan.arm, Free):
        raised = unit(np.asarray(plan.arm.upper, float))[2]
    else:
        raised = 0.0
    degrees = 20 * np.clip(raised, 0, 0.9) + plan.shoulder_deg
    draft.set({f'clavicle.{plan.side}': about('y', -plan.sign * degrees)})


def _set_hand(draft, plan, places):
    arm, side = plan.arm, plan.side
    chest = draft.pose.rotation('spine01') @ np.diag((plan.sign, -1, 1))
    palm = None
    if plan.on_ground:
        palm = np.array((0.0, 0.0, -1.0))
    elif arm.palm is not None:
        palm = chest @ np.asarray(arm.palm, float)
    elif isinstance(arm, Touch):
        point, normal, _ = places.find(draft, arm.place, side)
        if np.linalg.norm(point - draft.joint(f'wrist.{side}')) < 0.2:
            palm = -normal
    turn, bend = plan.hand_deg
    turn_hand(draft, side, palm, turn, bend)
