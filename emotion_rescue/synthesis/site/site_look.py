"""Puts surfaces on the stage, once, and a scene's light, air and sky on its picture."""

import numpy as np

from emotion_rescue.synthesis.site.air import sample_air
from emotion_rescue.synthesis.site.developing import develop
from emotion_rescue.synthesis.site.lights import Light
from emotion_rescue.synthesis.site.lights import sample_light
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.skies import Sky
from emotion_rescue.synthesis.site.stage import Stage
from emotion_rescue.synthesis.site.stage_model import LAMPS
from emotion_rescue.synthesis.site.stage_model import SKY_LIGHTS
from emotion_rescue.synthesis.site.stage_model import SURFACE_PX
from emotion_rescue.synthesis.site.stage_model import VARIANTS
from emotion_rescue.synthesis.site.surface_textures import KINDS
from emotion_rescue.synthesis.site.surface_textures import surface

_LIGHT_STREAM, _AIR_STREAM, _SKY_STREAM = 1, 2, 3
# The sun's light is directional; the distance of its place is that of its shadow map.
_SUN_M = 26.0
_CENTRE_M = np.array((0.0, 5.0, 0.0))
# Directions towards the soft sky, and how much of it comes from each.
_SKY_FROM = (((-0.7, -0.6, 0.7), 0.34), ((0.8, -0.3, 0.6), 0.26), ((0.1, 0.9, 0.6), 0.2),
             ((0.0, 0.0, 1.0), 0.3))


class SiteLook:
    """Lights the stage and develops its pictures; its surfaces are drawn once, from `seed`."""

    def __init__(self, stage: Stage, seed: int):
        """Draw and upload all surfaces, which takes seconds."""
        self._stage = stage
        rng = np.random.default_rng((seed, 17))
        for kind in KINDS:
            for variant in range(VARIANTS):
                stage.set_texture(f'{kind}{variant}', surface(kind, rng, SURFACE_PX))
        self._sky = Sky(rng)

    def picture(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """Return the stage in the scene's light, and its depth.

        uint8 (height, width, 3) RGB and float32 (height, width) metres, inf for the sky.
        """
        stage, camera = self._stage, scene.camera
        light = sample_light(np.random.default_rng((scene.seed, _LIGHT_STREAM)), scene.light)
        self._set_light(light, scene)
        edge = {'night': 6, 'dusk': 150}.get(scene.light, 205)
        stage.set_texture('sky', np.full((24, 4, 3), edge, np.uint8))
        # Lamps in a row leave no clear shadow.
        in_a_row = len(scene.lamps_m) > 1
        rgb, depth_m = stage.render(shadows=light.shadows and not in_a_row)
        focal_px = camera.focal_px(stage.height_px)
        sky = None
        if np.isinf(depth_m).any():
            sky = self._sky.picture(
                np.random.default_rng((scene.seed, _SKY_STREAM)), scene.light, camera.turn,
                focal_px, stage.width_px, stage.height_px)
        air = sample_air(np.random.default_rng((scene.seed, _AIR_STREAM)), scene.weather,
                         stage.width_px, stage.height_px)
        # The robot's lamp points a little below its camera's axis.
        aim_px = (0.0, 0.12 * stage.height_px)
        return develop(rgb, depth_m, sky, light, air, focal_px, aim_px), depth_m

    def _set_light(self, light: Light, scene: Scene):
        model = self._stage.model
        sun = model.light('sun').id
        if scene.lamp_m is None:
            toward = np.array(light.sun_from) / np.linalg.norm(light.sun_from)
            place, aim, strength = _CENTRE_M + _SUN_M * toward, -toward, light.sun
        else:
            place = np.array(scene.lamp_m)
            aim = _CENTRE_M * (0.6, 0.8, 0) - place
            strength = light.sun
        model.light_pos[sun], model.light_dir[sun] = place, aim / np.linalg.norm(aim)
        model.light_diffuse[sun] = strength * np.array(light.sun_rgb)
        for i in range(SKY_LIGHTS):
            direction, share = _SKY_FROM[i]
            lamp = model.light(f'sky{i}').id
            model.light_dir[lamp] = -np.array(direction) / np.linalg.norm(direction)
            model.light_diffuse[lamp] = share * light.sky * np.array(light.sky_rgb)
        for i in range(LAMPS):
            lamp = model.light(f'lamp{i}').id
            model.light_diffuse[lamp] = 0
            # A lamp that is out must not shine by what it does to gloss, either.
            model.light_active[lamp] = i < len(scene.lamps_m)
            if i < len(scene.lamps_m):
                model.light_pos[lamp] = scene.lamps_m[i]
                model.light_attenuation[lamp] = (1.0, 0.1, 0.05)
                model.light_diffuse[lamp] = 0.5 * min(1.0, light.sun * 2)
        own = min(1.0, light.lamp)
        # By night the stage is lit as by a lamp everywhere; its cone is cut out of that later.
        model.vis.headlight.ambient = (light.ambient * (1 - own) + 0.3 * own) * np.array(
            light.sky_rgb)
        model.vis.headlight.diffuse = np.full(3, 0.65 * own + 0.06)
        model.vis.headlight.specular = (0, 0, 0)
