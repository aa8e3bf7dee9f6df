"""Surfaces, light and air of a scene, drawn from its seed."""

import numpy as np

from emotion_rescue.synthesis.scenes import Scene
from emotion_rescue.synthesis.stage import Stage
from emotion_rescue.synthesis.stage_model import SURFACE_PX
from emotion_rescue.synthesis.stage_model import SURFACES
from emotion_rescue.synthesis.surface_textures import KINDS
from emotion_rescue.synthesis.surface_textures import sky
from emotion_rescue.synthesis.surface_textures import surface

_VARIANTS = 8
_SKIES = 10
# Which surfaces make sense as ground and as walls; the rest of a scene takes any.
_GROUND = ('concrete', 'leaves', 'grass', 'planks', 'concrete', 'bricks', 'plaster')
_WALL = ('bricks', 'facade', 'plaster', 'concrete', 'planks', 'concrete')


class SiteLook:
    """Dresses the stage with surfaces from a pool that is drawn once, since drawing is slow."""

    def __init__(self, stage: Stage, seed: int):
        self._stage = stage
        rng = np.random.default_rng((seed, 17))
        self._pool = {kind: [surface(kind, rng, SURFACE_PX) for _ in range(_VARIANTS)]
                      for kind in KINDS}
        self._skies = [sky(rng, SURFACE_PX) for _ in range(_SKIES)]

    def dress_site(self, rng: np.random.Generator, scene: Scene) -> dict[str, bool]:
        """Set surfaces, light and air; return the options of Stage.render that belong to them."""
        for i in range(SURFACES):
            kinds = _GROUND if i == 0 else _WALL if i < 3 else KINDS
            kind = kinds[int(rng.integers(len(kinds)))]
            self._stage.set_texture(f'surface{i}', self._pool[kind][int(rng.integers(_VARIANTS))])
            repeat = rng.uniform(0.25, 0.6) if i < 3 else rng.uniform(0.5, 2.0)
            self._stage.model.material(f'surface{i}').texrepeat[:] = repeat
        self._stage.set_texture('sky', self._skies[int(rng.integers(_SKIES))])
        self._set_light(rng, scene)
        fog = bool(rng.random() < 0.1 + 0.5 * scene.dust)
        grey = rng.uniform(0.3, 0.75) + rng.normal(0, 0.03, 3)
        self._stage.set_fog(float(rng.uniform(0, 4)), float(rng.uniform(12, 40)), grey)
        return {'shadows': bool(rng.random() < 0.7), 'fog': fog}

    def _set_light(self, rng, scene):
        model = self._stage.model
        bright = rng.uniform(0.2, 0.9)
        warmth = 1 + rng.uniform(-0.12, 0.12) * np.array((1, 0, -1))
        sun, lamp = model.light('sun').id, model.light('headlamp').id
        model.light_dir[sun] = (rng.uniform(-0.8, 0.8), rng.uniform(-0.5, 0.8), -1)
        model.light_diffuse[sun] = bright * warmth
        # Where the site is dark, the robot lights its way.
        model.light_pos[lamp] = (rng.normal(0, 0.15), 0.1, scene.camera.height_m + 0.1)
        model.light_diffuse[lamp] = max(0.0, 0.65 - bright) * 1.5
        ambient = rng.uniform(0.2, 0.5)
        model.vis.headlight.ambient = ambient * warmth
        model.vis.headlight.diffuse = rng.uniform(0.05, 0.35, 1).repeat(3)
        model.vis.headlight.specular = (0, 0, 0)
