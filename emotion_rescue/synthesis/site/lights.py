"""Light of a site: day, overcast, dusk, night by the robot's own lamp, indoor lamps."""

from dataclasses import dataclass

import numpy as np

LIGHTS = ('day', 'overcast', 'dusk', 'night', 'indoor')


@dataclass(frozen=True)
class Light:
    """The light of one picture; strengths are shares of full light, colours linear RGB.

    Attributes:
        sun: of the one lamp that throws shadows.
        sun_rgb: its colour.
        sun_from: direction towards it, (x, y, z), z > 0.
        sky: of the soft light from above.
        sky_rgb: its colour.
        ambient: of the light from everywhere.
        lamp: of the robot's own lamp; 0 is off.
        exposure: of the camera.
        shadows: whether the sun throws shadows.
    """

    sun: float
    sun_rgb: tuple[float, float, float]
    sun_from: tuple[float, float, float]
    sky: float
    sky_rgb: tuple[float, float, float]
    ambient: float
    lamp: float
    exposure: float
    shadows: bool


def sample_light(rng: np.random.Generator, name: str) -> Light:
    """Return a light of the kind `name`, one of LIGHTS."""
    azimuth, height = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1)
    warmth = rng.normal(0, 0.015)
    draw = rng.uniform(0.9, 1.1, 3)
    sun, sky, ambient, lamp, exposure, rise = {
        'day': (0.62, 0.34, 0.26, 0.0, 1.15, 0.75 + 1.6 * height),
        'overcast': (0.10, 0.54, 0.32, 0.0, 1.15, 2.0),
        'dusk': (0.36, 0.32, 0.26, 0.4 * (height > 0.6), 1.25, 0.28 + 0.3 * height),
        'night': (0.0, 0.13, 0.10, 1.0, 1.4, 1.0),
        'indoor': (0.55, 0.16, 0.30, 0.0, 1.15, 1.4),
    }[name]
    sun_rgb, sky_rgb = {
        'day': ((1.0, 0.97, 0.91), (0.93, 0.97, 1.05)),
        'overcast': ((1.0, 1.0, 1.0), (0.98, 1.0, 1.02)),
        'dusk': ((1.08, 0.92, 0.74), (0.93, 0.96, 1.06)),
        'night': ((1.0, 1.0, 1.0), (0.94, 0.98, 1.04)),
        'indoor': ((1.04, 0.99, 0.9), (1.0, 1.0, 0.98)),
    }[name]
    tone = np.array((1 + warmth, 1.0, 1 - warmth))
    return Light(
        sun=sun * draw[0], sun_rgb=tuple(tone * sun_rgb),
        sun_from=(float(np.cos(azimuth)), float(0.8 * np.sin(azimuth) - 0.2), float(rise)),
        sky=sky * draw[1], sky_rgb=tuple(tone * sky_rgb), ambient=ambient * draw[2],
        lamp=float(lamp * rng.uniform(0.85, 1.15)),
        exposure=float(exposure * np.exp(rng.normal(0, 0.12))), shadows=name != 'overcast')


def lamp_light(depth_m: np.ndarray, focal_px: float, aim_px: tuple[float, float]) -> np.ndarray:
    """Return the light of the robot's lamp at each pixel, float32 (h, w), about 1 at 4 m ahead.

    It falls with the square of the distance, and beside a cone that is soft at its edge.

    Args:
        depth_m: float32 (h, w) metres, inf for the sky.
        focal_px: focal length in pixels.
        aim_px: where the middle of the cone is, from the middle of the picture.
    """
    height, width = depth_m.shape
    x = (np.arange(width, dtype=np.float32) - width / 2 - aim_px[0])[None] / focal_px
    y = (np.arange(height, dtype=np.float32) - height / 2 - aim_px[1])[:, None] / focal_px
    aside = x * x + y * y
    cone = 0.12 + 0.88 / (1 + (aside / 0.13) ** 2)
    distance = np.minimum(depth_m, 90.0) * np.sqrt(1 + aside)
    return cone * np.minimum(16 / (2.5 + distance * distance), 1.9)
