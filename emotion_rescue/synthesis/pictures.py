"""From a scene's plan to a picture and its labels."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.bodies import BodyFactory
from emotion_rescue.synthesis.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.camera_effects import photograph
from emotion_rescue.synthesis.debris import seat
from emotion_rescue.synthesis.dressing import Wardrobe
from emotion_rescue.synthesis.facial_actions import facial_actions
from emotion_rescue.synthesis.limb_poses import LYING
from emotion_rescue.synthesis.people_looks import sample_look
from emotion_rescue.synthesis.postures import Posture
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.scenes import PlacedPerson
from emotion_rescue.synthesis.scenes import Scene
from emotion_rescue.synthesis.site_look import SiteLook
from emotion_rescue.synthesis.stage import Stage
from emotion_rescue.synthesis.stage_model import BOXES
from emotion_rescue.synthesis.stage_model import ROUNDS
from emotion_rescue.synthesis.visibility import share_in_frame
from emotion_rescue.synthesis.visibility import tight_box

# Less of a person than this is no label: nobody could say what it is.
_MIN_VISIBLE_FRACTION = 0.08
_MIN_SIDE_PX = 7
_MIN_HEAD_PX = 3
_SOLO_SCALE = 2


@dataclass(frozen=True)
class VisiblePerson:
    """One person's label; see InnerState for what the renderer cannot see."""

    placed: PlacedPerson
    xyxy: tuple[int, int, int, int]
    head_xyxy: tuple[int, int, int, int] | None
    visible_fraction: float
    facial_actions: dict[str, float]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, uint8 (height, width, 3) RGB, and who is visible in it."""

    rgb: np.ndarray
    people: tuple[VisiblePerson, ...]
    segments: np.ndarray


class Photographer:
    """Renders scenes; owns the bodies, the stage and the surfaces."""

    def __init__(self, width_px: int = 640, height_px: int = 480, surface_seed: int = 0):
        """Make everything that is shared by all pictures; see BodyFactory for how long.

        Args:
            width_px: width of the pictures.
            height_px: height of the pictures.
            surface_seed: seed of the pool of textures.
        """
        self._bodies = BodyFactory()
        self._posture = Posture(self._bodies.rest_heads)
        self._wardrobe = Wardrobe(self._bodies.mesh)
        self._stage = Stage(self._bodies.mesh, width_px, height_px)
        self._look = SiteLook(self._stage, surface_seed)

    def close(self):
        """Give the graphics memory back."""
        self._stage.close()

    def take(self, scene: Scene) -> Picture:
        """Return the picture of `scene`; the same scene gives the same picture."""
        rng = np.random.default_rng(scene.seed)
        stage = self._stage
        stage.clear()
        stage.set_camera(scene.camera)
        things = list(scene.things)
        bodies, faces = [], []
        for slot, person in enumerate(scene.people):
            vertices, actions, seat_height_m = self._place(slot, person, scene.dust, rng)
            if seat_height_m is not None:
                things.append(seat(rng, person.x_m, person.y_m, person.heading_deg,
                                   seat_height_m))
            bodies.append(vertices)
            faces.append(actions)
        self._set_things(things)
        render_options = self._look.dress_site(rng, scene)
        rgb = photograph(stage.render(**render_options), rng)
        segments = stage.segment()
        people = [self._see(slot, scene, bodies[slot], faces[slot], segments)
                  for slot in range(len(bodies))]
        return Picture(rgb=rgb, people=tuple(filter(None, people)), segments=segments)

    def person_geoms(self, slot: int) -> tuple[int, int]:
        """Return the numbers of head and body of a slot in `Picture.segments`."""
        return self._stage.geom_id(f'head{slot}'), self._stage.geom_id(f'body{slot}')

    def _place(self, slot, person, dust, rng):
        """Put a person on the stage; return vertices, facial actions and height of the seat."""
        state = person.state
        build, outfit = sample_look(person.body_seed, state, dust)
        actions = facial_actions(state, rng)
        rotations = self._posture.rotations(state, _wrap(-person.turn_deg), rng)
        body = self._bodies.vertices(build, rotations, actions)
        body = body @ about('z', person.heading_deg).T
        body = body - self._foothold(body, state.posture)
        body = body + np.array((person.x_m, person.y_m, 0.0))
        dressed = self._wardrobe.dress(body, outfit)
        self._stage.set_person(slot, dressed)
        seat_height_m = None
        if state.posture == 'sit_box':
            hips = self._bodies.mesh.vertex_part[:BODY_VERTEX_COUNT] == 'hips'
            seat_height_m = float(body[:BODY_VERTEX_COUNT][hips, 2].min())
        return dressed.vertices, actions, seat_height_m

    def _foothold(self, body, posture):
        """Return the point of a body, (3,), that belongs on the ground at the person's place."""
        skin = body[:BODY_VERTEX_COUNT]
        low = skin[:, 2].min() - 0.012
        if posture in LYING:
            # An arm that dips into the ground looks better than a trunk that hovers over it.
            trunk = np.isin(self._bodies.mesh.vertex_part[:BODY_VERTEX_COUNT],
                            ('torso', 'hips', 'head'))
            low = np.quantile(skin[trunk, 2], 0.01) - 0.015
        return np.array((*np.median(skin[:, :2], 0), low))

    def _set_things(self, things):
        boxes = [t for t in things if t.shape == 'box'][:BOXES]
        rounds = [t for t in things if t.shape != 'box'][:ROUNDS]
        for kind, chosen in (('box', boxes), ('round', rounds)):
            for i, thing in enumerate(chosen):
                self._stage.set_thing(f'{kind}{i}', thing)

    def _see(self, slot, scene, vertices, actions, segments):
        """Return the label of one person, or None where too little is visible."""
        head, body = self.person_geoms(slot)
        visible = np.isin(segments, (head, body))
        box = tight_box(visible)
        if box is None or min(box[2] - box[0], box[3] - box[1]) < _MIN_SIDE_PX:
            return None
        alone = self._stage.segment(_SOLO_SCALE, frozenset((head, body)))
        area = max(1, int((alone >= 0).sum()) * _SOLO_SCALE ** 2)
        height, width = segments.shape
        inside = share_in_frame(vertices[:BODY_VERTEX_COUNT:20], scene.camera, width, height)
        fraction = min(1.0, visible.sum() / area) * inside
        if fraction < _MIN_VISIBLE_FRACTION:
            return None
        head_box = tight_box(segments == head)
        if head_box is not None and min(head_box[2] - head_box[0],
                                        head_box[3] - head_box[1]) < _MIN_HEAD_PX:
            head_box = None
        return VisiblePerson(placed=scene.people[slot], xyxy=box, head_xyxy=head_box,
                             visible_fraction=round(float(fraction), 3), facial_actions=actions)


def _wrap(degrees):
    return (degrees + 180) % 360 - 180
