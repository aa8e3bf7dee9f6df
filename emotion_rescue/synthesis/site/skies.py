"""The sky behind a site: a gradient with clouds, by the direction of each pixel."""

import numpy as np

from emotion_rescue.synthesis.site.texture_noise import noise

# Light -> colour overhead, colour at the horizon (linear RGB), share of clouds.
_SKIES = {
    'day': ((0.20, 0.36, 0.66), (0.66, 0.74, 0.82), 0.45),
    'overcast': ((0.58, 0.61, 0.64), (0.72, 0.74, 0.75), 0.9),
    'dusk': ((0.16, 0.22, 0.38), (0.74, 0.50, 0.36), 0.5),
    'night': ((0.004, 0.006, 0.012), (0.012, 0.014, 0.02), 0.5),
    'indoor': ((0.66, 0.69, 0.72), (0.74, 0.75, 0.75), 0.8),
}
_CLOUD_PX = 512


class Sky:
    """Skies over one pool of clouds, which are slow to make."""

    def __init__(self, rng: np.random.Generator):
        """Make the clouds."""
        self._clouds = [noise(rng, _CLOUD_PX, 1.55) for _ in range(2)]

    def picture(self, rng: np.random.Generator, light: str, turn: np.ndarray, focal_px: float,
                width_px: int, height_px: int) -> np.ndarray:
        """Return the sky of `light`, linear RGB float32 (height, width, 3).

        Args:
            rng: source of chance.
            light: one of lights.LIGHTS.
            turn: (3, 3), the camera's axes (right, up, back) as columns in the world.
            focal_px: focal length in pixels.
            width_px: of the picture.
            height_px: of the picture.
        """
        import cv2
        top, bottom, cover = _SKIES[light]
        across = (np.arange(width_px, dtype=np.float32) - width_px / 2 + 0.5)[None] / focal_px
        up = (height_px / 2 - 0.5 - np.arange(height_px, dtype=np.float32))[:, None] / focal_px
        x, y, z = (np.float32(turn[i, 0]) * across + np.float32(turn[i, 1]) * up
                   - np.float32(turn[i, 2]) for i in range(3))
        length = np.sqrt(x * x + y * y + z * z)
        rise = np.clip(z / length, 0, 1)
        clouds = self._clouds[int(rng.integers(len(self._clouds)))]
        shift = rng.uniform(0, _CLOUD_PX, 2)
        scale = 60 / (rise * length + 0.12)
        seen = cv2.remap(clouds, (x * scale + np.float32(shift[0])) % (_CLOUD_PX - 1),
                         (y * scale + np.float32(shift[1])) % (_CLOUD_PX - 1), cv2.INTER_LINEAR)
        blend = np.sqrt(rise)[..., None]
        blue = np.array(bottom, np.float32) * (1 - blend) + np.array(top, np.float32) * blend
        white = np.array(bottom, np.float32) * 1.12
        amount = (np.clip(seen * 0.7 + cover * 1.6 - 0.7, 0, 1) * np.minimum(1, rise * 5 + 0.2)
                  )[..., None]
        shade = (1 - 0.16 * np.clip(seen, -1, 2))[..., None]
        return (blue * (1 - amount) + white * shade * amount).astype(np.float32)
