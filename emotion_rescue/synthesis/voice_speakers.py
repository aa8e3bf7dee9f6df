"""Synthetic speakers: each number is one voice, the same every time, and belongs to one split."""

from dataclasses import dataclass

import numpy as np

SPLITS: tuple[str, ...] = ('train', 'val', 'test')

_SPEAKER_STREAM = 11
_SPEAKERS_A_SPLIT = {'train': 400, 'val': 60, 'test': 60}
_FIRST_NUMBER = {'train': 0, 'val': 1000, 'test': 2000}

# Voice variants of espeak-ng; robots and whispers are left out.
_VARIANTS: dict[str, tuple[str, ...]] = {
    'train': ('m1', 'm2', 'm3', 'm4', 'm5', 'f1', 'f2', 'f3', 'Alex', 'Andy', 'Annie', 'adam',
              'anika', 'antonio', 'belinda', 'benjamin', 'boris', 'edward', 'grandma',
              'grandpa', 'iven', 'john', 'linda', 'marcelo', 'max', 'michel'),
    'val': ('m6', 'm7', 'f4', 'aunty', 'caleb', 'paul'),
    'test': ('m8', 'f5', 'Michael', 'david', 'quincy', 'rob', 'sandro', 'steph'),
}


@dataclass(frozen=True)
class Speaker:
    """One voice.

    Attributes:
        name: such as 'train-0012'.
        f0_hz: pitch at rest.
        tract: formant frequencies relative to an adult man (about 1.0; a child 1.4).
        breath: share of breath noise 0..1.
        jitter: relative pitch deviation from cycle to cycle.
        variant: espeak-ng's voice variant.
        pitch: espeak-ng's base pitch 0..99.
    """

    name: str
    f0_hz: float
    tract: float
    breath: float
    jitter: float
    variant: str
    pitch: int


def speaker(split: str, rng: np.random.Generator) -> Speaker:
    """Draw one of the speakers of `split`; no speaker is in two splits."""
    number = _FIRST_NUMBER[split] + int(rng.integers(_SPEAKERS_A_SPLIT[split]))
    own = np.random.default_rng([_SPEAKER_STREAM, number])
    build = own.uniform()  # 0: a deep man, 0.6: a woman, 1: a child
    return Speaker(
        name=f'{split}-{number:04d}',
        f0_hz=95.0 * 3.3 ** build * own.uniform(0.92, 1.08),
        tract=(0.95 + 0.4 * build) * own.uniform(0.96, 1.04),
        breath=own.uniform(0.02, 0.2),
        jitter=own.uniform(0.003, 0.015),
        variant=str(own.choice(_VARIANTS[split])),
        pitch=int(own.integers(25, 70)),
    )
