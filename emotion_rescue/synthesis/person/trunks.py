"""How trunk, head and shoulders are held: by the posture, and by what a person feels."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.joint_limits import turn_within
from emotion_rescue.synthesis.person.limb_poses import FACE_DOWN
from emotion_rescue.synthesis.person.limb_poses import HIPS_DEG
from emotion_rescue.synthesis.person.limb_poses import LYING
from emotion_rescue.synthesis.person.limb_poses import SIDEWAYS
from emotion_rescue.synthesis.person.limb_poses import TRUNK_DEG
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.rotations import about

SPINE = ('spine04', 'spine03', 'spine02', 'spine01')
NECK = ('neck01', 'neck02', 'neck03', 'head')


@dataclass(frozen=True)
class TrunkPose:
    """How somebody holds trunk and head, degrees; forwards, sideways (left), about itself (left).

    Attributes:
        root: (3, 3), the hips in the world.
        spine: of the chest against the hips.
        head: of the head against the chest.
        shoulders_deg: how far both shoulders are raised.
        side: -1 or 1, the side a lying body lies on or a hurt one bends to; 1 is the left.
    """

    root: np.ndarray
    spine: tuple[float, float, float]
    head: tuple[float, float, float]
    shoulders_deg: float
    side: float

    def turns(self, moved: Movement) -> dict[str, np.ndarray]:
        """Return bone name -> (3, 3) rotation, with what a motion adds."""
        spine = turn_within('spine', *np.add(self.spine, moved.trunk_deg))
        head = turn_within('head', *np.add(self.head, moved.head_deg))
        return {'root': self.root} | bent_evenly(SPINE, spine) | bent_evenly(NECK, head)


def bent_evenly(bones: tuple[str, ...], degrees: tuple[float, float, float]
                ) -> dict[str, np.ndarray]:
    """Return bone name -> (3, 3): each of a row of bones turned by its part of the degrees.

    Args:
        bones: their names.
        degrees: forwards, sideways (left) and about itself (left), of the last against the first.
    """
    forwards, sideways, itself = (float(d) / len(bones) for d in degrees)
    part = about('x', forwards) @ about('y', sideways) @ about('z', itself)
    return dict.fromkeys(bones, part)


def hold_trunk(state: InnerState, camera_deg: float, rng: np.random.Generator) -> TrunkPose:
    """Return how somebody holds trunk and head.

    Args:
        state: what the person feels and does.
        camera_deg: where the camera is, seen from the person: 0 ahead, positive to the left.
        rng: source of chance.
    """
    posture, (valence, arousal, dominance) = state.posture, state.vad
    lying, shown = posture in LYING, state.expressivity
    side = float(rng.choice((-1, 1)))
    # A low or overwhelmed mood folds the trunk; confidence straightens it.
    slump = np.clip(shown * (2.5 * (5.5 - dominance) + 1.5 * (5.5 - valence)), -6, 22)
    hips = HIPS_DEG.get(posture, 0.0) + rng.normal(0, 0.5 if lying else 2)
    bend = TRUNK_DEG[posture] - HIPS_DEG.get(posture, 0.0) + (0.3 if lying else 1) * slump
    bend += rng.normal(0, 1.5 if lying else 4)
    lean, itself = rng.normal(0, 2.5), rng.normal(0, 5)
    # Who is hurt bends over the side that hurts.
    guarding = state.pain * shown * rng.uniform(0.4, 1.2)
    lean, bend = lean + 11 * side * guarding * (not lying), bend + 7 * guarding
    glance = rng.normal(0, 22)
    nod = shown * (1.2 * (5.5 - valence) + 1.5 * (5.5 - dominance))
    # The gaze stays level while the trunk bends.
    level = -0.6 * max(TRUNK_DEG[posture], 0)
    away, drop, tilt = rng.normal(0, 8), rng.uniform(10, 30), rng.normal(0, 6)
    if state.attention == 'camera':
        glance, nod, level = camera_deg + away, 0.3 * nod, -0.9 * max(TRUNK_DEG[posture], 0)
        if not lying:
            itself += np.clip(0.3 * camera_deg, -20, 20)
    elif state.attention == 'down':
        nod += drop
    elif state.attention == 'closed' and posture == 'slump':
        nod += 40
    if lying:
        most = 20 if posture in SIDEWAYS else 45
        glance, level, nod = np.clip(glance, -most, most), 0.0, 0.3 * nod
    if posture in FACE_DOWN:
        turn_to = np.sign(camera_deg) if abs(camera_deg) > 1 else side
        glance, nod = turn_to * 60 if posture == 'lie_front' else glance, -8
        level = -30 if posture == 'lie_elbows' else 0.0
    if posture == 'crawl':
        level = -38
    if posture == 'lie_propped':
        lean, itself = -28 * side, 0.0
        tilt -= 12 * side
    elif posture in SIDEWAYS:
        # The neck alone does not bring a head down past the shoulder.
        lean = 12 * side
    # Fear draws the head between the shoulders.
    raised = np.clip(shown * (1.2 * (arousal - 5.5) + 1.5 * (4.5 - dominance)), 0, 12)
    return TrunkPose(
        root=_lie_down(posture, side, rng) @ about('x', hips),
        spine=turn_within('spine', bend, lean, itself),
        head=turn_within('head', np.clip(nod + level, -40, 42), tilt, glance - 0.4 * itself),
        shoulders_deg=float(raised + 10 * (state.gesture == 'shrug')), side=side)


def _lie_down(posture, side, rng):
    more = rng.normal(0, 1)
    if posture in SIDEWAYS:
        # A little to the front, as the upper knee draws the body.
        roll = 78 if posture == 'lie_propped' else 90
        return about('z', 0.0) @ about('y', side * (roll + 3 * more)) @ about('z', 8 * side)
    if posture in LYING:
        tilt = 76 if posture == 'lie_elbows' else 90
        return about('x', tilt if posture in FACE_DOWN else -tilt) @ about('y', 2 * more)
    return about('z', 0.0)
