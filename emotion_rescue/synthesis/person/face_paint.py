"""Paints heads, hands and eyes: skin, brows, lips, beard, hair; by the place on the head.

Positions are metres on the average adult at rest, whose eyes are at height 0.748, mouth at 0.681.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.hairline import height_above_hairline
from emotion_rescue.synthesis.person.outfits import Outfit

IRIS_RGB = {'dark brown': (52, 34, 24), 'brown': (84, 54, 32), 'hazel': (96, 84, 46),
            'green': (78, 104, 74), 'blue': (86, 122, 150), 'grey': (112, 122, 128)}
_DUST_RGB = np.float32((160, 154, 146))


@dataclass(frozen=True, eq=False)
class SkinChart:
    """What a painter knows of each pixel of skin, all float32 (height, width).

    Attributes:
        position: (height, width, 3) metres.
        light: 0..1, share of the sky that reaches the place.
        masks: name -> 0..1, MakeHuman's masks.
        noise: name of a field of solid_noise -> -1..1.
    """

    position: np.ndarray
    light: np.ndarray
    masks: dict[str, np.ndarray]
    noise: dict[str, np.ndarray]

    def __getitem__(self, pixels) -> 'SkinChart':
        """Return the chart of some pixels alone, an index of numpy's."""
        return SkinChart(
            position=self.position[pixels], light=self.light[pixels],
            masks={name: value[pixels] for name, value in self.masks.items()},
            noise={name: value[pixels] for name, value in self.noise.items()})


class HeadPainter:
    """Paints heads on one chart; what all of them share is worked out once."""

    def __init__(self, chart: SkinChart):
        """Find face and scalp on `chart`."""
        x, y, z = np.moveaxis(chart.position, -1, 0)
        rows, columns = np.nonzero((y < -0.10) & (z > 0.60) & (z < 0.825))
        self._face = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
        self._face_chart = chart[self._face]
        self._hair = {}
        for style in ('short', 'receding'):
            above = height_above_hairline(chart.position, style).astype(np.float32)
            pixels = np.nonzero(above > -0.014)
            self._hair[style] = pixels, above[pixels], chart[pixels]
        warm = (_spot(np.abs(x) - 0.045, z - 0.705, 0.022) * 0.5
                + _spot(np.abs(x), z - 0.712, 0.014) * 0.45) * (y < -0.13)
        warm = (warm + 0.4 * chart.masks['ears'])[..., None] * np.float32((0.02, 0.16, 0.16))
        mottle = 1 + 0.022 * chart.noise['grain'] + 0.03 * chart.noise['patch']
        light = 0.66 + 0.34 * np.clip(chart.light * 1.25, 0, 1)
        self._shade = ((1 - warm) * mottle[..., None]).astype(np.float32)
        self._light = light[..., None].astype(np.float32)
        self._cover = np.clip(0.35 + 0.5 * chart.noise['patch'] + 0.3 * chart.noise['tuft'],
                              0, 0.8)[..., None] * np.float32(0.6)
        self._smudge = np.clip(0.6 * chart.noise['patch'] + chart.noise['broad'] - 0.35,
                               0, 0.3)[..., None]

    def paint(self, outfit: Outfit) -> np.ndarray:
        """Return the head's chart, float32 (height, width, 3) RGB."""
        rng = np.random.default_rng((outfit.texture_seed, 10))
        colour = self._shade * np.float32(outfit.skin_rgb)
        face, chart = colour[self._face], self._face_chart
        _paint_folds(outfit, chart, face)
        _paint_lips(outfit, chart, face)
        _paint_beard(outfit, chart, face)
        _paint_brows(outfit, chart, face)
        if outfit.hair != 'bald':
            pixels, above, scalp = self._hair[
                'receding' if outfit.hair == 'receding' else 'short']
            colour[pixels] = _paint_hair(rng, outfit, scalp, above, colour[pixels])
        colour *= self._light
        if outfit.dirt > 0.1:
            smudge = self._smudge * np.float32(outfit.dirt)
            colour += (np.float32((42, 36, 31)) - colour) * smudge
        if outfit.dust > 0.02:
            colour += (_DUST_RGB - colour) * (self._cover * np.float32(outfit.dust))
        return colour


