"""People in a scene at one moment: built, posed, and standing on their place."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.bodies import RestBody
from emotion_rescue.synthesis.person.facial_actions import facial_actions
from emotion_rescue.synthesis.person.joint_angles import joint_angles
from emotion_rescue.synthesis.person.motions import movement
from emotion_rescue.synthesis.person.outfits import Outfit
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.person.postures import Posture
from emotion_rescue.synthesis.rotations import about

# Streams of chance of one person, so that more draws in one part do not change another.
_FACE_STREAM, _POSE_STREAM, _MOTION_STREAM = 1, 2, 3
# How far a breath moves the chest wall: some millimetres (Konno and Mead 1967).
_BREATH_M = 0.004


@dataclass(frozen=True, eq=False)
class Figure:
    """A person's undressed body in world coordinates, and what it should wear.

    Attributes:
        body: float64 (19158, 3) metres.
        outfit: what the renderer puts on it; a body is never drawn without.
        build: anny's phenotype, each 0..1.
        facial_actions: ARKit action -> 0..1; what is absent is 0.
        seat_height_m: height of the block under somebody who sits on one; None for all others.
        key_points_m: float64 (17, 3) metres, in COCO's order (bodies.KEY_POINTS).
        joint_angles_deg: joint_angles.JOINT_ANGLES.
    """

    body: np.ndarray
    outfit: Outfit
    build: dict[str, float]
    facial_actions: dict[str, float]
    seat_height_m: float | None
    key_points_m: np.ndarray
    joint_angles_deg: dict[str, float]


class FigureMaker:
    """Makes figures of bodies from one BodyFactory."""

    def __init__(self, bodies: BodyFactory):
        self._bodies = bodies
        self._posture = Posture(bodies)

    def make(self, person: PlacedPerson, dust: float, time_s: float = 0.0) -> Figure:
        """Return `person` at `time_s` seconds of a clip; only the motion depends on the time.

        Args:
            person: who, where and how.
            dust: how dusty the place is, 0..1.
            time_s: 0 for pictures.
        """
        state = person.state
        build, outfit = sample_look(person.body_seed, state, dust)
        actions = facial_actions(
            state, np.random.default_rng((person.body_seed, _FACE_STREAM)))
        moved = movement(state.motion, state.vad[1], time_s,
                         np.random.default_rng((person.body_seed, _MOTION_STREAM)))
        rest = self._bodies.rest(build, actions)
        # The pose is that of the body without breath, or arms could change their mind with it.
        pose = self._posture.pose(rest, state, _wrap(-person.turn_deg),
                                  (person.body_seed, _POSE_STREAM), moved)
        advance = (moved.strides or 0.0) * self._posture.stride_m(rest, state)
        heading = about('z', person.heading_deg)
        breathing_rest = breathing(rest, moved.breath)
        body = self._bodies.skinned(breathing_rest, pose.skeleton) + pose.shift
        body = body - (0.0, advance, 0.0)
        body = body @ heading.T + (person.x_m, person.y_m, 0.0)
        seat_height_m = None
        if state.posture == 'sit_box':
            seat_height_m = self._posture.seat_height_m(rest, pose)
        return Figure(body=body, outfit=outfit, build=build, facial_actions=actions,
                      seat_height_m=seat_height_m, key_points_m=self._bodies.key_points(body),
                      joint_angles_deg=joint_angles(pose.skeleton))


def breathing(rest: RestBody, breath: float) -> RestBody:
    """Return a body with its chest and belly moved forwards by breath, -1 (out) .. 1 (in)."""
    if not breath:
        return rest
    skeleton = rest.skeleton
    low, high = skeleton.head('spine05')[2], skeleton.head('neck01')[2]
    level = (rest.vertices[:, 2] - low) / (high - low)
    front = np.clip((skeleton.head('spine02')[1] - rest.vertices[:, 1]) / 0.08, 0, 1)
    near = np.exp(-((level - 0.55) / 0.25) ** 2) * front
    near *= np.abs(rest.vertices[:, 0]) < 0.75 * skeleton.head('upperarm01.L')[0] + 0.03
    forwards = np.array((0.0, -_BREATH_M * breath, 0.0))
    return RestBody(rest.vertices + near[:, None] * forwards, skeleton)


def _wrap(degrees):
    return (degrees + 180) % 360 - 180
