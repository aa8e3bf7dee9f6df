"""Valence, arousal and dominance on EMOTIC's scale of 1 to 10, and the words for its levels.

Valence runs from unpleasant (1) to pleasant (10), arousal from calm (1) to agitated (10),
dominance from overwhelmed (1) to in control (10). Language models read and write words better
than numbers, so each integer level has one.
"""

from dataclasses import dataclass
import math

LEVEL_MIN = 1.0
LEVEL_MAX = 10.0
DIMENSIONS: tuple[str, ...] = ('valence', 'arousal', 'dominance')

# LEVEL_WORDS[i] names level i + 1.
LEVEL_WORDS: tuple[str, ...] = (
    'very low', 'low', 'fairly low', 'somewhat low', 'slightly low',
    'slightly high', 'somewhat high', 'fairly high', 'high', 'very high',
)


def level_to_word(level: float) -> str:
    """Return the word nearest to `level` (1..10; half rounds up).

    Raises:
        ValueError: `level` is not a number or lies outside 1..10.
    """
    if not LEVEL_MIN <= level <= LEVEL_MAX:
        raise ValueError(f'a VAD level is a number from 1 to 10, not {level!r}')
    return LEVEL_WORDS[int(math.floor(level + 0.5)) - 1]


def word_to_level(word: str) -> int:
    """Return the level (1..10) that `word` names; case and outer white space do not matter.

    Raises:
        ValueError: `word` is none of `LEVEL_WORDS`.
    """
    try:
        return LEVEL_WORDS.index(' '.join(word.lower().split())) + 1
    except ValueError:
        raise ValueError(
            f'{word!r} is no VAD level; the levels are {", ".join(LEVEL_WORDS)}') from None


@dataclass(frozen=True)
class Vad:
    """Mean and standard deviation of each dimension on 1..10; NaN where unknown."""

    valence: float = math.nan
    arousal: float = math.nan
    dominance: float = math.nan
    valence_std: float = math.nan
    arousal_std: float = math.nan
    dominance_std: float = math.nan

    def __post_init__(self):
        for name in DIMENSIONS:
            mean, std = getattr(self, name), getattr(self, f'{name}_std')
            if not (math.isnan(mean) or LEVEL_MIN <= mean <= LEVEL_MAX):
                raise ValueError(f'{name} is {mean!r}, expected NaN or a number from 1 to 10')
            if not (math.isnan(std) or std >= 0.0):
                raise ValueError(f'{name}_std is {std!r}, expected NaN or a number from 0 up')

    @property
    def known(self) -> bool:
        """Whether all three means are known."""
        return not any(math.isnan(getattr(self, name)) for name in DIMENSIONS)


UNKNOWN_VAD = Vad()
