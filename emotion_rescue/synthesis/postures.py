"""From an inner state to joint rotations: posture, gesture, and what affect does to both."""

import numpy as np

from emotion_rescue.synthesis.inner_states import InnerState
from emotion_rescue.synthesis.limb_poses import ARMS
from emotion_rescue.synthesis.limb_poses import CLOSED_HANDS
from emotion_rescue.synthesis.limb_poses import FLAT_FEET
from emotion_rescue.synthesis.limb_poses import LEGS
from emotion_rescue.synthesis.limb_poses import LYING
from emotion_rescue.synthesis.limb_poses import POINTED_FEET
from emotion_rescue.synthesis.limb_poses import TRUNK_DEG
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import hinge

_SPINE = ('spine04', 'spine03', 'spine02', 'spine01')
_NECK = ('neck01', 'neck02', 'neck03', 'head')
_HEAD_TURN_DEG = 65.0


class Posture:
    """Makes joint rotations for bodies with the given skeleton at rest."""

    def __init__(self, rest_heads: dict[str, np.ndarray]):
        """Take `rest_heads`, bone name -> (3,) metres, from BodyFactory."""
        self._rest = rest_heads

    def rotations(self, state: InnerState, camera_deg: float,
                  rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Return bone name -> (3, 3) rotation.

        Args:
            state: what the person feels and does.
            camera_deg: where the camera is, seen from the person: 0 ahead, positive to the left.
            rng: source of chance.
        """
        swap = rng.random() < 0.5
        turns = {'root': _lie_down(state.posture, rng)}
        turns.update(self._trunk(state, rng))
        turns.update(self._head(state, camera_deg, rng))
        arms = ARMS[state.gesture]
        legs = LEGS[state.posture]
        for side, index in (('L', int(swap)), ('R', 1 - int(swap))):
            turns.update(self._arm(arms[index], side, state, rng))
            turns.update(self._leg(legs[index], side, state.posture, rng))
            turns.update(self._fingers(side, state, rng))
        return turns

    def _trunk(self, state, rng):
        valence, arousal, dominance = state.vad
        # A low or overwhelmed mood folds the trunk; confidence straightens it.
        slump = state.expressivity * (2.5 * (5.5 - dominance) + 1.5 * (5.5 - valence))
        slump = 0.3 * slump if state.posture in LYING else slump
        bend = (TRUNK_DEG[state.posture] + np.clip(slump, -6, 22) + rng.normal(0, 4)) / len(_SPINE)
        lean, twist = rng.normal(0, 1.5), rng.normal(0, 2.5)
        step = about('z', twist) @ about('y', lean) @ about('x', bend)
        return dict.fromkeys(_SPINE, step)

    def _head(self, state, camera_deg, rng):
        valence, _, dominance = state.vad
        nod = state.expressivity * (1.2 * (5.5 - valence) + 1.5 * (5.5 - dominance))
        nod -= 0.6 * TRUNK_DEG[state.posture]
        turn = rng.normal(0, 25)
        attention = state.situation.attention
        if attention == 'camera':
            turn, nod = camera_deg + rng.normal(0, 8), 0.3 * nod - 0.3 * TRUNK_DEG[state.posture]
        elif attention == 'down':
            nod += rng.uniform(10, 30)
        elif attention == 'closed' and state.posture == 'slump':
            nod += 40
        if state.posture == 'lie_front':
            turn, nod = np.sign(camera_deg) * 60, -8
        turn = np.clip(turn, -_HEAD_TURN_DEG, _HEAD_TURN_DEG) / len(_NECK)
        tilt = rng.normal(0, 6) / len(_NECK)
        nod = np.clip(nod, -35, 45) / len(_NECK)
        return dict.fromkeys(_NECK, about('z', turn) @ about('y', tilt) @ about('x', nod))

    def _arm(self, limb, side, state, rng):
        """Return clavicle, upper and lower arm; arousal makes gestures wider, fatigue hang."""
        spread = 0.12 if state.gesture != 'limp' else 0.35
        upper, fore = (np.add(d, rng.normal(0, spread, 3)) for d in limb)
        if state.posture in LYING:
            upper[1] = max(upper[1], -0.05)
        if state.posture == 'lie_front':
            # Ahead of the chest is the ground; what reaches forwards reaches past the head.
            upper, fore = (np.array((o, 0.08, max(f, u))) for o, f, u in (upper, fore))
        if state.gesture in ('wave', 'wave_both') and upper[2] > 0:
            upper[2] *= 0.6 + 0.08 * state.vad[1] * state.expressivity
        raised = np.clip(upper[2] / np.linalg.norm(upper), -0.3, 0.9)
        sign = 1 if side == 'L' else -1
        clavicle = about('y', -sign * 18 * max(raised, 0))
        back = clavicle.T
        first, second = hinge(
            self._bone(f'upperarm01.{side}', f'lowerarm01.{side}'),
            self._bone(f'lowerarm01.{side}', f'wrist.{side}'),
            back @ _world(upper, side), back @ _world(fore, side))
        return {f'clavicle.{side}': clavicle, f'upperarm01.{side}': first,
                f'lowerarm01.{side}': second}

    def _leg(self, limb, side, posture, rng):
        thigh, shin = (np.add(d, rng.normal(0, 0.05, 3)) for d in limb)
        first, second = hinge(
            self._bone(f'upperleg01.{side}', f'lowerleg01.{side}'),
            self._bone(f'lowerleg01.{side}', f'foot.{side}'),
            _world(thigh, side), _world(shin, side))
        foot = np.eye(3)
        if posture in FLAT_FEET:
            foot = (first @ second).T
        elif posture in POINTED_FEET:
            foot = about('x', 55)
        return {f'upperleg01.{side}': first, f'lowerleg01.{side}': second, f'foot.{side}': foot}

    def _fingers(self, side, state, rng):
        """Return the bend of all fingers: fists when closed, almost straight otherwise."""
        degrees = rng.uniform(45, 70) if state.gesture in CLOSED_HANDS else rng.uniform(0, 25)
        turns = {}
        for finger in (2, 3, 4, 5):
            joints = [self._rest[f'finger{finger}-{j}.{side}'] for j in (1, 2, 3)]
            axis = np.cross(joints[1] - joints[0], joints[2] - joints[1])
            for joint in (1, 2, 3):
                turns[f'finger{finger}-{joint}.{side}'] = about(axis, degrees)
        return turns

    def _bone(self, start, end):
        return self._rest[end] - self._rest[start]


def _world(direction, side):
    """Turn (outwards, forwards, upwards) of a side into the world's x (left), y (back), z (up)."""
    out, forward, up = direction
    return np.array((out if side == 'L' else -out, -forward, up))


def _lie_down(posture, rng):
    if posture == 'lie_back':
        return about('x', -90 + rng.normal(0, 3))
    if posture == 'lie_front':
        return about('x', 90 + rng.normal(0, 2))
    if posture == 'lie_side':
        return about('y', float(rng.choice((-1, 1))) * (90 + rng.normal(0, 5)))
    return about('z', 0.0)
