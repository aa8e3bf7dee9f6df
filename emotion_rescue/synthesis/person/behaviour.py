"""What somebody does in a state: posture, gesture, gaze and motion, drawn from weights.

A situation says what is usual in it, the person's own state makes some of it more likely than the
rest, and who is reserved keeps the hands still. So the same gesture is seen in good and bad
states, and tells something about both.
"""

import numpy as np

from emotion_rescue.synthesis.person.affect import ANSWERS
from emotion_rescue.synthesis.person.affect import centred
from emotion_rescue.synthesis.person.possible_gestures import fits
from emotion_rescue.synthesis.person.possible_gestures import ROCKING
from emotion_rescue.synthesis.person.situation import Situation

# What hands do that do nothing.
_IDLE = {'relaxed': 4.0, 'lap': 4.0, 'support': 1.5, 'limp': 2.0, 'hands_on_knees': 1.5,
         'hands_on_belly': 1.0}
# gesture -> change of its log weight with valence, arousal, dominance, each -1..1.
_DRAWN_BY: dict[str, tuple[float, float, float]] = {
    'hold_head': (-3, 1, -2), 'cover_face': (-3, 0, -2), 'shield_head': (-2, 2, -2),
    'hand_on_head': (-1, 0, -1), 'guard': (-2, 2, -2), 'hug_knees': (-2, 0, -2),
    'wring_hands': (-2, 1, -2), 'wipe_eyes': (-3, 0, -1), 'hand_on_mouth': (-1, 1, -2),
    'arm_over_eyes': (-1, -1, -1), 'call': (-1, 2, 0), 'hold_arm': (-1, 0, -1),
    'reach': (-1, 1, -1), 'fists': (-3, 3, 2), 'wave_both': (0, 2, 0), 'palms_out': (0, 1, -1),
    'beckon': (0, 1, 1), 'wave_small': (2, -1, 1), 'thumbs_up': (3, 0, 2),
    'hands_behind_head': (2, -1, 1), 'phone': (1, 0, 1), 'eat': (2, -1, 0),
    'hand_on_chin': (1, -1, 1), 'hands_on_belly': (2, -1, 1), 'hands_on_knees': (1, -1, 1),
    'hands_on_hips': (1, 0, 3), 'arms_crossed': (1, -1, 2), 'point': (0, 1, 3),
    'work': (1, 1, 1), 'lap': (2, -1, 1), 'relaxed': (2, -1, 1), 'support': (2, -1, 2),
    'limp': (0, -2, -1), 'walking': (1, 1, 2)}
# Gestures that guard what hurts, and how often it hurts there.
_GUARDS = {'hold_belly': 3.0, 'hold_flank': 2.0, 'hold_leg': 5.0, 'hold_arm': 3.0,
           'hold_shoulder': 2.0, 'hand_on_head': 1.0, 'hand_on_chest': 1.0, 'hand_on_neck': 0.5}


def pick(rng: np.random.Generator, weights: dict[str, float]) -> str:
    """Return one of the names in `weights`, with probability in proportion to its weight."""
    left = rng.random() * sum(weights.values())
    for name, weight in weights.items():
        left -= weight
        if left < 0:
            return name
    return max(weights, key=weights.get)  # Rounding alone can lead here.


def sample_posture(rng: np.random.Generator, situation: Situation, responsiveness: str) -> str:
    """Draw one of the situation's postures; without consciousness nobody bears the own weight."""
    weights = situation.postures
    if responsiveness not in ANSWERS:
        weights = {name: weight for name, weight in weights.items() if fits('limp', name)}
    return pick(rng, weights)


def sample_gesture(rng: np.random.Generator, situation: Situation, posture: str,
                   vad: tuple[float, float, float], pain: float, expressivity: float,
                   responsiveness: str) -> str:
    """Draw a gesture that fits `posture`; nobody unconscious makes one but to lie limp."""
    if responsiveness not in ANSWERS:
        return 'limp'
    weights = _shares(situation.gestures, posture)
    for gesture in weights:
        pull = np.dot(_DRAWN_BY.get(gesture, (0, 0, 0)), centred(vad))
        weights[gesture] *= np.exp(1.4 * expressivity * pull)
    weights = _shares(weights, posture)
    idle = 0.0 if situation.purposeful else 0.55 * (1 - expressivity)
    guarding = min(0.85, 1.3 * max(0.0, pain - 0.15) * (0.4 + 0.6 * expressivity))
    mixed: dict[str, float] = {}
    for share, part in (((1 - idle) * (1 - guarding) if weights else 0.0, weights),
                        (idle * (1 - guarding) if weights else 1 - guarding,
                         _shares(_IDLE, posture)),
                        (guarding, _shares(_GUARDS, posture))):
        for gesture, weight in part.items():
            mixed[gesture] = mixed.get(gesture, 0.0) + share * weight
    return pick(rng, mixed)


def sample_attention(rng: np.random.Generator, situation: Situation,
                     vad: tuple[float, float, float], expressivity: float,
                     responsiveness: str) -> str:
    """Draw where somebody looks; who is overwhelmed looks down, who is unconscious nowhere."""
    if responsiveness not in ANSWERS:
        return 'closed'
    valence, arousal, dominance = centred(vad)
    pull = {'down': -1.0 * dominance - 0.5 * valence, 'camera': dominance + 0.5 * arousal,
            'closed': -arousal}
    return pick(rng, {name: weight * np.exp(expressivity * pull.get(name, 0.0))
                      for name, weight in situation.attention.items()})


def sample_motion(rng: np.random.Generator, posture: str, gesture: str,
                  vad: tuple[float, float, float], pain: float, expressivity: float,
                  responsiveness: str) -> str:
    """Draw one of `motions.MOTIONS`: what the gesture is, or else what the state brings about."""
    if responsiveness not in ANSWERS:
        return pick(rng, {'breathing': 6, 'still': 4})
    if responsiveness == 'asleep':
        return pick(rng, {'breathing': 8, 'still': 1, 'shifting': 1})
    # Legs before arms: nobody stands still on one leg of a step.
    if posture in ('walk', 'limp'):
        return 'walking' if posture == 'walk' else 'limping'
    for names, motion in ((('wave', 'wave_both', 'wave_small'), 'waving'), (('work',), 'working')):
        if gesture in names:
            return motion
    if posture == 'crawl':
        return pick(rng, {'crawling': 7, 'shifting': 3})
    valence, arousal, dominance = centred(vad)
    shaken = expressivity * max(0.0, arousal - valence - dominance)
    rocking = expressivity * max(0.0, pain, -valence) if posture in ROCKING else 0.0
    return pick(rng, {'breathing': 1.0, 'trembling': 0.03 + 0.6 * shaken,
                      'rocking': 0.02 + 0.8 * rocking,
                      'shifting': 0.25 + 0.4 * max(0.0, arousal) + 0.5 * pain})


def _shares(weights, posture):
    """Return the weights that fit `posture`, scaled to the sum 1; empty if none does."""
    fitting = {name: weight for name, weight in weights.items() if fits(name, posture)}
    total = sum(fitting.values())
    return {name: weight / total for name, weight in fitting.items()}
