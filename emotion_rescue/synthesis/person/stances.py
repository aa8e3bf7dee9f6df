"""Brings a body to the ground: feet flat, seat or trunk down, knees, heels and head at rest."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.gait import crawl_shift
from emotion_rescue.synthesis.person.gait import GAITS
from emotion_rescue.synthesis.person.gait import step
from emotion_rescue.synthesis.person.ground_contact import CONTACT_M
from emotion_rescue.synthesis.person.ground_contact import level_axis
from emotion_rescue.synthesis.person.joint_angles import pitch_roll_yaw
from emotion_rescue.synthesis.person.joint_limits import LIMITS_DEG
from emotion_rescue.synthesis.person.joint_limits import thigh_within
from emotion_rescue.synthesis.person.joint_limits import turn_within
from emotion_rescue.synthesis.person.legs import hip_flexion_deg
from emotion_rescue.synthesis.person.legs import knee_flexion_deg
from emotion_rescue.synthesis.person.legs import lay_foot_flat
from emotion_rescue.synthesis.person.legs import plant
from emotion_rescue.synthesis.person.legs import set_leg
from emotion_rescue.synthesis.person.limb_poses import FEET
from emotion_rescue.synthesis.person.limb_poses import LYING
from emotion_rescue.synthesis.person.limb_poses import POINTED_FEET
from emotion_rescue.synthesis.person.limb_poses import SIDEWAYS
from emotion_rescue.synthesis.person.limb_poses import SUPPORTS
from emotion_rescue.synthesis.person.mass_centre import mass_centre
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.person.trunks import bent_evenly
from emotion_rescue.synthesis.person.trunks import NECK
from emotion_rescue.synthesis.person.trunks import TrunkPose
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import unit

# Radius of the shoulder of an average adult.
_SHOULDER_M = 0.055
# Feet of who sits on the ground are tried in so many places, so far apart.
_FOOT_PLACES, _FOOT_STEP_M = 20, 0.03
_LEG_PARTS = ('lower_leg', 'foot')


@dataclass(frozen=True, eq=False)
class Stance:
    """Everything about trunk and legs that was drawn.

    Attributes:
        posture: one of limb_poses.LEGS.
        first: 'L' or 'R', the side of the first leg.
        legs: for the first and the second leg, thigh and shin, (3,) each: outwards, forwards, up.
        toes_deg: how far each foot's toes point outwards.
        phase: of the double step, for those who walk or crawl.
        trunk: how the trunk is held.
        head_rests: whether the head of somebody lying is on the ground.
        moves: whether the person gets ahead.
    """

    posture: str
    first: str
    legs: tuple
    toes_deg: tuple[float, float]
    phase: float
    trunk: TrunkPose
    head_rests: bool
    moves: bool

    def sides(self):
        """Yield for both legs: number, 'L' or 'R', 1 for left or -1, and the foot's turn."""
        for number, side in enumerate((self.first, 'R' if self.first == 'L' else 'L')):
            sign = 1 if side == 'L' else -1
            yield number, side, sign, sign * self.toes_deg[number]


def settle(draft: PoseDraft, stance: Stance, moved: Movement):
    """Set the legs of `draft`, whose trunk is set, and put all of it on the ground."""
    posture = stance.posture
    if posture in GAITS:
        _walk(draft, stance)
        return
    _set_legs(draft, stance)
    support = SUPPORTS[posture]
    if support == 'trunk':
        _lie(draft, stance)
    elif support == 'seat':
        draft.put_down(_seat(draft), CONTACT_M)
        _put_legs_down(draft, stance)
    elif support == 'knees':
        _kneel(draft, stance)
    else:
        _stand(draft, stance, moved, balanced=support == 'feet')


