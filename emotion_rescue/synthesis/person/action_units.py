"""FACS action units: which of them an emotion moves, and how a rendered face makes each.

Action units (AU) are those of Ekman, Friesen and Hager (2002), with an intensity of 0..1 for the
scale A..E. The prototypes of the six basic emotions follow FACS's own table (happiness 6+12+25,
sadness 1+4+15, surprise 1+2+5+26, fear 1+2+4+5+20+25, anger 4+5+7+23, disgust 9+15+16, also 10).
Embarrassment is a controlled smile (Keltner 1995: 12+24, gaze aside). There are no prototypes for
the rest of EMOTIC's categories; theirs, and all intensities, are this project's choice.
"""

# emotion -> AU -> intensity at full expression.
PROTOTYPES: dict[str, dict[int, float]] = {
    'Affection': {6: 0.35, 12: 0.5, 1: 0.15},
    'Anger': {4: 0.9, 5: 0.5, 7: 0.6, 23: 0.7, 10: 0.25, 29: 0.25},
    'Annoyance': {4: 0.5, 7: 0.3, 24: 0.5, 14: 0.2},
    'Anticipation': {2: 0.25, 5: 0.35, 25: 0.2},
    'Aversion': {9: 0.8, 10: 0.5, 15: 0.35, 16: 0.35, 7: 0.3},
    'Confidence': {12: 0.15, 14: 0.25, 17: 0.15},
    'Disapproval': {4: 0.25, 10: 0.35, 14: 0.5, 15: 0.35, 17: 0.4},
    'Disconnection': {43: 0.2, 26: 0.12},
    'Disquietment': {1: 0.5, 4: 0.35, 24: 0.35, 28: 0.3},
    'Doubt/Confusion': {4: 0.4, 2: 0.25, 18: 0.35, 14: 0.2},
    'Embarrassment': {12: 0.35, 24: 0.5, 14: 0.35, 6: 0.15},
    'Engagement': {4: 0.15, 7: 0.15, 5: 0.1},
    'Esteem': {12: 0.4, 1: 0.3, 2: 0.2},
    'Excitement': {1: 0.25, 2: 0.4, 5: 0.4, 12: 0.3, 26: 0.35},
    'Fatigue': {43: 0.45, 15: 0.15, 26: 0.12},
    'Fear': {1: 0.9, 2: 0.5, 4: 0.5, 5: 0.85, 20: 0.75, 25: 0.6, 7: 0.2},
    'Happiness': {6: 0.8, 12: 0.9, 25: 0.5},
    'Peace': {12: 0.15, 43: 0.1},
    'Pleasure': {6: 0.4, 12: 0.55, 43: 0.15},
    'Sadness': {1: 0.9, 4: 0.45, 15: 0.85, 17: 0.55},
    'Sensitivity': {1: 0.35, 17: 0.3},
    'Suffering': {1: 0.5, 4: 0.5, 15: 0.4, 20: 0.25},
    'Surprise': {1: 0.8, 2: 0.85, 5: 0.7, 26: 0.55},
    'Sympathy': {1: 0.5, 4: 0.15, 12: 0.12, 17: 0.15},
    'Yearning': {1: 0.45, 26: 0.2, 16: 0.15},
}
# The face of the worst pain: PSPI's units (4, 6, 7, 9, 10, 43) and those often seen with them.
PAIN_FACE: dict[int, float] = {4: 0.95, 6: 0.75, 7: 0.9, 9: 0.7, 10: 0.65, 43: 0.8, 20: 0.45,
                               25: 0.5}
# AU -> ARKit actions without their side, and their strength at an intensity of 1.
_ARKIT: dict[int, dict[str, float]] = {
    1: {'browInnerUp': 1.0}, 2: {'browOuterUp': 1.0}, 4: {'browDown': 1.0}, 5: {'eyeWide': 1.0},
    6: {'cheekSquint': 1.0}, 7: {'eyeSquint': 1.0}, 9: {'noseSneer': 1.0},
    10: {'mouthUpperUp': 1.0}, 12: {'mouthSmile': 1.0}, 14: {'mouthDimple': 1.0},
    15: {'mouthFrown': 1.0}, 16: {'mouthLowerDown': 1.0},
    17: {'mouthShrugLower': 1.0, 'mouthShrugUpper': 0.4}, 18: {'mouthPucker': 1.0},
    20: {'mouthStretch': 1.0}, 22: {'mouthFunnel': 1.0},
    23: {'mouthPress': 0.8, 'mouthRollUpper': 0.4}, 24: {'mouthPress': 1.0},
    25: {'mouthLowerDown': 0.35, 'mouthUpperUp': 0.15, 'jawOpen': 0.12}, 26: {'jawOpen': 0.6},
    27: {'jawOpen': 1.0}, 28: {'mouthRollLower': 0.9, 'mouthRollUpper': 0.6},
    29: {'jawForward': 1.0}, 43: {'eyeBlink': 1.0}}
UNITS: tuple[int, ...] = tuple(_ARKIT)
# ARKit actions that have no side.
ONE_SIDED = frozenset({
    'browInnerUp', 'jawOpen', 'jawForward', 'mouthFunnel', 'mouthPucker', 'mouthRollLower',
    'mouthRollUpper', 'mouthShrugLower', 'mouthShrugUpper'})


def blend(units: dict[int, float], more: dict[int, float], strength: float) -> dict[int, float]:
    """Return `units` with `more` times `strength` (0..1) added.

    Two causes that move the same muscle add up as independent chances do (1 - (1-a)(1-b)): more
    than either, never above 1.
    """
    mixed = dict(units)
    for unit, intensity in more.items():
        mixed[unit] = 1 - (1 - mixed.get(unit, 0.0)) * (1 - strength * intensity)
    return mixed


def arkit_actions(units: dict[int, float]) -> dict[str, float]:
    """Return ARKit action without its side -> 0..1 for AU -> intensity 0..1.

    Lids cannot be raised and shut at once: AU5 gives way to AU43.
    """
    actions: dict[str, float] = {}
    for unit, intensity in units.items():
        if unit == 5:
            intensity *= 1 - units.get(43, 0.0)
        for action, share in _ARKIT[unit].items():
            actions[action] = min(1.0, actions.get(action, 0.0) + share * intensity)
    return actions


def pspi(actions: dict[str, float]) -> float:
    """Return the Prkachin and Solomon pain intensity 0..16 of ARKit actions with their sides.

    AU4 + max(AU6, AU7) + max(AU9, AU10) + AU43 (Pain 139, 2008), the first three on 0..5 and the
    last 0 or 1: shut lids count from half on, and the stronger side of the face counts.
    """
    def unit(name):
        return max(actions.get(f'{name}Left', 0.0), actions.get(f'{name}Right', 0.0))

    return (5 * unit('browDown') + 5 * max(unit('cheekSquint'), unit('eyeSquint'))
            + 5 * max(unit('noseSneer'), unit('mouthUpperUp')) + float(unit('eyeBlink') >= 0.5))
