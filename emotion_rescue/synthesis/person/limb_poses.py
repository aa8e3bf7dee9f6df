"""Where legs and trunk are in each posture; `gestures` says it of the arms.

Directions are (outwards, forwards, upwards) of any length, thigh then shin; the knee between the
two is a hinge, so that two directions say everything. They are seen from somebody who stands on
the ground, or, for those who lie, from their own hips.
"""

from emotion_rescue.synthesis.person.gestures import ARMS
from emotion_rescue.synthesis.person.gestures import Direction

__all__ = ['ARMS', 'LEGS', 'LYING', 'POINTED_FEET', 'SUPPORTS', 'TRUNK_DEG']

Limb = tuple[Direction, Direction]
_STRAIGHT: Limb = ((0.06, 0.03, -1), (0.06, -0.02, -1))

# posture -> (first leg, second leg); which side is first is drawn.
LEGS: dict[str, tuple[Limb, Limb]] = {
    'stand': (_STRAIGHT, ((0.1, 0.05, -1), (0.08, -0.06, -1))),
    'walk': (((0.03, 0.4, -1), (0.03, 0.0, -1)), ((0.03, -0.3, -1), (0.03, -0.75, -1))),
    'limp': (((0.05, 0.3, -1), (0.03, -0.3, -1)), ((0.05, -0.15, -1), (0.03, -0.3, -1))),
    'bend': (((0.14, 0.3, -1), (0.1, -0.25, -1)),) * 2,
    'sit_floor': (((0.2, 1, 0.05), (0.1, 1, -0.1)), ((0.25, 1, 0.45), (0.1, 0.75, -0.8))),
    'sit_knees_up': (((0.15, 1, 0.95), (0.05, 0.4, -1)), ((0.2, 1, 0.8), (0.05, 0.45, -0.9))),
    'sit_cross': (((0.9, 0.75, 0.12), (-1.5, 0.35, -0.1)),
                  ((0.85, 0.8, 0.12), (-1.3, 0.65, -0.1))),
    'sit_box': (((0.18, 1, 0.0), (0.05, 0.1, -1)), ((0.15, 1, 0.0), (0.05, 0.2, -1))),
    'slump': (((0.25, 1, 0.08), (0.15, 1, -0.12)), ((0.3, 1, 0.08), (0.2, 1, -0.15))),
    'kneel': (((0.12, 0.15, -1), (0.04, -1, -0.05)),) * 2,
    'kneel_sit': (((0.22, 1, -0.72), (0.0, -1, -0.05)),) * 2,
    'kneel_one': (((0.15, 1, -0.05), (0.05, 0.0, -1)), ((0.08, -0.1, -1), (0.0, -1, 0.05))),
    'crouch': (((0.3, 1, 0.3), (0.1, -0.45, -1)), ((0.25, 1, 0.2), (0.1, -0.5, -0.9))),
    'squat': (((0.5, 1, 0.25), (0.1, -0.4, -1)),) * 2,
    'curl_up': (((0.1, 1, 1.2), (0.0, 0.1, -1)),) * 2,
    'crawl': (((0.08, 0.25, -1), (0.03, -1, 0.0)), ((0.08, -0.2, -1), (0.03, -1, 0.0))),
    'lie_back': (((0.12, 0.03, -1), (0.08, -0.02, -1)), ((0.15, 0.5, -0.9), (0.05, -0.35, -0.9))),
    'lie_knees_up': (((0.12, 0.95, -0.75), (0.05, -0.9, -0.7)),
                     ((0.15, 0.85, -0.8), (0.05, -0.8, -0.75))),
    'lie_front': (((0.15, 0.0, -1), (0.1, -0.05, -1)), ((0.3, 0.0, -1), (0.1, -0.15, -1))),
    'lie_elbows': (((0.15, 0.0, -1), (0.1, -0.02, -1)), ((0.2, 0.0, -1), (0.1, -0.3, -1))),
    'lie_side': (((0.0, 0.8, -0.7), (0.0, -0.6, -0.8)), ((0.02, 0.5, -0.9), (0.0, -0.5, -0.9))),
    'lie_curled': (((0.0, 1, 0.2), (0.0, -0.5, -1)), ((0.0, 1, 0.1), (0.0, -0.45, -1))),
    'lie_propped': (((0.0, 0.35, -0.95), (0.0, -0.3, -1)),
                    ((0.02, 0.15, -1), (0.0, -0.3, -1))),
}
# Degrees that the trunk bends forward in each posture, and how many of them at the hips.
TRUNK_DEG: dict[str, float] = {
    'stand': 0, 'walk': 5, 'limp': 16, 'bend': 62, 'sit_floor': 8, 'sit_knees_up': 22,
    'sit_cross': 8, 'sit_box': 10, 'slump': 28, 'kneel': 8, 'kneel_sit': 10, 'kneel_one': 25,
    'crouch': 45, 'squat': 32, 'curl_up': 48, 'crawl': 82, 'lie_back': 0, 'lie_knees_up': 0,
    'lie_front': 0, 'lie_elbows': -48, 'lie_side': 22, 'lie_curled': 45, 'lie_propped': 10,
}
HIPS_DEG: dict[str, float] = {
    'walk': 3, 'limp': 7, 'bend': 38, 'sit_floor': -8, 'sit_knees_up': -12, 'sit_cross': -6,
    'sit_box': -2, 'slump': -12, 'kneel_sit': 2, 'kneel_one': 10, 'crouch': 18, 'squat': 8,
    'curl_up': -14, 'crawl': 76,
}
# What bears each posture: 'feet', 'seat' (on the ground), 'box' (a seat), 'knees', 'trunk'.
SUPPORTS: dict[str, str] = {
    'stand': 'feet', 'walk': 'feet', 'limp': 'feet', 'bend': 'feet', 'crouch': 'feet',
    'squat': 'feet', 'sit_floor': 'seat', 'sit_knees_up': 'seat', 'sit_cross': 'seat',
    'slump': 'seat', 'curl_up': 'seat', 'sit_box': 'box', 'kneel': 'knees', 'kneel_sit': 'knees',
    'kneel_one': 'knees', 'crawl': 'knees', 'lie_back': 'trunk', 'lie_knees_up': 'trunk',
    'lie_front': 'trunk', 'lie_elbows': 'trunk', 'lie_side': 'trunk', 'lie_curled': 'trunk',
    'lie_propped': 'trunk',
}
# The first leg, the second leg: 'flat' feet stand on the ground, 'rest' lie on it.
FEET: dict[str, tuple[str, str]] = {
    'stand': ('flat', 'flat'), 'bend': ('flat', 'flat'), 'crouch': ('flat', 'flat'),
    'limp': ('flat', 'flat'), 'walk': ('flat', 'flat'),
    'squat': ('flat', 'flat'), 'sit_knees_up': ('flat', 'flat'), 'curl_up': ('flat', 'flat'),
    'sit_box': ('flat', 'flat'), 'lie_knees_up': ('flat', 'flat'), 'kneel_one': ('flat', 'rest'),
    'sit_floor': ('rest', 'flat'), 'lie_back': ('rest', 'flat'),
}
POINTED_FEET = frozenset({'kneel', 'kneel_sit', 'lie_front', 'lie_elbows', 'crawl'})
LYING = frozenset(p for p, support in SUPPORTS.items() if support == 'trunk')
SIDEWAYS = frozenset({'lie_side', 'lie_curled', 'lie_propped'})
FACE_DOWN = frozenset({'lie_front', 'lie_elbows'})
