"""Pictures of what rescue sites are built of; one picture covers TILE_M metres and repeats."""

import numpy as np

from emotion_rescue.synthesis.site.built_surfaces import BUILT
from emotion_rescue.synthesis.site.natural_surfaces import NATURAL

_DRAW = {**BUILT, **NATURAL}
KINDS = tuple(_DRAW)
# Metres that one picture covers; 1 where nothing else is said.
TILE_M = {
    'concrete': 2.4, 'rough_concrete': 1.0, 'bricks': 1.3, 'plaster': 2.4, 'planks': 1.4,
    'tiles': 1.6, 'corrugated': 3.0, 'facade': 6.0, 'asphalt': 2.6, 'paving': 1.8,
    'metal': 1.5, 'gravel': 1.2, 'rubble_dust': 2.2, 'leaf_litter': 1.8, 'grass': 1.6,
    'bark': 0.9, 'foliage': 1.0, 'wood': 1.0, 'cloth': 0.8, 'soot': 3.0}


def surface(kind: str, rng: np.random.Generator, size_px: int = 512) -> np.ndarray:
    """Return one picture of `kind` (one of KINDS), uint8 (size, size, 3) RGB."""
    return np.clip(_DRAW[kind](rng, size_px), 0, 255).astype(np.uint8)
