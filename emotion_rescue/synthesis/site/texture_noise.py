"""Noise that repeats without a seam, and what makes flat colours look like matter."""

import numpy as np


def noise(rng: np.random.Generator, size: int, roughness: float = 1.0,
          stretch: tuple[float, float] = (1.0, 1.0)) -> np.ndarray:
    """Return periodic noise, float32 (size, size), mean 0, standard deviation 1.

    Args:
        rng: source of chance.
        size: pixels.
        roughness: power of the falling spectrum: 0 grain, 1 stone, 2 clouds.
        stretch: how much wider and taller than round its blots are.
    """
    fy = np.fft.fftfreq(size)[:, None] * size * stretch[1]
    fx = np.fft.rfftfreq(size)[None] * size * stretch[0]
    radius = np.hypot(fx, fy)
    spectrum = np.fft.rfft2(rng.standard_normal((size, size), np.float32))
    spectrum *= np.where(radius > 0, np.maximum(radius, 1) ** -roughness, 0)
    field = np.fft.irfft2(spectrum, (size, size))
    return (field / max(field.std(), 1e-9)).astype(np.float32)


def relief(height: np.ndarray, strength: float) -> np.ndarray:
    """Return how light from the upper left shades a height field, (size, size), about 1."""
    slope = height - np.roll(height, (1, 1), (0, 1))
    return 1 + np.clip(slope * strength, -0.5, 0.5)


def cracks(rng: np.random.Generator, picture: np.ndarray, count: int, dark: float = 0.35):
    """Draw `count` branching cracks into `picture`, float32 (size, size, 3)."""
    import cv2
    size = len(picture)
    tone = tuple(float(c) for c in picture.mean((0, 1)) * dark)
    for _ in range(count):
        heading, place = rng.uniform(0, 2 * np.pi), rng.uniform(0, size, 2)
        points = [place]
        for _ in range(int(rng.integers(15, 60))):
            heading += rng.normal(0, 0.45)
            place = place + (np.cos(heading) * size / 90, np.sin(heading) * size / 90)
            points.append(place)
            if rng.random() < 0.04:
                branch = place + np.cumsum(rng.normal(0, size / 80, (9, 2)), 0)
                cv2.polylines(picture, [branch.astype(np.int32)], False, tone, 1, cv2.LINE_AA)
        cv2.polylines(picture, [np.array(points, np.int32)], False, tone,
                      int(rng.integers(1, 3)), cv2.LINE_AA)


def strew(rng: np.random.Generator, picture: np.ndarray, count: int, radius_px, colour):
    """Draw `count` shaded pebbles or leaves over `picture`, wrapped at its edges.

    Args:
        rng: source of chance.
        picture: float32 (size, size, 3), changed.
        count: how many.
        radius_px: (smallest, largest).
        colour: called with nothing, returns the RGB of one.
    """
    import cv2
    size = len(picture)
    for _ in range(count):
        x, y = rng.uniform(0, size, 2)
        radius = radius_px[0] * (radius_px[1] / radius_px[0]) ** (rng.random() ** 2)
        axes = (max(1, int(radius)), max(1, int(radius * rng.uniform(0.45, 0.9))))
        turn, rgb = rng.uniform(0, 180), np.asarray(colour(), float)
        shift = max(1, int(radius * 0.3))
        for ox in {0, size if x < radius else 0, -size if x > size - radius else 0}:
            for oy in {0, size if y < radius else 0, -size if y > size - radius else 0}:
                at = (int(x + ox), int(y + oy))
                cv2.ellipse(picture, (at[0] + shift, at[1] + shift), axes, turn, 0, 360,
                            (rgb * 0.35).tolist(), -1, cv2.LINE_AA)
                cv2.ellipse(picture, at, axes, turn, 0, 360, rgb.tolist(), -1, cv2.LINE_AA)
                cv2.ellipse(picture, (at[0] - shift // 2, at[1] - shift // 2),
                            (max(1, axes[0] // 2), max(1, axes[1] // 2)), turn, 0, 360,
                            (rgb * 1.12).tolist(), -1, cv2.LINE_AA)
