"""From a scene's plan to a picture and its labels."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.dressing import Wardrobe
from emotion_rescue.synthesis.person.figures import Figure
from emotion_rescue.synthesis.person.figures import FigureMaker
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.camera_effects import photograph
from emotion_rescue.synthesis.site.close_ups import close_up_camera
from emotion_rescue.synthesis.site.debris import seat
from emotion_rescue.synthesis.site.debris import upon
from emotion_rescue.synthesis.site.person_truth import see_person
from emotion_rescue.synthesis.site.person_truth import VisiblePerson
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.site_look import SiteLook
from emotion_rescue.synthesis.site.stage import Stage

# Streams of chance of one scene, so that more draws in one part do not change another.
_DEBRIS_STREAM, _CAMERA_STREAM, _NOISE_STREAM = 11, 13, 14


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture and its truth.

    Attributes:
        rgb: uint8 (height, width, 3) RGB.
        people: who is visible in it.
        segments: int32 (height, width), number of the thing at each pixel; -1 is the sky.
        depth_m: float32 (height, width), metres along the optical axis; inf is the sky.
    """

    rgb: np.ndarray
    people: tuple[VisiblePerson, ...]
    segments: np.ndarray
    depth_m: np.ndarray


class Photographer:
    """Renders scenes; owns the bodies, the stage and the surfaces."""

    def __init__(self, width_px: int = 640, height_px: int = 480, surface_seed: int = 0):
        """Make everything that is shared by all pictures; see BodyFactory for how long.

        Args:
            width_px: width of the pictures.
            height_px: height of the pictures.
            surface_seed: seed of the pool of textures.
        """
        bodies = BodyFactory()
        self._figures = FigureMaker(bodies)
        self._wardrobe = Wardrobe(bodies.mesh)
        self._stage = Stage(bodies.mesh, width_px, height_px)
        self._look = SiteLook(self._stage, surface_seed)

    def close(self):
        """Give the graphics memory back."""
        self._stage.close()

    def take(self, scene: Scene, *, time_s: float = 0.0, frame: int = 0,
             people: bool = True) -> Picture:
        """Return the picture of `scene`; the same arguments give the same picture.

        Args:
            scene: the plan.
            time_s: seconds since the beginning of a clip.
            frame: number of the image in a clip, for what changes from image to image, as noise.
            people: False leaves all people out and keeps the rest: the background alone.
        """
        return self._shoot(scene, self._set_up(scene), time_s, frame, people)

    def take_close_up(self, scene: Scene, rng: np.random.Generator) -> tuple[Scene, Picture]:
        """Return the picture of the first one's head, and the scene with the camera that took it.

        Args:
            scene: the plan, with somebody in it.
            rng: source of chance of how the camera looks.
        """
        figures = self._set_up(scene)
        seen = replace(scene, camera=close_up_camera(
            rng, figures[0].key_points_m, scene.camera.roll_deg))
        return seen, self._shoot(seen, figures, 0.0, 0, True)

    def film(self, scene: Scene, times_s: Sequence[float],
             cameras: Sequence[Camera] | None = None,
             people: Sequence[tuple[PlacedPerson, ...]] | None = None) -> Iterator[Picture]:
        """Yield the pictures of a clip, the same as `take` gives, in less time.

        Take no other picture before the last of them.

        Args:
            scene: the plan.
            times_s: of each picture, seconds since the beginning of the clip.
            cameras: of each picture; None is the scene's camera, which stands still.
            people: of each picture, as many as in the scene; None is the scene's. Things,
                and what lies upon people, are those of the scene in all pictures.
        """
        figures = self._set_up(scene)
        for frame, time_s in enumerate(times_s):
            seen = scene if cameras is None else replace(scene, camera=cameras[frame])
            if people is not None:
                seen = replace(seen, people=people[frame])
            yield self._shoot(seen, figures if seen.people is scene.people else None, time_s,
                              frame, True)

    def _set_up(self, scene: Scene) -> list[Figure]:
        """Put all things on the stage, which has nobody then; return everybody at time 0."""
        self._stage.clear()
        figures = [self._figures.make(person, scene.dust) for person in scene.people]
        # What lies on people stays where it is while they move.
        for thing in (*scene.things, *_debris(scene, figures)):
            self._stage.add_thing(thing)
        return figures

    def _shoot(self, scene, figures, time_s, frame, people):
        """Return the picture of the stage after `_set_up` gave `figures`; None: of others."""
        stage = self._stage
        stage.set_camera(scene.camera)
        if time_s != 0 or figures is None:
            figures = [self._figures.make(person, scene.dust, time_s) for person in scene.people]
        if people:
            for slot, figure in enumerate(figures):
                stage.set_person(slot, self._wardrobe.dress(figure.body, figure.outfit))
        clean, depth_m = self._look.picture(scene)
        rgb = photograph(clean, np.random.default_rng((scene.seed, _CAMERA_STREAM)),
                         np.random.default_rng((scene.seed, _NOISE_STREAM, frame)),
                         rain=scene.weather == 'rain', dark=scene.light in ('night', 'dusk'))
        segments = stage.segment()
        seen = [see_person(stage, slot, scene.people[slot], figure, scene.camera, segments, rgb,
                           depth_m) for slot, figure in enumerate(figures)] if people else []
        return Picture(rgb=rgb, people=tuple(filter(None, seen)), segments=segments,
                       depth_m=depth_m)

    def person_geoms(self, slot: int) -> tuple[int, int]:
        """Return the numbers of head and body of a slot in `Picture.segments`."""
        return self._stage.geom_id(f'head{slot}'), self._stage.geom_id(f'body{slot}')


def _debris(scene, figures):
    """Return what people sit on and what lies on them."""
    found = []
    for i, (person, figure) in enumerate(zip(scene.people, figures, strict=True)):
        rng = np.random.default_rng((scene.seed, _DEBRIS_STREAM, i))
        if figure.seat_height_m is not None:
            found.append(seat(rng, person.x_m, person.y_m, person.heading_deg,
                              figure.seat_height_m, scene.debris))
        found += upon(rng, person, figure, scene.debris)
    return found
