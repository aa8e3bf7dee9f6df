"""From an inner state to ARKit facial actions."""

import numpy as np

from emotion_rescue.synthesis.inner_states import InnerState

# ARKit names without their side. After the usual readings of FACS (Ekman & Friesen) for basic
# emotions and of Prkachin & Solomon (2008) for pain; the strengths are this project's choice.
_SHOWN_BY = {
    'Happiness': {'mouthSmile': 0.9, 'cheekSquint': 0.7, 'mouthUpperUp': 0.3},
    'Affection': {'mouthSmile': 0.5, 'cheekSquint': 0.3},
    'Pleasure': {'mouthSmile': 0.6, 'cheekSquint': 0.4},
    'Peace': {'mouthSmile': 0.15},
    'Excitement': {'browOuterUp': 0.4, 'eyeWide': 0.4, 'jawOpen': 0.35},
    'Surprise': {'browInnerUp': 0.8, 'browOuterUp': 0.8, 'eyeWide': 0.8, 'jawOpen': 0.45},
    'Fear': {'browInnerUp': 0.9, 'browOuterUp': 0.4, 'browDown': 0.4, 'eyeWide': 0.9,
             'mouthStretch': 0.8, 'jawOpen': 0.3},
    'Disquietment': {'browInnerUp': 0.5, 'browDown': 0.3, 'mouthPress': 0.4},
    'Anger': {'browDown': 1.0, 'eyeSquint': 0.6, 'mouthPress': 0.5, 'noseSneer': 0.5,
              'jawForward': 0.3},
    'Annoyance': {'browDown': 0.6, 'mouthPress': 0.5},
    'Disapproval': {'browDown': 0.4, 'mouthFrown': 0.4, 'mouthUpperUp': 0.3},
    'Aversion': {'noseSneer': 0.8, 'mouthUpperUp': 0.6, 'eyeSquint': 0.3},
    'Sadness': {'browInnerUp': 0.9, 'mouthFrown': 0.9, 'mouthShrugLower': 0.4},
    'Suffering': {'browInnerUp': 0.5, 'browDown': 0.4, 'mouthFrown': 0.5},
    'Pain': {'browDown': 0.9, 'cheekSquint': 0.7, 'eyeSquint': 0.8, 'noseSneer': 0.7,
             'mouthUpperUp': 0.6, 'mouthStretch': 0.4, 'eyeBlink': 0.5},
    'Fatigue': {'eyeBlink': 0.45, 'mouthFrown': 0.15},
    'Doubt/Confusion': {'browInnerUp': 0.3, 'browDown': 0.4, 'mouthPucker': 0.2},
    'Sympathy': {'browInnerUp': 0.5, 'mouthSmile': 0.15},
    'Yearning': {'browInnerUp': 0.4, 'jawOpen': 0.2},
}
_ONE_SIDED = frozenset({'browInnerUp', 'jawOpen', 'jawForward', 'mouthPucker', 'mouthShrugLower'})
_SHOUTING = frozenset({'waving_for_help', 'angry_and_shouting', 'trapped'})


def facial_actions(state: InnerState, rng: np.random.Generator) -> dict[str, float]:
    """Return ARKit action -> 0..1 for `state`; people differ in what they show of it."""
    strength = {}
    for emotion in state.emotions:
        shown = state.expressivity * rng.uniform(0.6, 1.0)
        for action, weight in _SHOWN_BY.get(emotion, {}).items():
            strength[action] = max(strength.get(action, 0.0), shown * weight)
    if state.situation.name in _SHOUTING and rng.random() < 0.6:
        strength['jawOpen'] = max(strength.get('jawOpen', 0.0), rng.uniform(0.4, 0.9))
    if state.situation.attention == 'closed':
        # Who is unconscious shows nothing: slack jaw, lids shut.
        strength = {'eyeBlink': 0.95, 'jawOpen': float(rng.uniform(0.0, 0.4))}
    elif rng.random() < 0.05:
        strength['eyeBlink'] = 0.9
    return _both_sides(strength, rng)


def _both_sides(strength, rng):
    actions = {}
    for action, value in strength.items():
        for name in ([action] if action in _ONE_SIDED
                     else [f'{action}Left', f'{action}Right']):
            actions[name] = round(float(np.clip(value * rng.uniform(0.9, 1.1), 0, 1)), 3)
    return actions
