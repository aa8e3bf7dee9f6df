"""Utterances that belong together because those who say them feel alike."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SpokenGroup:
    """Sentences with slots, named as in `voice.slot_fillers.FILLERS`.

    How the speakers feel is this project's own judgement, not a measurement.

    Attributes:
        name: what the sentences are about.
        vad: valence, arousal, dominance of who speaks, each 1..10.
        emotions: EMOTIC category -> probability that it is present.
        distress: 0..1.
        train: sentences to learn from.
        val: sentences to calibrate with; none of them is in `train`.
    """

    name: str
    vad: tuple[float, float, float]
    emotions: Mapping[str, float]
    distress: float
    train: tuple[str, ...]
    val: tuple[str, ...]