def _set_legs(draft, stance):
    for number, side, sign, toes in stance.sides():
        thigh, shin = stance.legs[number]
        frame = draft.pose.rotation('root') if stance.posture in LYING else np.eye(3)
        if stance.posture in LYING:
            thigh = thigh_within(thigh)
        thigh, shin = (frame @ ((sign, -1, 1) * np.asarray(d)) for d in (thigh, shin))
        set_leg(draft, side, thigh, shin)
        if stance.posture in POINTED_FEET:
            draft.set({f'foot.{side}': about('x', 50)})
        elif FEET.get(stance.posture, ('', ''))[number] == 'flat':
            lay_foot_flat(draft, side, toes)
        else:
            # Feet at rest sink outwards and down.
            draft.set({f'foot.{side}': about('z', 1.5 * toes) @ about('x', 22)})


def _stand(draft, stance, moved, balanced):
    draft.put_down(draft.points(('foot',)), CONTACT_M)
    ankles = {side: draft.joint(f'foot.{side}')[:2] for side in 'LR'}
    hip_width = draft.body.skeleton.head('upperleg01.L')[0]
    if balanced:
        draft.shift = draft.shift + (0.55 * moved.sway * hip_width, 0.0,
                                     -0.012 * abs(moved.sway))
        middle = np.mean(list(ankles.values()), 0) + (0.0, -0.045)
        offset = mass_centre(draft)[:2] - middle
        draft.shift = draft.shift - (0.0, np.clip(offset[1], -0.3, 0.3), 0.0)
    for _, side, _, toes in stance.sides():
        plant(draft, side, toes, ankles[side])
    # Legs that are too short for both feet bring the body down; then they reach.
    lowest = [draft.points(('foot',), side)[:, 2].min() for side in 'LR']
    if max(lowest) > CONTACT_M + 0.004:
        draft.shift = draft.shift - (0.0, 0.0, 1.3 * (max(lowest) - CONTACT_M))
        for _, side, _, toes in stance.sides():
            plant(draft, side, toes, ankles[side])


def _walk(draft, stance):
    for number, side, sign, toes in stance.sides():
        leg = step(stance.posture, stance.phase + 0.5 * number, hurt=number == 0)
        aside = sign * 0.035 * (1 + 0.5 * (stance.posture == 'limp'))
        thigh, shin = (np.array((aside, -np.sin(np.radians(a)), -np.cos(np.radians(a))))
                       for a in (leg.hip, leg.hip - leg.knee))
        set_leg(draft, side, thigh, shin)
        lay_foot_flat(draft, side, toes)
        level = draft.turns[f'foot.{side}']
        draft.set({f'foot.{side}': level @ about('x', leg.toes)})
    draft.put_down(draft.points(('foot',)), CONTACT_M)


def _kneel(draft, stance):
    if stance.posture == 'crawl':
        for number, side, sign, _ in stance.sides():
            ahead, up = crawl_shift(stance.phase + 0.5 * number)
            ahead = 0.3 * ahead if stance.moves else 0.2 - 0.35 * number
            thigh = np.array((0.08 * sign, -ahead - 0.1 * up, -1))
            set_leg(draft, side, thigh, np.array((0.0, 1.0, 0.05 + 0.15 * up)))
    kneeling = '' if stance.posture != 'kneel_one' else ('R' if stance.first == 'L' else 'L')
    knees = ('upper_leg', 'lower_leg')
    for _ in range(3):
        draft.put_down(draft.points(knees, kneeling), CONTACT_M)
        for _, side, _, _ in stance.sides():
            if kneeling not in ('', side):
                continue
            # Feet that point to the ground lift the shin, as far as the knee bends.
            most = min(25.0, LIMITS_DEG['knee_flexion'][1] - knee_flexion_deg(draft, side))
            draft.tilt(f'lowerleg01.{side}', f'foot.{side}', ('foot',), side, CONTACT_M,
                       (-25, most), only_up=stance.posture == 'crawl' and stance.moves)
    if stance.posture == 'kneel_one':
        plant(draft, stance.first, stance.toes_deg[0] * (1 if stance.first == 'L' else -1))
    draft.put_down(draft.points((*knees, 'foot')), CONTACT_M)


def _lie(draft, stance):
    if stance.posture not in ('lie_elbows', 'lie_propped'):
        for _ in range(2):
            _level_trunk(draft, stance)
    points = [_seat(draft)]
    if stance.posture not in ('lie_elbows', 'lie_propped'):
        points += [_chest(draft), draft.points(('torso',))]
    draft.put_down(np.concatenate(points), CONTACT_M)
    _put_legs_down(draft, stance)
    _rest_head(draft, stance)


