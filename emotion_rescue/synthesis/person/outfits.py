"""What a person wears: cut, colours, hair, headgear, dust. Never less than shirt and trousers."""

from dataclasses import dataclass

import numpy as np

HEADGEAR = ('none', 'helmet', 'scarf', 'cap', 'beanie')
HAIR = ('bald', 'buzz', 'receding', 'short', 'medium', 'long', 'bun', 'ponytail', 'afro')
TOPS = ('t_shirt', 'shirt', 'sweater', 'hoodie', 'jacket')
BOTTOMS = ('jeans', 'chinos', 'cargo', 'sweatpants', 'shorts')
PATTERNS = ('plain', 'stripes', 'pinstripes', 'checks', 'blocks', 'print', 'sleeves')
FACIAL_HAIR = ('none', 'stubble', 'moustache', 'goatee', 'beard')
_SKIN_TONES_RGB = ((94, 64, 49), (116, 80, 60), (142, 99, 74), (166, 119, 90), (190, 143, 113),
                   (212, 169, 141), (226, 188, 164), (234, 201, 181))
_HAIR_RGB = ((20, 17, 16), (36, 27, 22), (60, 41, 28), (92, 64, 40), (146, 110, 66),
             (104, 50, 30), (150, 148, 145), (205, 202, 198))
_IRIDES = ('dark brown', 'brown', 'hazel', 'green', 'blue', 'grey')
# No beige, tan or pink: at a distance and in dim light they would look like bare skin.
_CLOTH_RGB = ((26, 28, 34), (44, 50, 68), (32, 50, 98), (66, 92, 138), (96, 28, 44),
              (160, 32, 38), (58, 78, 54), (84, 104, 50), (52, 74, 84), (120, 150, 170),
              (186, 190, 196), (226, 229, 231), (90, 92, 96), (130, 134, 140), (196, 160, 24),
              (96, 60, 120), (60, 130, 90), (40, 100, 100))
_CHILD_RGB = ((214, 60, 66), (40, 110, 190), (240, 196, 40), (90, 180, 90), (120, 70, 170),
              (20, 160, 170), (226, 229, 231), (44, 60, 110))
_BOTTOM_RGB = {
    'jeans': ((52, 70, 104), (36, 46, 70), (84, 108, 144), (34, 36, 42), (110, 128, 152)),
    'chinos': ((48, 52, 60), (70, 78, 62), (38, 44, 66), (92, 90, 88), (60, 44, 40)),
    'cargo': ((66, 74, 54), (52, 56, 60), (40, 48, 66), (84, 86, 84)),
    'sweatpants': ((30, 32, 38), (96, 98, 102), (36, 48, 82), (60, 34, 44)),
    'shorts': ((48, 52, 60), (58, 78, 108), (70, 80, 62), (34, 36, 42))}
_SHOES_RGB = ((28, 27, 28), (224, 226, 228), (70, 74, 82), (40, 52, 84),
              (140, 36, 40))
_SOLES_RGB = ((232, 232, 228), (30, 29, 28), (120, 94, 66))
# Smallest distance in RGB between cloth and skin.
_MIN_CONTRAST = 80
_HI_VIS_RGB = ((240, 104, 30), (212, 226, 46), (206, 44, 34), (34, 62, 122))
_HELMET_RGB = ((240, 240, 236), (240, 200, 30), (226, 96, 24), (190, 40, 34), (30, 80, 160))


