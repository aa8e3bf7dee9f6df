"""Surfaces people made: concrete, bricks, plaster, planks, asphalt, facades, metal, cloth."""

import numpy as np

from emotion_rescue.synthesis.site.texture_noise import cracks
from emotion_rescue.synthesis.site.texture_noise import noise
from emotion_rescue.synthesis.site.texture_noise import relief


def _base(rng, *choices, spread=0.1):
    return np.array(choices[int(rng.integers(len(choices)))], np.float32) * np.float32(
        rng.uniform(1 - spread, 1 + spread))


def _matter(rng, size, base, *, blots=0.07, grain=0.05, bumps=0.02):
    """Return a surface of one colour with blots, grain and bumps, float32 (size, size, 3)."""
    tone = 1 + blots * noise(rng, size, 1.6) + grain * noise(rng, size, 0.3)
    return base * (tone * relief(noise(rng, size, 0.9), bumps))[..., None]


def _streaks(rng, picture, amount):
    """Let water and dirt run down `picture`."""
    run = noise(rng, len(picture), 1.3, stretch=(0.6, 9.0))
    picture *= 1 - amount * np.clip(run - 0.4, 0, 2)[..., None] * (0.9, 1.0, 1.1)


def _concrete(rng, size):
    picture = _matter(rng, size, _base(rng, (158, 155, 149), (140, 138, 134), (172, 166, 156)))
    y, x = np.mgrid[:size, :size]
    # Boards or panels of the formwork, each of its own tone, with the holes of its ties.
    rows, columns = (int(rng.choice((6, 8))), 1) if rng.random() < 0.5 else (2, 2)
    tone = rng.normal(1, 0.03, (rows, columns))
    picture *= tone[y * rows // size, x * columns // size][..., None]
    joint = (y % (size // rows) < 2) | ((x % (size // columns) < 2) & (columns > 1))
    picture[joint] *= 0.62
    picture[np.roll(joint, 2, 0)] *= 1.06
    if columns > 1:
        for cy in range(size // 8, size, size // 4):
            for cx in range(size // 8, size, size // 4):
                hole = (x - cx) ** 2 + (y - cy) ** 2
                picture[hole < 20] *= 0.4
    pores = noise(rng, size, 0.1) > 3.0
    picture[pores] *= 0.55
    _streaks(rng, picture, rng.uniform(0.05, 0.2))
    cracks(rng, picture, int(rng.integers(1, 5)))
    return picture


def _rough_concrete(rng, size):
    base = _base(rng, (164, 160, 152), (146, 142, 136), (178, 170, 158))
    height = noise(rng, size, 1.15)
    picture = base * (1 + 0.05 * noise(rng, size, 1.5)[..., None])
    picture = picture * relief(height, 0.55)[..., None]
    stones = noise(rng, size, 0.55)
    picture[stones > 1.9] *= np.array((0.72, 0.72, 0.74))
    picture[stones < -2.1] *= 1.18
    return picture


def _bricks(rng, size):
    base = _base(rng, (150, 84, 64), (128, 72, 58), (168, 112, 86), (160, 134, 110))
    rows, columns = 18, 6
    y, x = np.mgrid[:size, :size] / size
    row = (y * rows).astype(int)
    across = x * columns + 0.5 * (row % 2)
    column = across.astype(int) % columns
    tone = rng.normal(1, 0.13, (rows, columns))[row, column]
    shift = rng.normal(0, 5, (rows, columns, 3))[row, column]
    into_y, into_x = (y * rows) % 1, across % 1
    mortar = (into_y < 0.14) | (into_x < 0.055)
    wobble = noise(rng, size, 1.0)
    picture = (base * tone[..., None] + shift) * (1 + 0.07 * noise(rng, size, 0.6)[..., None])
    picture[(into_y > 0.86)] *= 0.8
    picture[(into_y < 0.24) & ~mortar] *= 1.1
    joint = _base(rng, (168, 162, 150), (140, 136, 130)) * (
        1 + 0.08 * noise(rng, size, 0.5)[..., None])
    picture = np.where(mortar[..., None], joint, picture)
    picture[wobble > 2.2] *= 0.55
    _streaks(rng, picture, 0.12)
    return picture


def _plaster(rng, size):
    paint = _base(rng, (206, 200, 188), (188, 192, 186), (204, 188, 160), (176, 184, 190),
                  (190, 176, 168))
    picture = _matter(rng, size, paint, blots=0.04, grain=0.02, bumps=0.03)
    _streaks(rng, picture, rng.uniform(0.08, 0.2))
    # Where the paint came off, the wall shows, with an edge that throws a shadow.
    peeled = noise(rng, size, 1.35) > rng.uniform(1.0, 1.9)
    under = _bricks(rng, size) if rng.random() < 0.5 else _rough_concrete(rng, size)
    edge = peeled & ~np.roll(peeled, (2, 2), (0, 1))
    picture = np.where(peeled[..., None], under, picture)
    picture[edge] *= 0.45
    cracks(rng, picture, int(rng.integers(2, 6)))
    return picture


def _planks(rng, size):
    base = _base(rng, (146, 118, 86), (118, 96, 74), (150, 138, 120), (104, 82, 60))
    return _boards(rng, size, base, int(rng.integers(6, 11)))


def _wood(rng, size):
    return _boards(rng, size, _base(rng, (154, 116, 76), (120, 84, 56), (176, 148, 110)), 2)


def _boards(rng, size, base, count):
    y, x = np.mgrid[:size, :size] / size
    board = (x * count).astype(int) % count
    grain = noise(rng, size, 0.9, stretch=(1.0, 14.0))
    tone = rng.normal(1, 0.1, count)[board] * (1 + 0.09 * grain)
    picture = base * tone[..., None]
    for _ in range(int(rng.integers(2, 7))):
        cx, cy, r = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.008, 0.016)
        ring = np.hypot((x - cx), (y - cy) / 1.8)
        picture[ring < r] *= 0.55
    into = (x * count) % 1
    picture[into < 0.025] *= 0.25
    picture[into > 0.97] *= 0.8
    ends = (np.abs(y - rng.uniform(0, 1, count)[board]) < 0.004) & (count > 3)
    picture[ends] *= 0.3
    return picture


def _tiles(rng, size):
    count = int(rng.choice((5, 8)))
    base = _base(rng, (196, 196, 190), (172, 178, 176), (150, 120, 100), (120, 124, 124))
    y, x = np.mgrid[:size, :size]
    step = size // count
    row, column = np.minimum(y // step, count - 1), np.minimum(x // step, count - 1)
    tone = rng.normal(1, 0.04, (count, count))
    broken = rng.random((count, count)) < 0.07
    picture = _matter(rng, size, base, blots=0.03, grain=0.015, bumps=0.0)
    picture *= tone[row, column][..., None]
    gone = broken[row, column][..., None]
    picture = np.where(gone, _rough_concrete(rng, size) * 0.8, picture)
    joint = (y % step < 3) | (x % step < 3)
    picture[joint] = picture[joint] * 0.45
    cracks(rng, picture, 4)
    dirt = np.clip(noise(rng, size, 1.7), 0, 3)[..., None]
    return picture * (1 - 0.1 * dirt)


def _corrugated(rng, size):
    base = _base(rng, (158, 162, 164), (110, 128, 134), (134, 124, 112))
    x = np.arange(size)[None] / size
    wave = np.sin(2 * np.pi * x * 36)
    picture = _matter(rng, size, base, blots=0.05, grain=0.02, bumps=0.0)
    picture *= (1 + 0.28 * wave)[..., None]
    rust = np.clip(noise(rng, size, 1.7, stretch=(1, 1.6)) * 0.7 - 0.6, 0, 0.8)[..., None]
    colour = np.array((104, 78, 62)) * (1 + 0.2 * wave)[..., None]
    return picture * (1 - rust) + colour * rust


def _metal(rng, size):
    base = _base(rng, (150, 152, 152), (120, 40, 36), (60, 78, 98), (190, 188, 180), (70, 84, 70),
                 (60, 62, 64))
    picture = _matter(rng, size, base, blots=0.04, grain=0.015, bumps=0.0)
    rust = np.clip(noise(rng, size, 1.3) * 0.9 - 1.1, 0, 1)[..., None]
    dust = np.clip(noise(rng, size, 1.8) * 0.2 + 0.2, 0, 0.6)[..., None]
    picture = picture * (1 - rust) + np.array((98, 74, 58)) * rust
    return picture * (1 - dust) + np.array((150, 144, 134)) * dust


def _asphalt(rng, size):
    picture = _matter(rng, size, _base(rng, (98, 97, 96), (82, 82, 84), (116, 112, 106)),
                      blots=0.06, grain=0.16, bumps=0.06)
    y, x = np.mgrid[:size, :size] / size
    if rng.random() < 0.6:
        patch = (np.abs(x - rng.uniform(0.3, 0.7)) < 0.22) & (np.abs(y - 0.5) < 0.3)
        picture[patch] *= 0.82
    cracks(rng, picture, int(rng.integers(4, 9)), 0.45)
    dust = np.clip(noise(rng, size, 1.7), 0, 2)[..., None] * 0.12
    return picture * (1 - dust) + np.array((150, 142, 130)) * dust


def _paving(rng, size):
    count = int(rng.choice((4, 6)))
    y, x = np.mgrid[:size, :size]
    step = size / count
    row = (y / step).astype(int)
    column = ((x + (row % 2) * step / 2) / step).astype(int) % count
    tone = rng.normal(1, 0.07, (count, count))[row, column]
    picture = _matter(rng, size, _base(rng, (150, 146, 138), (132, 124, 116), (160, 148, 132)),
                      blots=0.06, grain=0.08, bumps=0.03) * tone[..., None]
    joint = (y % step < 3.5) | ((x + (row % 2) * step / 2) % step < 3.5)
    picture[joint] *= 0.45
    cracks(rng, picture, 3)
    return picture


def _facade(rng, size):
    wall = _plaster(rng, size) if rng.random() < 0.6 else _bricks(rng, size)
    rows, columns = 2, int(rng.choice((2, 3)))
    height, width = size // rows, size // columns
    wide, tall = int(width * rng.uniform(0.34, 0.5)), int(height * rng.uniform(0.5, 0.64))
    frame = _base(rng, (214, 210, 200), (90, 70, 54), (120, 124, 124))
    for row in range(rows):
        for column in range(columns):
            left, top = column * width + (width - wide) // 2, row * height + (height - tall) // 2
            _window(rng, wall, left, top, wide, tall, frame)
    return wall


def _window(rng, wall, left, top, wide, tall, frame):
    sky = np.linspace(1.0, 0.45, tall)[:, None, None] * np.array((96, 108, 118))
    glass = sky * rng.uniform(0.35, 1.0)
    if rng.random() < 0.4:
        glass = np.zeros((tall, 1, 3)) + (20, 19, 18)
    wall[top - 6:top, left - 5:left + wide + 5] *= 0.6
    wall[top:top + tall, left:left + wide] = frame
    bar = max(3, wide // 16)
    for first, second in ((bar, wide // 2 - bar // 2), (wide // 2 + bar // 2, wide - bar)):
        wall[top + bar:top + tall - bar, left + first:left + second] = glass[bar:-bar]
    wall[top + bar:top + bar + 6, left + bar:left + wide - bar] *= 0.5
    sill = wall[top + tall:top + tall + 7, left - 6:left + wide + 6]
    sill[:] = frame * 0.85
    wall[top + tall + 7:top + tall + 12, left - 6:left + wide + 6] *= 0.55


def _cloth(rng, size):
    base = _base(rng, (120, 116, 108), (84, 92, 104), (128, 98, 84), (96, 104, 90),
                 (168, 162, 150))
    weave = 1 + 0.05 * noise(rng, size, 0.1)
    folds = relief(noise(rng, size, 2.0, stretch=(1, 2)), 4.0)
    return base * (weave * folds)[..., None]


def _soot(rng, size):
    picture = _matter(rng, size, _base(rng, (92, 88, 84), (70, 68, 66)), blots=0.2, grain=0.08)
    _streaks(rng, picture, 0.2)
    return picture


def _glass(rng, size):
    y = np.linspace(1.2, 0.5, size)[:, None, None]
    return np.ones((1, size, 1)) * y * _base(rng, (52, 58, 62), (34, 38, 40))


def _rubber(rng, size):
    return _matter(rng, size, _base(rng, (38, 38, 38)), grain=0.1)


def _lamp(rng, size):
    return np.full((size, size, 3), (255, 250, 236), np.float32)


def _dark(rng, size):
    return _matter(rng, size, _base(rng, (20, 19, 18)), blots=0.2)


def _rust(rng, size):
    return _matter(rng, size, _base(rng, (102, 66, 46), (84, 60, 48)), blots=0.2, grain=0.15)


BUILT = {
    'concrete': _concrete, 'rough_concrete': _rough_concrete, 'bricks': _bricks,
    'plaster': _plaster, 'planks': _planks, 'wood': _wood, 'tiles': _tiles,
    'corrugated': _corrugated, 'metal': _metal, 'asphalt': _asphalt, 'paving': _paving,
    'facade': _facade, 'cloth': _cloth, 'soot': _soot, 'glass': _glass, 'rubber': _rubber,
    'lamp': _lamp, 'dark': _dark, 'rust': _rust}
