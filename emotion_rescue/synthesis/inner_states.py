"""The inner state of a person, drawn before anything visible: all labels come from here."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.situations import Situation
from emotion_rescue.synthesis.situations import SITUATIONS

# Share of people who show little of what they feel; a model must not take calm for safety.
_RESERVED_SHARE = 0.25


@dataclass(frozen=True)
class InnerState:
    """How one person is, and how much of it shows.

    Attributes:
        situation: what happens to the person.
        posture: one of the situation's postures.
        gesture: one of the situation's gestures.
        emotions: EMOTIC categories that are present.
        vad: valence, arousal, dominance, each 1..10.
        distress: 0..1.
        responsive: whether the person can answer.
        expressivity: 0..1, how much face and posture show of the rest.
    """

    situation: Situation
    posture: str
    gesture: str
    emotions: tuple[str, ...]
    vad: tuple[float, float, float]
    distress: float
    responsive: bool
    expressivity: float


def sample_state(rng: np.random.Generator,
                 situations: tuple[Situation, ...] = SITUATIONS) -> InnerState:
    """Draw a situation by its share, and one person's state in it."""
    shares = np.array([s.share for s in situations], float)
    situation = situations[int(rng.choice(len(situations), p=shares / shares.sum()))]
    often = tuple(name for name, p in situation.often.items() if rng.random() < p)
    severity = rng.normal()
    drift = np.array((-0.5, 0.0, -0.35)) * severity
    vad = np.clip(np.array(situation.vad) + drift + rng.normal(0, 0.5, 3), 1.0, 10.0)
    distress = np.clip(situation.distress + 0.06 * severity + rng.normal(0, 0.03), 0.0, 1.0)
    reserved = rng.random() < _RESERVED_SHARE
    return InnerState(
        situation=situation, posture=pick(rng, situation.postures),
        gesture=pick(rng, situation.gestures), emotions=situation.always + often,
        vad=tuple(round(float(v), 2) for v in vad), distress=round(float(distress), 3),
        responsive=situation.responsive,
        expressivity=float(rng.uniform(0.05, 0.3) if reserved else rng.uniform(0.5, 1.0)))


def pick(rng: np.random.Generator, weights: dict[str, float]) -> str:
    """Return one of the names in `weights`, with probability in proportion to its weight."""
    shares = np.array(list(weights.values()), float)
    return list(weights)[int(rng.choice(len(weights), p=shares / shares.sum()))]