@dataclass(frozen=True)
class Outfit:
    """One person's clothes, hair and skin; colours are RGB 0..255.

    Attributes:
        top: one of TOPS.
        bottom: one of BOTTOMS.
        sleeves: 'short' or 'long'.
        legs: 'short' (to the knee) or 'long'.
        open_front: whether a jacket is open over `inner_rgb`.
        work_suit: whether top and bottom are one suit, in hi-vis colours where `reflective`.
        loose_m: distance between cloth and body in metres, before folds.
        sleeve_m: radius of the sleeve's end in metres.
        leg_m: radius of the trouser leg's end in metres.
        hem_m: height of the top's hem on the average adult; the crotch is at -0.094.
        age_lines: 0..1, how deep the lines of the face are.
        dust: 0 clean .. 1 covered with grey dust.
        dirt: 0 clean .. 1 stained.
        texture_seed: draws prints, folds and stains.
    """

    skin_rgb: tuple[int, int, int]
    lip_rgb: tuple[int, int, int]
    hair_rgb: tuple[int, int, int]
    top_rgb: tuple[int, int, int]
    second_rgb: tuple[int, int, int]
    inner_rgb: tuple[int, int, int]
    bottom_rgb: tuple[int, int, int]
    belt_rgb: tuple[int, int, int]
    shoes_rgb: tuple[int, int, int]
    sole_rgb: tuple[int, int, int]
    headgear_rgb: tuple[int, int, int]
    iris: str
    hair: str
    facial_hair: str
    headgear: str
    top: str
    bottom: str
    pattern: str
    sleeves: str
    legs: str
    open_front: bool
    work_suit: bool
    reflective: bool
    pockets: bool
    belt: bool
    gloves: bool
    glasses: bool
    freckles: bool
    brow_arch: float
    brow_width_m: float
    brow_strength: float
    loose_m: float
    sleeve_m: float
    leg_m: float
    hem_m: float
    age_lines: float
    dust: float
    dirt: float
    texture_seed: int


def sample_outfit(rng: np.random.Generator, *, child: bool, female: float, old: float,
                  suit_share: float, dust: float) -> Outfit:
    """Draw an outfit.

    Args:
        rng: source of chance.
        child: wears children's colours, no suit and no beard.
        female: 0..1, makes long hair more and beards less likely.
        old: 0..1, makes grey hair and baldness more likely.
        suit_share: 0..1, how likely a grown-up wears a work suit and a helmet.
        dust: 0..1, how dusty the place is.
    """
    skin = _vary(rng, _pick(rng, _SKIN_TONES_RGB), 8)

    def cloth(palette):
        # Cloth in the colour of the skin would look like none.
        for _ in range(200):
            drawn = _vary(rng, _pick(rng, palette), 15)
            if np.linalg.norm(np.subtract(drawn, skin)) > _MIN_CONTRAST:
                return drawn
        return (30, 34, 60) if np.mean(skin) > 110 else (220, 224, 228)

    suit = bool(rng.random() < suit_share and not child)
    reflective = bool(suit and rng.random() < 0.75)
    top = str(rng.choice(TOPS, p=(0.34, 0.18, 0.16, 0.12, 0.2)))
    bottom = str(rng.choice(BOTTOMS, p=(0.36, 0.2, 0.14, 0.14, 0.16)))
    if suit:
        top, bottom = 'jacket', 'cargo'
    palette = _CHILD_RGB + _CLOTH_RGB[:6] if child else _CLOTH_RGB
    top_rgb = cloth(_HI_VIS_RGB if reflective else _CLOTH_RGB[:9] if suit else palette)
    # A vest or jacket over dark trousers is as common as a whole suit.
    same = suit and rng.random() < 0.6
    sleeves = {'t_shirt': 0.12, 'shirt': 0.65}.get(top, 1.0)
    hair = _sample_hair(rng, child, female, old)
    headgear = _sample_headgear(rng, suit, child)
    grey = rng.random() < old
    return Outfit(
        skin_rgb=skin, lip_rgb=_lips(rng, skin, female),
        hair_rgb=_vary(rng, _pick(rng, _HAIR_RGB[-2:] if grey else _HAIR_RGB[:-2]), 3),
        top_rgb=top_rgb, second_rgb=cloth(palette), inner_rgb=cloth(_CLOTH_RGB),
        bottom_rgb=top_rgb if same else cloth(_BOTTOM_RGB[bottom] + _CLOTH_RGB[:2]),
        belt_rgb=_vary(rng, _pick(rng, ((24, 22, 22), (62, 42, 28))), 6),
        shoes_rgb=cloth(_SHOES_RGB), sole_rgb=_pick(rng, _SOLES_RGB),
        headgear_rgb=_vary(rng, _pick(rng, _HELMET_RGB), 8) if headgear == 'helmet'
        else cloth(_CLOTH_RGB),
        iris=_pick(rng, _IRIDES[:2] if np.mean(skin) < 135 else _IRIDES), hair=hair,
        facial_hair='none' if child or female > 0.5 else str(rng.choice(
            FACIAL_HAIR, p=(0.42, 0.26, 0.06, 0.08, 0.18))),
        headgear=headgear, top=top, bottom=bottom,
        pattern=_sample_pattern(rng, suit, same),
        sleeves='long' if rng.random() < sleeves else 'short',
        legs='short' if bottom == 'shorts' else 'long',
        open_front=bool(top == 'jacket' and rng.random() < 0.45),
        work_suit=suit, reflective=reflective, pockets=bool(rng.random() < 0.6),
        belt=bool(rng.random() < 0.7), gloves=bool(rng.random() < (0.5 if suit else 0.03)),
        glasses=bool(rng.random() < 0.06 + 0.2 * old), freckles=bool(rng.random() < 0.1),
        brow_arch=float(rng.uniform(0.003, 0.0075)),
        brow_width_m=float(rng.uniform(0.0042, 0.0066) - 0.001 * female),
        brow_strength=float(rng.uniform(0.85, 1.0) - (0.1 if child else 0)),
        loose_m=float(rng.uniform(0.010, 0.020)), sleeve_m=float(rng.uniform(0.048, 0.066)),
        leg_m=float(rng.uniform(0.075, 0.115)), hem_m=float(rng.uniform(-0.085, -0.04)),
        age_lines=float(np.clip(old * rng.uniform(0.6, 1.2), 0, 1)),
        dust=float(dust * rng.uniform(0.2, 0.9)), dirt=float(rng.beta(1, 2.5)),
        texture_seed=int(rng.integers(2**31)))


