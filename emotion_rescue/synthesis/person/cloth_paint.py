"""Paints cloth: prints, seams, pockets, belts, bands, folds, dust, by its place on the body."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.outfits import Outfit

_REFLECTIVE_RGB = np.float32((226, 228, 222))
_DUST_RGB = np.float32((152, 146, 138))


@dataclass(frozen=True, eq=False)
class ClothChart:
    """What a painter knows of each pixel of a chart, all float32 (height, width).

    Attributes:
        position: (height, width, 3), metres on the average adult at rest.
        lit: about 0.5..1.1, brightness by the light that reaches the place, and the weave.
        around_m: length around the limb or trunk, 0 in front (limbs: outside or above).
        along: limb coordinate: arms 0 shoulder .. 1 wrist; else height in metres.
        noise: name of a field of solid_noise -> -1..1.
    """

    position: np.ndarray
    lit: np.ndarray
    around_m: np.ndarray
    along: np.ndarray
    noise: dict[str, np.ndarray]


def paint_top(outfit: Outfit, chart: ClothChart, *, arm: bool, hem: float,
              neck_m: np.ndarray | None = None) -> np.ndarray:
    """Return a chart of the top, float32 (height, width, 3) RGB.

    Args:
        outfit: what is worn.
        chart: torso or an arm.
        arm: whether it is an arm.
        hem: height of the lower border in metres, or end of the sleeve along the arm.
        neck_m: how far below the neckline each pixel lies, metres; None for arms.
    """
    rng = np.random.default_rng((outfit.texture_seed, 1))
    down_m = -chart.along * 0.56 if arm else chart.along
    sleeve_m = _beyond_armhole(chart.position)
    colour = _print(rng, outfit, chart.around_m, down_m, arm, sleeve_m > 0)
    shade = _line(sleeve_m, 0.003, 0.75)
    if arm:
        left_m = (hem - chart.along) * 0.56
        if outfit.top in ('sweater', 'hoodie', 'jacket') and hem > 0.8:
            shade *= np.where(left_m < 0.05, 0.9 + 0.06 * np.sin(chart.around_m * 1200), 1)
            shade *= _line(left_m - 0.05, 0.003, 0.7)
        shade *= _line(left_m - 0.018, 0.002, 0.8)
        if outfit.reflective and outfit.pattern != 'sleeves':
            for place in (0.30, 0.72):
                _band(colour, (chart.along - place) * 0.56, 0.025)
    else:
        _trim_torso(outfit, chart, colour, shade, hem, neck_m)
    return _finish(outfit, chart, colour, shade * _top_folds(chart, arm, outfit))


def _trim_torso(outfit, chart, colour, shade, hem, neck_m):
    x, z = chart.position[..., 0], chart.position[..., 2]
    front = np.abs(chart.around_m) < 0.21
    shade *= _line(z - hem - 0.02, 0.002, 0.8)
    if outfit.top in ('t_shirt', 'sweater'):
        shade *= _line(neck_m - 0.018, 0.003, 0.72)
    if outfit.top == 'shirt':
        shade *= np.where(front, _line(np.abs(x) - 0.016, 0.002, 0.75), 1)
        button = front & (np.hypot(x, (z + 0.2) % 0.09 - 0.045) < 0.0055)
        colour[button] = 235 if np.mean(outfit.top_rgb) < 120 else 60
        colour[:] = np.where((neck_m < 0.03)[..., None], colour * 0.9 + 12, colour)
    if outfit.top in ('jacket', 'hoodie') and not outfit.open_front:
        zipper = front & (np.abs(x) < 0.006)
        colour[zipper] = 190 if np.mean(outfit.top_rgb) < 120 else 50
        shade *= np.where(front, _line(np.abs(x) - 0.02, 0.003, 0.8), 1)
    if outfit.top in ('shirt', 'jacket') and outfit.pockets:
        shade *= np.where(front, _frame(np.abs(x) - 0.095, z - 0.36, 0.05, 0.055), 1)
        shade *= np.where(front, _line((z - 0.385), 0.002, 0.8) ** (
            np.abs(np.abs(x) - 0.095) < 0.05), 1)
    if outfit.top in ('jacket', 'hoodie'):
        side = front & (np.abs(z - 0.04) < 0.07)
        shade *= np.where(side, _line(np.abs(x) - 0.12 - (z - 0.04) * 0.5, 0.005, 0.6), 1)
        shade *= np.where(z < hem + 0.045, 0.88, 1)
    if outfit.reflective:
        for height in (0.10, 0.24):
            _band(colour, z - height, 0.027)
        braces = (np.abs(np.abs(x) - 0.085) < 0.024) & (z > 0.24)
        colour[braces] = _REFLECTIVE_RGB


def paint_bottom(outfit: Outfit, chart: ClothChart, *, hem: float) -> np.ndarray:
    """Return a chart of one half of the trousers, float32 (height, width, 3) RGB."""
    rng = np.random.default_rng((outfit.texture_seed, 2))
    z, x, y = chart.along, chart.position[..., 0], chart.position[..., 1]
    colour = np.empty((*z.shape, 3), np.float32)
    colour[:] = outfit.bottom_rgb
    shade = _line(z - hem - 0.025, 0.002, 0.8)
    outer, front = chart.around_m, y < -0.10
    shade *= _line(outer, 0.003, 0.72)
    if outfit.bottom in ('jeans', 'chinos', 'cargo'):
        pocket = front & (z < 0.08) & (z > -0.05)
        shade *= np.where(pocket, _line(np.abs(x) - 0.09 - (0.08 - z) * 0.55, 0.003, 0.65), 1)
        shade *= np.where(y > -0.02, _frame(np.abs(x) - 0.085, z + 0.02, 0.05, 0.06), 1)
        fly = front & (z > -0.05)
        shade *= np.where(fly, _line(x - 0.012, 0.003, 0.7), 1)
    if outfit.bottom == 'jeans':
        worn = np.exp(-((outer - 0.11) / 0.06) ** 2) * np.exp(-((z + 0.28) / 0.22) ** 2)
        colour += (worn * (0.8 + 0.4 * chart.noise['patch']) * 46)[..., None]
        colour *= (1 + 0.10 * np.sin(outer * 2600 + z * 1300))[..., None]
        stitch = np.abs(np.abs(outer) - 0.006) < 0.0022
        colour[stitch] = colour[stitch] * 0.6 + np.float32((170, 120, 60)) * 0.4
    if outfit.bottom == 'cargo':
        shade *= _frame(outer - 0.01, z + 0.31, 0.075, 0.085)
        shade *= np.where(np.abs(outer - 0.01) < 0.075, _line(z + 0.26, 0.004, 0.65), 1)
        knee = (np.abs(outer - 0.11) < 0.07) & (np.abs(z + 0.47) < 0.10)
        colour[knee] *= 0.82
    if outfit.bottom == 'sweatpants':
        for place in (0.014, -0.014):
            band = np.abs(outer - place) < 0.006
            colour[band & outfit.pockets] = outfit.second_rgb
    elif outfit.belt:
        belt = np.abs(z - 0.085) < 0.018
        colour[belt] = outfit.belt_rgb
        colour[belt & (np.abs(x) < 0.025) & front] = (170, 165, 150)
    if outfit.reflective:
        for height in (-0.56, -0.70):
            _band(colour, z - height, 0.025)
    bend = np.exp(-((z + 0.47) / 0.12) ** 2) + np.exp(-((z + 0.08) / 0.12) ** 2)
    gather = np.clip((-0.62 - z) / 0.2, 0, 1)
    phase = rng.uniform(0, 6, 3)
    fold = 0.10 * np.sin(7 * chart.noise['crease'] + phase[0]) * (0.25 + bend + gather)
    fold += 0.09 * np.sin(6 * chart.noise['pull'] + phase[1]) * (0.35 + bend)
    fold += 0.07 * np.sin(5 * chart.noise['drape'] + phase[2])
    # A pressed or worn-in edge down the front of each leg.
    fold -= 0.06 * np.exp(-(np.maximum(0, np.abs(np.abs(outer) - 0.24)) / 0.04) ** 2)
    dirty = np.clip((-0.25 - z) * 0.6, 0, 0.35) * outfit.dirt
    return _finish(outfit, chart, colour, shade * (1 + fold), extra_dust=dirty)


def paint_shoes(outfit: Outfit, chart: ClothChart) -> np.ndarray:
    """Return the shoes' chart, float32 (height, width, 3) RGB."""
    z, y = chart.position[..., 2], chart.position[..., 1]
    colour = np.empty((*z.shape, 3), np.float32)
    colour[:] = outfit.shoes_rgb
    shade = 1 + 0.05 * chart.noise['tuft']
    lace = (np.abs(chart.around_m) < 0.03) & (y < -0.11) & (y > -0.20)
    stripe = lace & ((y * 70) % 1 < 0.45)
    colour[stripe] = 225 if np.mean(outfit.shoes_rgb) < 130 else 50
    shade *= np.where(y < -0.25, 0.92, 1) * _line(y + 0.25, 0.003, 0.75)
    # A sneaker's sole stands out; the thin one of a dark shoe keeps its edge.
    colour[z < -0.958] = outfit.sole_rgb
    shade *= _line(z + 0.958, 0.003, 0.5)
    return _finish(outfit, chart, colour, shade, extra_dust=np.float32(0.25 * outfit.dirt))