def _paint_folds(outfit, chart, colour):
    """Darken the lids, the hollow under the eye, the fold beside the nose, and wrinkles."""
    x, y, z = np.moveaxis(chart.position, -1, 0)
    aside, front = np.abs(x), y < -0.13
    shade = 1 - 0.22 * _spot(aside - 0.033, (z - 0.757) * 1.6, 0.016) * front
    shade *= 1 - 0.12 * _spot(aside - 0.032, (z - 0.733) * 2, 0.016) * front
    fold = np.abs(aside - 0.020 - (0.712 - z) * 0.5)
    fold_depth = 0.12 + 0.2 * outfit.age_lines
    shade *= 1 - fold_depth * np.exp(-(fold / 0.0028) ** 2) * (
        (z < 0.712) & (z > 0.680) & front)
    if outfit.age_lines > 0.15:
        lines = np.sin(z * 820 + 0.7 * chart.noise['patch']) ** 8
        shade *= 1 - 0.2 * outfit.age_lines * lines * (
            (z > 0.782) & (z < 0.815) & (aside < 0.05) & front)
        crow = np.sin((z - 0.748) / np.maximum(aside - 0.03, 0.004) * 9) ** 6
        shade *= 1 - 0.16 * outfit.age_lines * crow * (
            (aside > 0.052) & (aside < 0.066) & (np.abs(z - 0.748) < 0.016))
    if outfit.freckles:
        shade *= 1 - 0.2 * ((chart.noise['grain'] > 0.45) & (z > 0.69) & (z < 0.745) & front)
    colour *= shade[..., None].astype(np.float32)


def _paint_lips(outfit, chart, colour):
    x, _, z = np.moveaxis(chart.position, -1, 0)
    lip = np.float32(outfit.lip_rgb)
    share = chart.masks['lips'][..., None]
    upper = 1 - 0.14 * np.clip((z - 0.680) / 0.006, 0, 1)
    crease = 1 + 0.05 * np.sin(x * 1900)
    colour += (lip * (upper * crease)[..., None] - colour) * share
    inside = chart.masks['inside-mouth'][..., None]
    colour += (np.float32((72, 28, 28)) - colour) * inside


def _paint_brows(outfit, chart, colour):
    x, y, z = np.moveaxis(chart.position, -1, 0)
    aside = np.abs(x)
    along = np.clip((aside - 0.0125) / 0.046, 0, 1)
    arch = 0.7635 + outfit.brow_arch * np.sin(along ** 0.8 * np.pi * 0.85)
    half = outfit.brow_width_m * (1.05 - 0.75 * along ** 1.5)
    inside = 1 - np.abs(z - arch) / half
    hair = np.clip(inside * 1.8, 0, 1) * ((aside > 0.011) & (aside < 0.0605) & (y < -0.15))
    ends = np.clip((aside - 0.0105) / 0.004, 0, 1) * np.clip((0.0605 - aside) / 0.006, 0, 1)
    stroke = 0.5 + 0.5 * np.sin((aside * 1.2 - (z - arch) * 1.0) * 2600 + 3 * chart.noise['tuft'])
    share = (hair * ends * (0.68 + 0.32 * stroke) * outfit.brow_strength)[..., None]
    colour += (np.float32(outfit.hair_rgb) * 0.55 - colour) * share


def _paint_beard(outfit, chart, colour):
    if outfit.facial_hair == 'none':
        return
    x, y, z = np.moveaxis(chart.position, -1, 0)
    aside, noise = np.abs(x), chart.noise
    cheek = np.interp(y, (-0.23, -0.2, -0.12, -0.10), (0.672, 0.688, 0.712, 0.73))
    chin = np.clip((cheek - z + 0.004 * noise['tuft']) / 0.008, 0, 1) * (z > 0.60) * (y < -0.085)
    chin = chin * np.clip((aside + (0.668 - z) * 0.6 - 0.019) / 0.007, 0, 1)
    chin = np.maximum(chin, np.clip((0.662 - z) / 0.006, 0, 1) * (aside < 0.06) * (y < -0.11))
    lip = np.exp(-((z - 0.6955 + aside * 0.28) / 0.0055) ** 2) * (aside < 0.033) * (y < -0.19)
    goatee = chin * np.clip((0.036 - aside + 0.003 * noise['tuft']) / 0.008, 0, 1)
    share = {'stubble': 0.42 * np.maximum(chin, lip), 'moustache': 0.9 * lip,
             'goatee': 0.85 * np.maximum(goatee, lip), 'beard': 0.92 * np.maximum(chin, lip)}[
                 outfit.facial_hair]
    share = share * (1 - chart.masks['lips']) * (0.78 + 0.22 * noise['grain'] + 0.1 * np.sin(
        x * 2400 + z * 700))
    share = np.clip(share, 0, 0.95)[..., None]
    dark = np.float32(outfit.hair_rgb) * 0.7
    if outfit.facial_hair == 'stubble':
        dark = dark * 0.6 + np.float32(outfit.skin_rgb) * 0.3
    colour += (dark - colour) * share


def _paint_hair(rng, outfit, chart, above, skin):
    """Return the colours of the pixels of a scalp, (n, 3), whose skin has the colours `skin`."""
    edge = 0.006 if outfit.hair in ('bun', 'ponytail') else 0.011
    ragged = chart.noise['tuft'] + 0.7 * chart.noise['grain']
    share = np.clip((above + edge * 0.6 * ragged) / edge + 0.3, 0, 1)
    share = share * (1 - np.clip(2 * chart.masks['ears'], 0, 1))
    if outfit.hair == 'buzz':
        share = share * (0.62 + 0.12 * chart.noise['grain'])
    hair = strands(rng, outfit, chart.position, chart.noise)
    return skin + (hair - skin) * share[:, None]


