"""From the renderer's colours and depth to a photograph's: contact shade, lamp, sky, air, tone."""

import numpy as np

from emotion_rescue.synthesis.site.air import Air
from emotion_rescue.synthesis.site.air import through_air
from emotion_rescue.synthesis.site.contact_shading import contact_shading
from emotion_rescue.synthesis.site.lights import lamp_light
from emotion_rescue.synthesis.site.lights import Light

_GAMMA = 2.2
_TO_LINEAR = (np.arange(256, dtype=np.float32) / 255) ** np.float32(_GAMMA)
# The tone curve is looked up; light above the last entry is white.
_TONES, _BRIGHTEST = 4096, 4.0


def develop(rgb: np.ndarray, depth_m: np.ndarray, sky: np.ndarray | None, light: Light, air: Air,
            focal_px: float, aim_px: tuple[float, float]) -> np.ndarray:
    """Return the picture, uint8 (h, w, 3) RGB.

    Args:
        rgb: uint8 (h, w, 3), the renderer's picture without sky and air.
        depth_m: float32 (h, w) metres, inf for the sky.
        sky: linear RGB float32 (h, w, 3); None where none is to be seen.
        light: of the picture.
        air: of the picture.
        focal_px: focal length in pixels.
        aim_px: where the robot's lamp points, from the middle of the picture.
    """
    linear = _TO_LINEAR[rgb]
    linear *= contact_shading(depth_m, focal_px)[..., None]
    brightness = np.float32(min(1.0, light.sun * 0.7 + light.sky + light.ambient))
    if light.lamp > 0:
        lamp = light.lamp * lamp_light(depth_m, focal_px, aim_px)
        own = np.float32(min(1.0, light.sun + light.sky * 1.5))
        linear *= (own + (1 - 0.5 * own) * lamp)[..., None]
        # Near air scatters the lamp's light back.
        brightness = brightness ** 2 * 0.6 + 0.13 * light.lamp * lamp_light(
            np.full_like(depth_m, 3.0), focal_px, aim_px)
    if sky is not None:
        linear = np.where(np.isinf(depth_m)[..., None], sky, linear)
    return _toned(through_air(linear, depth_m, air, brightness), light.exposure)


def _toned(linear, exposure):
    level = np.clip(linear * np.float32(_TONES / _BRIGHTEST), 0, _TONES - 1).astype(np.uint16)
    return _tone_curve(exposure)[level]


def _tone_curve(exposure):
    """Return 8-bit levels of linear light 0.._BRIGHTEST, with a toe and a shoulder as of film.

    The curve is Hable's: a ratio of two parabolas that is straight in the middle.
    """
    def film(x):
        return (x * (0.22 * x + 0.03) + 0.002) / (x * (0.22 * x + 0.3) + 0.06) - 0.002 / 0.06
    x = np.linspace(0, _BRIGHTEST, _TONES) * exposure * 2.1
    tone = np.clip(film(x) / film(5.2), 0, 1) ** (1 / _GAMMA)
    return np.round(tone * 255).astype(np.uint8)