def paint_plain(outfit: Outfit, rgb, shape: tuple[int, int], seed: int) -> np.ndarray:
    """Return plain cloth with a weave, float32 (height, width, 3) RGB."""
    rng = np.random.default_rng((outfit.texture_seed, 3, seed))
    y, x = np.mgrid[:shape[0], :shape[1]].astype(np.float32)
    fold = 0.06 * np.sin(x * 0.12 + 2 * np.sin(y * 0.05 + rng.uniform(0, 6)))
    fold += 0.03 * rng.standard_normal(shape)
    colour = np.asarray(rgb, np.float32) * (1 + fold[..., None])
    return np.clip(colour * (1 - 0.6 * outfit.dust) + _DUST_RGB * 0.6 * outfit.dust, 0, 255)


def _print(rng, outfit, around_m, down_m, arm, on_sleeve):
    colour = np.empty((*around_m.shape, 3), np.float32)
    colour[:] = outfit.top_rgb
    second = np.float32(outfit.second_rgb)
    width = rng.uniform(0.012, 0.045)
    if outfit.pattern == 'stripes':
        colour[down_m % (2 * width) < width] = second
    elif outfit.pattern == 'pinstripes':
        line = around_m % (width + 0.015) < 0.007
        colour[line] = 0.5 * (colour[line] + second)
    elif outfit.pattern == 'checks':
        width = rng.uniform(0.02, 0.045)
        share = 0.5 * (around_m % (2 * width) < width) + 0.5 * (down_m % (2 * width) < width)
        colour += (second - colour) * share[..., None].astype(np.float32)
    elif outfit.pattern == 'blocks':
        colour[on_sleeve if rng.random() < 0.5 else ~on_sleeve & (
            down_m < rng.uniform(0.15, 0.35)) & (not arm)] = second
    elif outfit.pattern == 'print' and not arm:
        _draw_print(rng, colour, around_m, down_m, second)
    elif outfit.pattern == 'sleeves':
        colour[on_sleeve] = second
    return colour


