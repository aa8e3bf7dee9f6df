"""Procedural surfaces: what walls, ground, rubble and the sky of a rescue site look like."""

import numpy as np

KINDS = ('concrete', 'bricks', 'planks', 'leaves', 'facade', 'clutter', 'plaster', 'grass')
_BASE_RGB = {
    'concrete': ((150, 148, 144), (110, 108, 106), (178, 172, 162), (84, 86, 90)),
    'bricks': ((140, 72, 54), (165, 105, 78), (120, 110, 104), (188, 160, 130)),
    'planks': ((140, 104, 66), (96, 70, 46), (170, 140, 100)),
    'leaves': ((96, 110, 60), (120, 104, 84), (130, 130, 128)),
    'facade': ((176, 160, 138), (120, 122, 126), (198, 190, 176), (150, 100, 84)),
    'clutter': ((120, 112, 102), (96, 98, 104), (150, 134, 112)),
    'plaster': ((200, 194, 182), (170, 180, 178), (196, 176, 150), (150, 164, 176)),
    'grass': ((92, 112, 54), (120, 116, 64), (70, 86, 48)),
}


def surface(kind: str, rng: np.random.Generator, size_px: int = 256) -> np.ndarray:
    """Return one texture of `kind` (one of KINDS), uint8 (size, size, 3) RGB."""
    base = np.array(_BASE_RGB[kind][int(rng.integers(len(_BASE_RGB[kind])))], float)
    base = base * rng.uniform(0.75, 1.2) + rng.normal(0, 6, 3)
    drawn = _DRAW[kind](rng, size_px, base)
    stains = 1 + 0.18 * cloud(rng, size_px)[..., None]
    grain = rng.normal(0, rng.uniform(2, 9), (size_px, size_px, 1))
    return np.clip(drawn * stains + grain, 0, 255).astype(np.uint8)


def cloud(rng: np.random.Generator, size_px: int, octaves: int = 5) -> np.ndarray:
    """Return smooth noise, float (size, size), about -1..1, with detail at many sizes."""
    import cv2
    total = np.zeros((size_px, size_px))
    for octave in range(octaves):
        cells = min(3 * 2 ** octave, size_px)
        coarse = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        total += cv2.resize(coarse, (size_px, size_px), interpolation=cv2.INTER_CUBIC) * (
            0.6 ** octave)
    return total / 1.5


def sky(rng: np.random.Generator, size_px: int = 256) -> np.ndarray:
    """Return a sky box of six squares, uint8 (6 * size, size, 3) RGB.

    A gradient with clouds, or, for closed places, a blurred clutter of colours all around.
    """
    if rng.random() < 0.4:
        squares = [surface('clutter', rng, size_px) for _ in range(2)]
        return np.concatenate([squares[i % 2] for i in range(6)])
    top, bottom = rng.uniform(60, 235, 3), rng.uniform(90, 240, 3)
    top = top * 0.4 + top.mean() * 0.6
    bottom = bottom * 0.3 + bottom.mean() * 0.7
    height = np.linspace(0, 1, size_px)[:, None, None]
    picture = top * (1 - height) + bottom * height
    picture = picture * (1 + 0.12 * cloud(rng, size_px)[..., None])
    return np.tile(np.clip(picture, 0, 255).astype(np.uint8), (6, 1, 1))


def _plain(rng, size, base):
    return np.tile(base, (size, size, 1)) * (1 + 0.15 * cloud(rng, size, 6)[..., None])


def _concrete(rng, size, base):
    picture = _plain(rng, size, base)
    for _ in range(int(rng.integers(0, 5))):
        _crack(rng, picture)
    return picture


def _crack(rng, picture):
    import cv2
    size = len(picture)
    points = np.cumsum(rng.normal(0, size / 14, (12, 2)), 0) + rng.uniform(0, size, 2)
    dark = tuple(float(c) for c in picture.mean((0, 1)) * 0.45)
    cv2.polylines(picture, [points.astype(np.int32)], False, dark, int(rng.integers(1, 3)))


def _bricks(rng, size, base):
    rows, columns = int(rng.integers(6, 20)), int(rng.integers(3, 9))
    y, x = np.mgrid[:size, :size] / size
    row = (y * rows).astype(int)
    across = x * columns + 0.5 * (row % 2)
    tone = rng.uniform(0.75, 1.2, (rows, columns + 2))[row, across.astype(int)]
    mortar = ((y * rows) % 1 < 0.12) | (across % 1 < 0.06)
    return np.where(mortar[..., None], base.mean() * 0.9, base * tone[..., None])


def _planks(rng, size, base):
    count = int(rng.integers(4, 14))
    y, x = np.mgrid[:size, :size] / size
    board = (x * count).astype(int)
    tone = rng.uniform(0.7, 1.2, count)[board] + 0.06 * np.sin(y * rng.uniform(20, 60) + board)
    gap = (x * count) % 1 < 0.05
    return np.where(gap[..., None], base * 0.3, base * tone[..., None])


def _dead_leaves(rng, size, base, *, spread, count, smallest, largest):
    """Overlapping shapes of all sizes, whose statistics are near those of photographs."""
    import cv2
    picture = np.tile(base, (size, size, 1))
    for _ in range(count):
        radius = smallest / max(rng.random(), smallest / largest)
        colour = np.clip(base * rng.uniform(0.4, 1.5) + _hue(rng, spread), 5, 250)
        centre = tuple(int(c) for c in rng.uniform(0, size, 2))
        axes = (int(radius) + 1, int(radius * rng.uniform(0.3, 1)) + 1)
        if rng.random() < 0.5:
            cv2.ellipse(picture, centre, axes, rng.uniform(0, 180), 0, 360, colour.tolist(), -1)
        else:
            box = cv2.boxPoints((centre, (2.0 * axes[0], 2.0 * axes[1]), rng.uniform(0, 180)))
            cv2.fillPoly(picture, [box.astype(np.int32)], colour.tolist())
    return picture


def _hue(rng, spread):
    """Return how a colour differs: mostly lighter or darker, now and then vivid."""
    if rng.random() < 0.06:
        return rng.normal(0, 2 * spread, 3)
    return rng.normal(0, spread) + rng.normal(0, spread / 4, 3)


def _leaves(rng, size, base):
    return _dead_leaves(rng, size, base, spread=9, count=1800, smallest=1.2, largest=9)


def _clutter(rng, size, base):
    return _dead_leaves(rng, size, base, spread=24, count=250, smallest=5, largest=80)


def _facade(rng, size, base):
    import cv2
    picture = _plain(rng, size, base)
    rows, columns = int(rng.integers(2, 6)), int(rng.integers(2, 7))
    height, width = size / rows, size / columns
    wide, tall = rng.uniform(0.3, 0.7), rng.uniform(0.4, 0.75)
    for row in range(rows):
        for column in range(columns):
            glass = (base * 0.25 + rng.uniform(0, 70, 3)).tolist()
            left, top = (column + (1 - wide) / 2) * width, (row + (1 - tall) / 2) * height
            cv2.rectangle(picture, (int(left), int(top)),
                          (int(left + wide * width), int(top + tall * height)), glass, -1)
    return picture


_DRAW = {'concrete': _concrete, 'bricks': _bricks, 'planks': _planks, 'leaves': _leaves,
         'facade': _facade, 'clutter': _clutter, 'plaster': _plain, 'grass': _leaves}
