"""The moment at which somebody's state changes within a clip, and who that is.

Body, clothes, place, camera, light and voice stay, as all of them follow the person's seed, the
plan and the scene's seed. What jumps from one picture to the next is what the state says: posture,
gesture, face, gaze and the phase of breath or trembling; people take no time to sit down. Whoever
changes does not walk, so that nobody jumps to another place.
"""

from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.person.behaviour import pick
from emotion_rescue.synthesis.person.calm_situations import CALM_SITUATIONS
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.person.troubled_situations import TROUBLED_SITUATIONS
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.ways import SPEEDS_M_S
from emotion_rescue.synthesis.site.ways import ways_are_clear

# Kind of change -> its share: from calm to distress, back, and from calm to lying without
# consciousness and without a sound.
KINDS: dict[str, float] = {'worse': 0.6, 'better': 0.2, 'silent': 0.2}
# Distress of who is calm, at most, and of who is in distress, at least.
CALM, DISTRESSED = 0.25, 0.8
# Where they are: near enough to be judged, far enough to be seen from head to foot.
_REACH_M = (2.0, 6.0)
_GROWN_UP_M = 1.8
# Nothing ever lies upon them, which would appear or be left over as they lie down or get up.
_UPRIGHT = ('stand', 'bend')


@dataclass(frozen=True)
class Onset:
    """A change of one person's state.

    Attributes:
        kind: one of KINDS.
        time_s: when, in seconds after the beginning of the clip.
        slot: number of the person in the scene, whose people are those after the change.
        before: the same person until then.
    """

    kind: str
    time_s: float
    slot: int
    before: PlacedPerson

    def scene_before(self, scene: Scene) -> Scene:
        """Return the plan until the change, of the plan after it."""
        people = list(scene.people)
        people[self.slot] = self.before
        return replace(scene, people=tuple(people))

    def bare(self, scene: Scene) -> Scene:
        """Return that one of both plans in which nothing can lie upon who changes."""
        upright = scene.people[self.slot].state.posture in _UPRIGHT
        return scene if upright else self.scene_before(scene)


def with_onset(rng: np.random.Generator, scene: Scene, time_s: float, seconds: float
               ) -> tuple[Scene, Onset] | None:
    """Return `scene` with a change of state of whoever is nearest, or None where none can be.

    Args:
        rng: source of chance.
        scene: the plan; what it says of the state of that person does not count.
        time_s: when, in seconds after the beginning of the clip.
        seconds: length of the clip.
    """
    if not scene.people:
        return None
    slot = min(range(len(scene.people)), key=lambda i: scene.people[i].distance_m)
    person = scene.people[slot]
    if not (_REACH_M[0] <= person.distance_m <= _REACH_M[1]
            and _whole_in_view(scene.camera, person)):
        return None
    kind = pick(rng, KINDS)
    calm, other = _states(rng, kind, person.body_seed, scene.dust)
    first, second = (other, calm) if kind == 'better' else (calm, other)
    onset = Onset(kind, time_s, slot, replace(person, state=first))
    people = [replace(one, state=second) if i == slot else one
              for i, one in enumerate(scene.people)]
    changed = replace(scene, people=tuple(people))
    # People are in the places of the plan at the onset.
    clear = ways_are_clear(changed, 2.0 * max(time_s, seconds - time_s))
    return (changed, onset) if clear else None


def _states(rng, kind, body_seed, dust) -> tuple[InnerState, InnerState]:
    """Return a calm state and another one between which only the state changes."""
    while True:
        calm, other = sample_state(rng, CALM_SITUATIONS), sample_state(rng, TROUBLED_SITUATIONS)
        if (calm.distress <= CALM and calm.responsiveness == 'alert'
                and (_is_silent(other) if kind == 'silent' else _is_distressed(other))
                and all(map(_stays, (calm, other)))
                and any(state.posture in _UPRIGHT for state in (calm, other))
                and _look(body_seed, calm, dust) == _look(body_seed, other, dust)):
            return calm, other


def _is_distressed(state):
    return state.distress >= DISTRESSED and state.responsiveness == 'alert'


def _is_silent(state):
    return not state.responsive and state.posture.startswith('lie')


def _stays(state):
    """Return whether somebody needs neither a way, nor a seat, nor what holds them down."""
    return not (state.motion in SPEEDS_M_S or state.posture == 'sit_box' or state.entrapped)


def _look(body_seed, state, dust):
    build, outfit = sample_look(body_seed, state, dust)
    return build, repr(outfit)


def _whole_in_view(camera: Camera, person):
    """Return whether the camera shows a grown-up there from head to foot."""
    half_deg = camera.fov_vertical_deg / 2
    low_deg, high_deg = (float(np.degrees(np.arctan2(z_m - camera.height_m, person.y_m)))
                         for z_m in (0.0, _GROWN_UP_M))
    return (camera.pitch_deg - half_deg <= low_deg
            and high_deg <= camera.pitch_deg + half_deg)