def _beyond_armhole(position):
    """Return metres from the armhole's seam, positive on the sleeve, of places (..., 3)."""
    x, z = np.abs(position[..., 0]), position[..., 2]
    return np.where(z > 0.28, x - 0.176 + 0.10 * (z - 0.40), x - 0.188).astype(np.float32)


def _draw_print(rng, colour, around_m, down_m, second):
    """Put a sign on the chest: rings, bars or a made-up word's blocks."""
    x, z = around_m, down_m - rng.uniform(0.30, 0.38)
    kind = int(rng.integers(4))
    if kind == 0:
        size = rng.uniform(0.05, 0.09)
        mark = np.abs(np.hypot(x, z) - size) < size * rng.uniform(0.15, 0.5)
    elif kind == 1:
        mark = (np.abs(z) < 0.06) & (np.abs(x) < 0.12) & ((z * rng.uniform(25, 45)) % 1 < 0.55)
    elif kind == 2:
        cells = rng.random((7, 24)) < 0.6
        row, column = np.floor((z + 0.035) / 0.01), np.floor((x + 0.12) / 0.01)
        mark = (row >= 0) & (row < 7) & (column >= 0) & (column < 24)
        mark &= cells[np.clip(row, 0, 6).astype(int), np.clip(column, 0, 23).astype(int)]
    else:
        angle = np.arctan2(z, x)
        mark = np.hypot(x, z) < 0.07 * (1 + 0.4 * np.cos(rng.integers(3, 7) * angle))
    colour[mark & (np.abs(x) < 0.2)] = second