def strands(rng: np.random.Generator, outfit: Outfit, position: np.ndarray,
            noise: dict[str, np.ndarray]) -> np.ndarray:
    """Return hair, float32 (..., 3) RGB, combed from the crown down, with a soft sheen."""
    x, y, z = np.moveaxis(position, -1, 0)
    if outfit.hair == 'afro':
        value = 1 + 0.35 * noise['tuft'] + 0.2 * noise['grain']
    else:
        parting = rng.uniform(-0.035, 0.035)
        back = outfit.hair in ('bun', 'ponytail')
        # Round the crown, or from the forehead straight back.
        angle = np.arctan2(x - parting, y + 0.09) * 0.1 if not back else np.arctan2(
            x, z - 0.74) * 0.1
        value = (1 + 0.16 * np.sin(angle * 900 + 3 * noise['patch'])
                 + 0.14 * np.sin(angle * 2100 + 4 * noise['tuft']) + 0.12 * noise['grain'])
        value = value + 0.22 * np.exp(-((z - 0.815 - 0.006 * noise['patch']) / 0.018) ** 2)
        if not back:
            value = value * (1 - 0.35 * np.exp(-((x - parting) / 0.0025) ** 2) * (z > 0.8))
    hair = np.float32(outfit.hair_rgb) * value[..., None].astype(np.float32)
    return np.clip(hair + 6 * (value[..., None] - 1), 0, 255).astype(np.float32)


def paint_hands(outfit: Outfit, chart: SkinChart) -> np.ndarray:
    """Return the hands' chart, float32 (height, width, 3) RGB: skin with nails, or gloves."""
    colour = np.empty((*chart.light.shape, 3), np.float32)
    if outfit.gloves:
        colour[:] = outfit.second_rgb
    else:
        colour[:] = outfit.skin_rgb
        nail = chart.masks['fingernails'][..., None]
        colour += (np.float32(outfit.skin_rgb) * 0.85 + (38, 26, 26) - colour) * nail
    colour *= (1 + 0.05 * chart.noise['grain'] + 0.04 * chart.noise['patch'])[..., None]
    dirt = np.clip(0.5 * outfit.dirt + outfit.dust, 0, 1) * np.clip(
        0.3 + 0.5 * chart.noise['patch'], 0, 0.7)
    colour += (_DUST_RGB * 0.75 - colour) * dirt[..., None]
    return np.clip(colour * (0.66 + 0.34 * chart.light)[..., None], 0, 255)


def paint_bare_skin(outfit: Outfit, shape: tuple[int, int]) -> np.ndarray:
    """Return arms, shins and neck, float32 (height, width, 3) RGB; rows go down the body."""
    rng = np.random.default_rng((outfit.texture_seed, 11))
    height = np.linspace(0.72, -0.98, shape[0], dtype=np.float32)[:, None, None]
    # The chin keeps the light from the neck.
    shade = 1 - 0.32 * np.exp(-((height - 0.645) / 0.035) ** 2)
    grain = 1 + 0.03 * rng.standard_normal((*shape, 1))
    colour = np.float32(outfit.skin_rgb) * shade * grain
    cover = 0.5 * outfit.dust * rng.beta(2, 3, (*shape, 1))
    return np.clip(colour + (_DUST_RGB - colour) * cover, 0, 255)


def paint_eye(outfit: Outfit, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Return an eyeball seen from the front, float32 (height, width, 3) RGB.

    Args:
        outfit: whose iris.
        across: float (height, width) 0..1 over 1.1 times the ball's width.
        down: the same from top to bottom.
    """
    x, y = (across - 0.5) * 1.1 * 2, (down - 0.5) * 1.1 * 2
    radius = np.hypot(x, y)
    white = np.float32((236, 232, 226)) * np.float32(1 - 0.18 * np.clip(radius - 0.5, 0, 1))[
        ..., None]
    white = white + np.float32((8, -8, -8)) * np.clip(radius - 0.5, 0, 1)[..., None]
    iris = np.float32(IRIS_RGB[outfit.iris])
    spoke = 1 + 0.22 * np.sin(np.arctan2(y, x) * 23)
    ring = np.clip((0.50 - radius) / 0.07, 0.25, 1)
    colour = np.where((radius < 0.50)[..., None], iris * (spoke * ring)[..., None], white)
    colour = np.where((radius < 0.20)[..., None], np.float32((8, 8, 10)), colour)
    # The upper lid shades the ball; a window or the sky is mirrored in it.
    colour = colour * (1 - 0.40 * np.clip((-y - 0.12) / 0.4, 0, 1))[..., None]
    spark = np.hypot(x + 0.14, y + 0.17) < 0.085
    return np.where(spark[..., None], np.float32((250, 250, 250)), colour)


def _spot(x, z, size):
    return np.exp(-(x * x + z * z) / (size * size))