def _level_trunk(draft, stance):
    """Turn the whole body so that chest and seat are at the same height."""
    chest, seat = _chest(draft), _seat(draft)
    low, high = chest[chest[:, 2].argmin()], seat[seat[:, 2].argmin()]
    along = (low - high) * (1, 1, 0)
    angle = np.degrees(np.arctan2(low[2] - high[2], np.linalg.norm(along)))
    axis = level_axis(along)
    draft.set({'root': about(axis, np.clip(-angle, -20, 20)) @ draft.turns['root']})


def _put_legs_down(draft, stance):
    for number, side, _, toes in stance.sides():
        if FEET.get(stance.posture, ('', ''))[number] == 'flat':
            if SUPPORTS[stance.posture] == 'seat':
                _plant_before_seat(draft, side, toes)
            else:
                plant(draft, side, toes)
            continue
        height = CONTACT_M
        upper_side = 'R' if stance.trunk.side > 0 else 'L'
        if stance.posture in SIDEWAYS and side == upper_side:
            # The upper leg lies on the lower one, or before it on the ground.
            ahead = (stance.legs[number][0][1] - stance.legs[1 - number][0][1])
            height += 0.09 * float(np.clip(1 - abs(ahead) / 0.35, 0, 1))
        hip, knee = f'upperleg01.{side}', f'lowerleg01.{side}'
        most = 25 if stance.posture in SIDEWAYS else 60
        draft.tilt(hip, knee, _LEG_PARTS, side, height, (-most, most))
        if knee_flexion_deg(draft, side) > 25:
            draft.tilt(knee, f'foot.{side}', ('foot',), side, height, (-20, 20))


def _plant_before_seat(draft, side, toes_deg):
    """Plant a foot ahead of who sits on the ground, as far as the hip's limit asks for."""
    at = draft.joint(f'foot.{side}')[:2]
    ahead = unit(at - draft.joint(f'upperleg01.{side}')[:2])
    for number in range(_FOOT_PLACES):
        plant(draft, side, toes_deg, at + number * _FOOT_STEP_M * ahead)
        if hip_flexion_deg(draft, side) < LIMITS_DEG['hip_flexion'][1]:
            return


def _rest_head(draft, stance):
    if stance.posture in ('lie_elbows', 'lie_propped'):
        return
    for _ in range(3):
        points = draft.points(('head',))
        gap = points[:, 2].min() - CONTACT_M
        if gap > 0 and not stance.head_rests:
            return
        along = (points.mean(0) - draft.joint(NECK[0])) * (1, 1, 0)
        degrees = np.degrees(gap / max(np.linalg.norm(along), 0.05))
        turn = about(level_axis(along), -np.clip(degrees, -30, 30))
        chest = draft.pose.rotation('spine01')
        bent = pitch_roll_yaw(chest.T @ turn @ draft.pose.rotation('head'))
        bent = np.array(turn_within('head', *bent))
        draft.set(bent_evenly(NECK, bent))
        # Parts of three turns at once add up to a little more than the turns.
        while _beyond(draft):
            bent = 0.9 * bent
            draft.set(bent_evenly(NECK, bent))


def _beyond(draft):
    """Return whether the head is bent beyond its limits."""
    bent = pitch_roll_yaw(draft.pose.rotation('spine01').T @ draft.pose.rotation('head'))
    return bent != turn_within('head', *bent)


def _seat(draft):
    chosen = draft.body.probes.seat
    return draft.body.points(draft.pose, chosen) + draft.shift


def _chest(draft):
    """Return the chest's points and the undersides of both shoulders, (k, 3) metres."""
    chosen = draft.body.probes.chest
    shoulders = np.stack([draft.joint(f'upperarm01.{side}') for side in 'LR'])
    size = draft.body.skeleton.head('neck01')[2] / 0.6
    return np.concatenate([draft.body.points(draft.pose, chosen) + draft.shift,
                           shoulders - (0.0, 0.0, _SHOULDER_M * size)])
