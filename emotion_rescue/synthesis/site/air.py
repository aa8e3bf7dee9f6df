"""What hangs in the air: dust, smoke, rain and fog, by Beer-Lambert's law over the depth."""

from dataclasses import dataclass

import numpy as np

WEATHERS = ('clear', 'dust', 'smoke', 'rain', 'fog')
# Name -> least and greatest extinction per metre, colour (linear, 0..1), unevenness 0..1.
_AIRS = {
    'clear': ((0.001, 0.006), (0.62, 0.66, 0.70), 0.0),
    'dust': ((0.015, 0.05), (0.56, 0.50, 0.42), 0.5),
    'smoke': ((0.02, 0.065), (0.36, 0.36, 0.37), 0.9),
    'rain': ((0.006, 0.02), (0.52, 0.55, 0.58), 0.15),
    'fog': ((0.022, 0.055), (0.62, 0.64, 0.66), 0.25),
}
# Light that comes from farther away is that of the air alone.
_SKY_M = 90.0


@dataclass(frozen=True, eq=False)
class Air:
    """The air of one picture.

    Attributes:
        extinction: share of light lost per metre.
        colour: linear RGB 0..1 of thick air in full light.
        banks: float32 (h, w), how much thicker than the mean it is in the direction of a pixel.
    """

    extinction: float
    colour: np.ndarray
    banks: np.ndarray


def sample_air(rng: np.random.Generator, weather: str, width_px: int, height_px: int) -> Air:
    """Return the air of `weather`, one of WEATHERS, for pictures of this size."""
    import cv2
    (thin, thick), colour, uneven = _AIRS[weather]
    banks = np.zeros((height_px, width_px), np.float32)
    for cells, weight in ((3, 1.0), (6, 0.5), (13, 0.25), (27, 0.12)):
        coarse = rng.standard_normal((cells, cells)).astype(np.float32)
        banks += weight * cv2.resize(coarse, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    return Air(extinction=float(np.exp(rng.uniform(np.log(thin), np.log(thick)))),
               colour=np.array(colour, np.float32) * np.float32(rng.uniform(0.9, 1.1)),
               banks=np.exp(uneven * 0.5 * np.clip(banks, -2, 2)))


def through_air(light: np.ndarray, depth_m: np.ndarray, air: Air,
                brightness: np.ndarray | float) -> np.ndarray:
    """Return linear RGB `light`, float32 (h, w, 3), as it arrives through `air`.

    Args:
        light: what is seen without air.
        depth_m: float32 (h, w) metres, inf for the sky.
        air: of the picture.
        brightness: of the light that falls on the air, a number or float32 (h, w).
    """
    path = np.minimum(depth_m, _SKY_M) * air.banks
    left = np.exp(-air.extinction * path)[..., None]
    glow = air.colour * np.asarray(brightness, np.float32)[..., None]
    return light * left + glow * (1 - left)