def _top_folds(chart, arm, outfit):
    phase = np.random.default_rng((outfit.texture_seed, 6)).uniform(0, 6, 5)
    noise = chart.noise
    x, z = np.abs(chart.position[..., 0]), chart.position[..., 2]
    pit = np.exp(-(((x - 0.16) / 0.09) ** 2 + ((z - 0.38) / 0.13) ** 2))
    pull = 0.09 * np.sin(6 * noise['pull'] + phase[0]) * (0.25 + 1.1 * pit)
    crease, drape = np.sin(6 * noise['crease'] + phase[1]), np.sin(5 * noise['drape'] + phase[2])
    trunk = 0.09 * crease * (0.15 + np.exp(-((z - 0.06) / 0.1) ** 2))
    trunk += 0.08 * drape * np.clip(1.1 - z * 1.6, 0.2, 1)
    fold = trunk
    if arm:
        bend = np.exp(-((chart.along - 0.5) / 0.16) ** 2)
        cuff = np.clip((chart.along - 0.72) / 0.2, 0, 1)
        # From the shoulder on, the trunk's folds give way to the sleeve's.
        share = np.clip(chart.along / 0.2, 0, 1)
        fold = trunk * (1 - share) + share * 0.10 * crease * (0.35 + bend + cuff)
    return 1 + (fold + pull) * (0.7 if outfit.top == 'sweater' else 1.0)


def _finish(outfit, chart, colour, shade, extra_dust=None):
    """Return colour times shade, with weave, light from above, dirt and dust."""
    noise = chart.noise
    rng = np.random.default_rng((outfit.texture_seed, 4))
    sign, shift = rng.choice((-1.0, 1.0), 2).tolist(), float(rng.uniform(-0.2, 0.2))
    stain = np.clip(sign[0] * noise['patch'] + 0.6 * noise['broad'] + (shift - 0.55), 0, 0.6)
    shade = shade * chart.lit * (1 - 0.9 * outfit.dirt * stain)
    cover = 0.55 + (0.5 * sign[1]) * noise['patch'] + 0.2 * noise['grain']
    cover = np.clip(cover * (outfit.dust if extra_dust is None else outfit.dust + extra_dust),
                    0, 0.85)
    colour *= (shade * (1 - cover)).astype(np.float32)[..., None]
    colour += _DUST_RGB * (cover * chart.lit).astype(np.float32)[..., None]
    return colour


def _line(distance_m, width_m, depth):
    """Return a dark line where `distance_m` is 0: `depth` there, 1 farther than its width."""
    return 1 - (1 - depth) * np.clip(1.8 - np.abs(distance_m) / max(width_m, 0.0028), 0, 1)


def _frame(x, z, half_width, half_height):
    """Return the dark outline of a rectangle about x = z = 0."""
    outside = np.maximum(np.abs(x) - half_width, np.abs(z) - half_height)
    return _line(outside, 0.003, 0.68)


def _band(colour, distance_m, half_width):
    """Put a reflective band with darker edges at distance 0."""
    colour[np.abs(distance_m) < half_width * 1.5] = colour[
        np.abs(distance_m) < half_width * 1.5] * 0.35 + np.float32((90, 90, 90)) * 0.65
    colour[np.abs(distance_m) < half_width] = _REFLECTIVE_RGB
