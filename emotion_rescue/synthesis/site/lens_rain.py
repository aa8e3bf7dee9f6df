"""Rain: drops on the lens, which turn the picture upside down in small, and falling streaks."""

import numpy as np

_MOST_DROPS = 26


def rain_on_lens(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return `rgb`, uint8 (h, w, 3), seen through a lens with drops on it, and through rain."""
    import cv2
    height, width = rgb.shape[:2]
    picture = _streaks(rgb, rng)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    move_x, move_y = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    cover = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(8, _MOST_DROPS))):
        radius = height * np.exp(rng.uniform(np.log(0.008), np.log(0.035)))
        cx, cy = rng.uniform(0, width), rng.uniform(0, height)
        tall = rng.uniform(1.0, 1.5)
        top, bottom = int(max(0, cy - 2 * radius)), int(min(height, cy + 2 * radius + 1))
        left, right = int(max(0, cx - 2 * radius)), int(min(width, cx + 2 * radius + 1))
        part = slice(top, bottom), slice(left, right)
        dx, dy = (x[part] - cx) / radius, (y[part] - cy) / (radius * tall)
        inside = np.clip(1.6 * (1 - np.sqrt(dx * dx + dy * dy)), 0, 1)
        move_x[part] = np.where(inside > 0, -5.0 * dx * radius, move_x[part])
        move_y[part] = np.where(inside > 0, -5.0 * dy * radius, move_y[part])
        cover[part] = np.maximum(cover[part], inside)
    blurred = cv2.GaussianBlur(picture, (0, 0), height / 220)
    bent = cv2.remap(blurred, x + move_x, y + move_y, cv2.INTER_LINEAR,
                     borderMode=cv2.BORDER_REFLECT_101)
    share = np.minimum(1, 1.3 * cover)[..., None]
    # The rim of a drop is darker than what is around it.
    rim = 1 - 0.3 * (np.clip(cover * 4, 0, 1) - np.clip(cover * 2.2, 0, 1))[..., None]
    return np.clip((picture * (1 - share) + bent * share) * rim, 0, 255).astype(np.uint8)


def _streaks(rgb, rng):
    import cv2
    height, width = rgb.shape[:2]
    layer = np.zeros((height, width), np.uint8)
    slant = rng.normal(0, 0.12)
    for _ in range(int(rng.integers(120, 320))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        long = rng.uniform(0.02, 0.08) * height
        cv2.line(layer, (int(x), int(y)), (int(x + slant * long), int(y + long)),
                 int(rng.integers(18, 70)), 1, cv2.LINE_AA)
    layer = cv2.GaussianBlur(layer, (0, 0), 0.7)
    return cv2.add(rgb, cv2.merge([layer] * 3))
