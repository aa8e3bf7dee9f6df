"""What a robot's camera adds to a picture: lens, motion, exposure, colour, noise, vignette."""

import numpy as np

from emotion_rescue.synthesis.site.lens_rain import rain_on_lens

_MOTION_SHARE, _DEFOCUS_SHARE = 0.12, 0.1


def photograph(rgb: np.ndarray, rng: np.random.Generator,
               frame_rng: np.random.Generator | None = None, *, rain: bool = False,
               dark: bool = False) -> np.ndarray:
    """Return `rgb`, uint8 (height, width, 3), as a cheap moving camera would have taken it.

    Args:
        rgb: the clean picture.
        rng: source of chance of what stays in a clip: lens, exposure, colour.
        frame_rng: of what changes with each image: noise; None takes `rng`.
        rain: whether drops are on the lens.
        dark: whether the camera has to amplify little light, and its noise with it.
    """
    import cv2
    height = rgb.shape[0]
    defocus = rng.uniform(0.9, 1.5) if rng.random() < _DEFOCUS_SHARE else rng.uniform(0.35, 0.65)
    picture = cv2.GaussianBlur(rgb, (0, 0), defocus * height / 480)
    if rng.random() < _MOTION_SHARE:
        picture = cv2.filter2D(picture, -1, _motion_kernel(rng))
    if rain:
        picture = rain_on_lens(picture, rng)
    picture = cv2.LUT(picture, _tone_table(rng)).astype(np.float32)
    saturation = np.float32(rng.uniform(0.72, 1.02))
    grey = cv2.transform(picture, np.full((1, 3), (1 - saturation) / 3, np.float32))
    picture = picture * saturation + grey[..., None]
    picture *= _vignette(picture.shape, rng)
    strength = rng.uniform(1.0, 3.5) * (1.4 if dark else 1.0)
    picture += _noise(picture.shape, rng if frame_rng is None else frame_rng, strength)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _noise(shape, rng, strength):
    """Return sensor noise, mostly of brightness, a little of colour, as after demosaicing."""
    import cv2
    grain = rng.standard_normal(shape[:2], dtype=np.float32)
    colour = rng.standard_normal((shape[0] // 2, shape[1] // 2, 3), dtype=np.float32)
    colour = cv2.resize(colour, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return (grain[..., None] + 0.8 * colour) * np.float32(strength)


def _tone_table(rng):
    """Return white balance, exposure and gamma as a table, uint8 (256, 1, 3)."""
    warm, green = rng.normal(0, 0.025), rng.normal(0, 0.008)
    balance = np.array((1 + warm, 1 + green, 1 - warm))
    level = np.linspace(0, 1, 256)[:, None, None] * balance
    level = np.clip(level * np.exp(rng.normal(0, 0.09)), 0, 1) ** np.exp(rng.normal(0, 0.1))
    return np.round(level * 255).astype(np.uint8)


def _motion_kernel(rng):
    import cv2
    length = int(rng.integers(3, 7))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    # A driving robot shakes sideways and up, rarely aslant.
    angle = rng.choice((0, 90)) + rng.normal(0, 12)
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), angle, 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return kernel / kernel.sum()


def _vignette(shape, rng):
    height, width = shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    return 1 - np.float32(rng.uniform(0, 0.22)) * (x * x + y * y) / 2
