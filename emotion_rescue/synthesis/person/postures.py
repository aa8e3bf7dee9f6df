"""From an inner state to a pose: trunk and legs on the ground, then arms, hands and fingers."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.arm_gestures import choose_arms
from emotion_rescue.synthesis.person.arm_gestures import place_arms
from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.bodies import RestBody
from emotion_rescue.synthesis.person.body_probes import BodyProbes
from emotion_rescue.synthesis.person.gait import GAITS
from emotion_rescue.synthesis.person.gait import STRIDE_LEGS
from emotion_rescue.synthesis.person.gestures import FISTS
from emotion_rescue.synthesis.person.gestures import LOOSE_HAND
from emotion_rescue.synthesis.person.hands import finger_turns
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.person.motions import Movement
from emotion_rescue.synthesis.person.pose_drafts import PoseDraft
from emotion_rescue.synthesis.person.skeleton import PosedSkeleton
from emotion_rescue.synthesis.person.stances import settle
from emotion_rescue.synthesis.person.stances import Stance
from emotion_rescue.synthesis.person.touch_places import TouchPlaces
from emotion_rescue.synthesis.person.trunks import hold_trunk

# Streams of chance of one pose, so that more draws in one part do not change another.
_TRUNK_STREAM, _LEGS_STREAM, _ARMS_STREAM, _FINGERS_STREAM = range(4)
_UNMOVED = Movement()


@dataclass(frozen=True, eq=False)
class BodyPose:
    """A pose of the whole skeleton.

    Attributes:
        turns: bone name -> (3, 3) rotation against its parent.
        skeleton: posed, with its root at the origin; x left, y back, z up.
        shift: (3,) metres; moves the body's place on the ground to the origin.
    """

    turns: dict[str, np.ndarray]
    skeleton: PosedSkeleton
    shift: np.ndarray


class Posture:
    """Makes poses for all bodies of a BodyFactory."""

    def __init__(self, bodies: BodyFactory):
        self._probes = BodyProbes(bodies)
        self._places = TouchPlaces(bodies, self._probes)

    def pose(self, rest: RestBody, state: InnerState, camera_deg: float, seed: tuple[int, ...],
             moved: Movement = _UNMOVED) -> BodyPose:
        """Return the pose of a body that looks against y.

        Args:
            rest: the body.
            state: what the person feels and does.
            camera_deg: where the camera is, seen from the person: 0 ahead, positive to the left.
            seed: of all chance in the pose.
            moved: what a motion adds to it.
        """
        still, arms, place = self._still(rest, state, camera_deg, seed)
        turns, shift = still.turns, still.shift
        if moved != _UNMOVED:
            draft = self._settled(rest, state, camera_deg, seed, moved)
            place_arms(draft, arms, moved, self._places)
            turns, shift = draft.turns, draft.shift
        turns = turns | self._fingers(rest, state, seed, arms)
        return BodyPose(turns, rest.skeleton.posed(turns), shift - (*place, 0.0))

    def seat_height_m(self, rest: RestBody, pose: BodyPose) -> float:
        """Return how high a block under somebody's seat is; cloth and flesh give way a little."""
        points = self._probes.of(rest).points(
            self._probes.of(rest).skeleton.posed(pose.turns), self._probes.seat)
        return float(points[:, 2].min() + pose.shift[2])

    def stride_m(self, rest: RestBody, state: InnerState) -> float:
        """Return how far a double step takes somebody, metres; 0 for those who stay."""
        hip, foot = (rest.skeleton.head(bone) for bone in ('upperleg01.L', 'foot.L'))
        return STRIDE_LEGS.get(state.posture, 0.0) * float(hip[2] - foot[2])

    def _still(self, rest, state, camera_deg, seed):
        """Return the pose without motion, what its arms do, and the body's place, (2,)."""
        draft = self._settled(rest, state, camera_deg, seed, _UNMOVED)
        trunk = hold_trunk(state, camera_deg, np.random.default_rng((*seed, _TRUNK_STREAM)))
        arms = choose_arms(draft, state, self._places,
                           np.random.default_rng((*seed, _ARMS_STREAM)), trunk.shoulders_deg)
        place_arms(draft, arms, _UNMOVED, self._places)
        everything = self._probes.chosen(('torso', 'hips', 'head', 'upper_leg', 'lower_leg'))
        middle = np.median(draft.body.points(draft.pose, everything)[:, :2], 0)
        return draft, arms, middle + draft.shift[:2]

    def _settled(self, rest, state, camera_deg, seed, moved):
        trunk = hold_trunk(state, camera_deg, np.random.default_rng((*seed, _TRUNK_STREAM)))
        rng = np.random.default_rng((*seed, _LEGS_STREAM))
        draft = PoseDraft(self._probes.of(rest))
        draft.set(trunk.turns(moved))
        first = 'L' if rng.random() < 0.5 else 'R'
        phase, head_rests = rng.random(), rng.random() < 0.85
        noise = rng.normal(0, 0.05, (2, 2, 3))
        toes_deg, width = rng.uniform(3, 14, 2), 0.02 * (state.vad[2] - 5.5) * state.expressivity
        legs = tuple((thigh + added[0] + (width, 0, 0), shin + added[1] + (width, 0, 0))
                     for (thigh, shin), added in zip(
                         np.array(LEGS[state.posture], float), noise, strict=True))
        if state.posture not in GAITS | {'crawl'}:
            phase = 0.0
        stance = Stance(
            state.posture, first, legs, tuple(toes_deg), phase + (moved.strides or 0.0), trunk,
            head_rests=head_rests or not state.responsive, moves=moved.strides is not None)
        settle(draft, stance, moved)
        return draft

    def _fingers(self, rest, state, seed, arms):
        rng = np.random.default_rng((*seed, _FINGERS_STREAM))
        closed = FISTS.get(state.gesture, (LOOSE_HAND, LOOSE_HAND))
        straight = {'point': (2,), 'thumbs_up': (1,)}.get(state.gesture, ())
        turns = {}
        for plan in arms:
            share = closed[plan.number] + rng.normal(0, 0.05)
            turns.update(finger_turns(
                rest.skeleton, plan.side, min(share, 0.12) if plan.on_ground else share, rng,
                straight=straight if plan.number == 0 else ()))
        return turns