def _sample_pattern(rng, suit, same):
    if suit:
        # A jacket with other sleeves is a vest over a shirt.
        return 'sleeves' if not same and rng.random() < 0.6 else 'plain'
    if rng.random() < 0.4:
        return 'plain'
    return str(rng.choice(PATTERNS[1:], p=(0.24, 0.08, 0.22, 0.12, 0.24, 0.1)))


def _sample_hair(rng, child, female, old):
    if rng.random() < female:
        shares = (0.0, 0.02, 0.0, 0.1, 0.26, 0.3, 0.14, 0.14, 0.04)
    else:
        bald = 0.0 if child else 0.05 + 0.12 * old
        receding = 0.0 if child else 0.08 + 0.2 * old
        shares = (bald, 0.16, receding, 0.5, 0.13, 0.02, 0.01, 0.01, 0.09)
    shares = np.array(shares)
    return str(rng.choice(HAIR, p=shares / shares.sum()))


def _sample_headgear(rng, suit, child):
    if suit:
        shares = (0.2, 0.72, 0.0, 0.06, 0.02)
    else:
        shares = (0.76, 0.02 if not child else 0.0, 0.06, 0.1, 0.06)
    shares = np.array(shares)
    return str(rng.choice(HEADGEAR, p=shares / shares.sum()))


def _lips(rng, skin, female):
    lips = np.asarray(skin) * (0.86, 0.64, 0.64) + (8, 2, 5)
    if female > 0.5 and rng.random() < 0.3:
        lips = lips * 0.6 + np.array((160, 40, 56)) * 0.4
    return tuple(int(c) for c in np.clip(lips, 5, 250))


def _pick(rng, choices):
    return choices[int(rng.integers(len(choices)))]


def _vary(rng, rgb, amount):
    drawn = np.asarray(rgb) * rng.uniform(0.88, 1.12) + rng.normal(0, amount / 2, 3)
    return tuple(int(c) for c in np.clip(drawn, 5, 250))
