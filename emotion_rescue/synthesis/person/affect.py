"""How distress and emotion categories follow from a person's continuous state.

The geometry is Russell's circumplex of affect (1980): pleasure lies at 0 degrees, arousal at 90,
distress at 135, displeasure at 180, depression at 225, sleepiness at 270. Dominance, the third
axis of Mehrabian and Russell (1974), parts anger from fear, which the circle does not. What the
geometry leaves open (all weights below) is this project's choice, not a measurement.
"""

import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.synthesis.person.situation import Situation

# The ladder alert, voice, pain, unresponsive (AVPU), with natural sleep beside it -> distress that
# it means by itself. START calls everybody urgent who cannot follow a simple command.
RESPONSIVENESS: dict[str, float] = {
    'alert': 0.0, 'asleep': 0.0, 'voice': 0.35, 'pain': 0.8, 'unresponsive': 0.9}
# Who can still answer a call.
ANSWERS = frozenset({'alert', 'asleep', 'voice'})

# EMOTIC category -> change of its log odds with valence, arousal, dominance, each -1..1.
_LEANING: dict[str, tuple[float, float, float]] = {
    'Affection': (4, 1, 0), 'Anger': (-6, 5, 5), 'Annoyance': (-6, 2, 3),
    'Anticipation': (0, 5, 1), 'Aversion': (-6, 1, 0), 'Confidence': (3, 0, 8),
    'Disapproval': (-5, 1, 4), 'Disconnection': (-1, -7, -2), 'Disquietment': (-6, 4, -4),
    'Doubt/Confusion': (-2, 1, -5), 'Embarrassment': (-3, 1, -6), 'Engagement': (1, 5, 3),
    'Esteem': (5, 1, 0), 'Excitement': (3, 8, 1), 'Fear': (-6, 5, -6), 'Happiness': (9, 2, 1),
    'Peace': (6, -7, 2), 'Pleasure': (8, -1, 1), 'Sadness': (-8, -3, -3),
    'Sensitivity': (-3, 0, -6), 'Surprise': (0, 8, -3), 'Sympathy': (-1, 1, 1),
    'Yearning': (-3, 3, -2)}
_LEANINGS = np.array([_LEANING.get(name, (0, 0, 0)) for name in CATEGORY_NAMES], float)
# What a situation does not bring about may be felt all the same.
_UNEXPECTED = 0.004


def centred(vad: tuple[float, float, float]) -> np.ndarray:
    """Return `vad`, each 1..10, as float64 (3,) in -1..1 with 0 in the middle of the scale."""
    return (np.asarray(vad, float) - 5.5) / 4.5


def felt_distress(vad: tuple[float, float, float], pain: float) -> float:
    """Return the distress 0..1 that somebody feels.

    Distress proper is the projection on the direction of 135 degrees, weighted with helplessness,
    so that it is less in somebody who is angry and in control. Suffering in silence, where arousal
    is low, has no part in that direction: displeasure times helplessness adds it. Pain adds to
    both as an independent cause would (noisy or).

    Args:
        vad: valence, arousal, dominance, each 1..10.
        pain: 0..1.
    """
    valence, arousal, dominance = centred(vad)
    helplessness = (1 - dominance) / 2
    agitated = max(0.0, (arousal - valence) / np.sqrt(2)) * (0.25 + helplessness)
    suffering = max(0.0, -valence) * helplessness
    return float(1 - (1 - _logistic(7 * (agitated + suffering - 0.66))) * (1 - 0.9 * pain ** 1.3))


def distress(vad: tuple[float, float, float], pain: float, responsiveness: str) -> float:
    """Return distress 0..1, felt or shown by an impaired consciousness (noisy or of both).

    Args:
        vad: valence, arousal, dominance, each 1..10.
        pain: 0..1.
        responsiveness: one of RESPONSIVENESS.
    """
    return 1 - (1 - felt_distress(vad, pain)) * (1 - RESPONSIVENESS[responsiveness])


def leaning(category: str, vad: tuple[float, float, float], usual: tuple[float, float, float]
            ) -> float:
    """Return by how much the log odds of `category` change when the state is `vad`, not `usual`.

    Both are valence, arousal, dominance on 1..10; a category that follows something else gets 0.
    """
    return sum(weight * (here - there) / 4.5 for weight, here, there in zip(
        _LEANING.get(category, (0, 0, 0)), vad, usual, strict=True))


def category_probabilities(situation: Situation, vad: tuple[float, float, float], pain: float,
                           fatigue: float, distress: float) -> dict[str, float]:
    """Return EMOTIC category -> probability, in the official order.

    Pain, Fatigue and Suffering depend on the state alone. For all others the situation says how
    likely they are in its mean state, and the person's distance from that shifts the log odds.
    """
    valence, _, dominance = centred(vad)
    anguish = max(pain, -valence * (1 - dominance) / 2)
    own = {'Pain': 16 * (pain - 0.33), 'Fatigue': 12 * (fatigue - 0.58),
           'Suffering': 9 * (0.6 * distress + 0.7 * anguish - 0.85)}
    shifts = _LEANINGS @ (centred(vad) - centred(situation.vad))
    chances = {}
    for name, shift in zip(CATEGORY_NAMES, shifts.tolist(), strict=True):
        usual = situation.emotions.get(name, _UNEXPECTED)
        log_odds = math.log(usual / (1 - usual)) + shift
        chances[name] = _logistic(own.get(name, log_odds))
    return chances


def _logistic(x):
    return 1 / (1 + math.exp(-x))
