"""What a person wears: cut, colours, hair, headgear, dust. Never less than shirt and trousers."""

from dataclasses import dataclass

import numpy as np

HEADGEAR = ('none', 'helmet', 'scarf', 'cap')
HAIR = ('bald', 'short', 'long')
PATTERNS = ('plain', 'stripes', 'checks', 'blocks')
_SKIN_TONES_RGB = ((62, 40, 30), (92, 60, 44), (128, 86, 62), (160, 112, 82), (190, 142, 110),
                   (214, 170, 140), (228, 190, 165), (236, 203, 182))
_HAIR_RGB = ((18, 15, 14), (35, 25, 20), (60, 40, 26), (95, 65, 38), (150, 112, 66),
             (110, 50, 28), (150, 148, 145), (205, 202, 198))
# No beige, tan or pink: at a distance and in dim light they would look like bare skin.
_CLOTH_RGB = ((24, 26, 32), (44, 50, 68), (30, 48, 96), (66, 92, 138), (96, 28, 44),
              (160, 30, 36), (58, 78, 54), (84, 104, 50), (52, 74, 84), (120, 150, 170),
              (186, 190, 196), (224, 228, 230), (90, 92, 96), (130, 134, 140), (196, 160, 24),
              (96, 60, 120), (60, 130, 90), (40, 100, 100))
# Smallest distance in RGB between cloth and skin.
_MIN_CONTRAST = 90
_RESCUE_RGB = ((226, 96, 24), (214, 210, 40), (190, 40, 30), (30, 60, 120))


@dataclass(frozen=True)
class Outfit:
    """One person's clothes, hair and skin; colours are RGB 0..255.

    Attributes:
        sleeves: 'short' or 'long'.
        legs: 'short' (to the knee) or 'long'.
        skirt: whether a skirt or coat hangs over the trousers.
        loose_m: distance between cloth and body in metres.
        dust: 0 clean .. 1 covered with grey dust.
    """

    skin_rgb: tuple[int, int, int]
    hair_rgb: tuple[int, int, int]
    shirt_rgb: tuple[int, int, int]
    second_rgb: tuple[int, int, int]
    trousers_rgb: tuple[int, int, int]
    shoes_rgb: tuple[int, int, int]
    headgear_rgb: tuple[int, int, int]
    hair: str
    headgear: str
    pattern: str
    sleeves: str
    legs: str
    skirt: bool
    gloves: bool
    turtleneck: bool
    reflective: bool
    loose_m: float
    dust: float
    texture_seed: int


def sample_outfit(rng: np.random.Generator, *, rescuer: bool, female: float, old: float,
                  dust: float, may_skirt: bool) -> Outfit:
    """Draw an outfit.

    Args:
        rng: source of chance.
        rescuer: wears a suit in signal colours, helmet and gloves.
        female: 0..1, makes long hair and skirts more likely.
        old: 0..1, makes grey hair and baldness more likely.
        dust: 0..1, how dusty the place is.
        may_skirt: whether the posture lets a skirt hang.
    """
    def pick(choices):
        return choices[int(rng.integers(len(choices)))]

    skin = _vary(rng, pick(_SKIN_TONES_RGB), 8)

    def cloth(palette):
        # Cloth in the colour of the skin would look like none.
        while True:
            drawn = _vary(rng, pick(palette), 15)
            if np.linalg.norm(np.subtract(drawn, skin)) > _MIN_CONTRAST:
                return drawn

    suit = cloth(_RESCUE_RGB)
    headgear = 'helmet' if rescuer else str(rng.choice(HEADGEAR, p=(0.72, 0.08, 0.1, 0.1)))
    long_hair = rng.random() < 0.15 + 0.6 * female
    hair = 'long' if long_hair else 'bald' if rng.random() < 0.05 + 0.2 * old else 'short'
    grey = rng.random() < old
    return Outfit(
        skin_rgb=skin,
        hair_rgb=_vary(rng, pick(_HAIR_RGB[-2:] if grey else _HAIR_RGB[:-2]), 8),
        shirt_rgb=suit if rescuer else cloth(_CLOTH_RGB),
        second_rgb=cloth(_CLOTH_RGB),
        trousers_rgb=suit if rescuer else cloth(_CLOTH_RGB[:14]),
        shoes_rgb=cloth(_CLOTH_RGB[:13]),
        headgear_rgb=cloth(_RESCUE_RGB + _CLOTH_RGB),
        hair='short' if headgear in ('helmet', 'cap') and hair == 'long' else hair,
        headgear=headgear,
        pattern='plain' if rescuer else str(rng.choice(PATTERNS, p=(0.55, 0.2, 0.1, 0.15))),
        sleeves='long' if rescuer or rng.random() < 0.6 else 'short',
        legs='long' if rescuer or rng.random() < 0.8 else 'short',
        skirt=bool(may_skirt and not rescuer and rng.random() < 0.05 + 0.2 * female),
        gloves=bool(rescuer or rng.random() < 0.05),
        turtleneck=bool(rng.random() < 0.2), reflective=rescuer,
        loose_m=float(rng.uniform(0.01, 0.022)), dust=float(dust * rng.uniform(0.3, 1.0)),
        texture_seed=int(rng.integers(2**31)))


def _vary(rng, rgb, amount):
    drawn = np.asarray(rgb) * rng.uniform(0.85, 1.15) + rng.normal(0, amount / 2, 3)
    return tuple(int(c) for c in np.clip(drawn, 5, 250))
