"""What a robot's camera adds to a picture: exposure, colour cast, blur, noise, vignette."""

import numpy as np


def photograph(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return `rgb`, uint8 (height, width, 3), as a cheap moving camera would have taken it."""
    import cv2
    picture = cv2.GaussianBlur(rgb, (0, 0), float(rng.uniform(0.45, 1.1)))
    if rng.random() < 0.15:
        picture = cv2.filter2D(picture, -1, _motion_kernel(rng))
    picture = cv2.LUT(picture, _tone_curve(rng)).astype(np.float32) / 255
    grey = picture.mean(2, keepdims=True)
    picture = grey + (picture - grey) * np.float32(rng.uniform(0.5, 1.25))
    picture *= _vignette(picture.shape, rng)
    picture += rng.standard_normal(picture.shape, dtype=np.float32) * np.float32(
        rng.uniform(0.003, 0.035))
    return (np.clip(picture, 0, 1) * 255).astype(np.uint8)


def _tone_curve(rng):
    """Return colour cast, exposure and gamma as a table, uint8 (256, 1, 3)."""
    level = np.linspace(0, 1, 256)[:, None, None] * rng.uniform(0.88, 1.12, 3)
    level = np.clip(level * rng.uniform(0.8, 1.45), 0, 1) ** np.exp(rng.normal(0, 0.22))
    return np.round(level * 255).astype(np.uint8)


def _motion_kernel(rng):
    import cv2
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), rng.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return kernel / kernel.sum()


def _vignette(shape, rng):
    height, width = shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    return 1 - np.float32(rng.uniform(0, 0.25)) * (x * x + y * y) / 2
