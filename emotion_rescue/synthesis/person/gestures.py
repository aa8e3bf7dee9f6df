"""Where arms and hands are in each gesture.

An arm either points somewhere (`Free`) or its hand lies somewhere on the body (`Touch`) or on the
ground (`OnGround`). Directions are (outwards, forwards, upwards) as seen from the person's own
chest, of any length.
"""

from typing import NamedTuple

Direction = tuple[float, float, float]


class Free(NamedTuple):
    """An arm in the air: upper arm, forearm, and where the palm faces (None: as it hangs)."""

    upper: Direction
    fore: Direction
    palm: Direction | None = None


class Touch(NamedTuple):
    """A hand on the body.

    Attributes:
        place: one of PLACES.
        elbow: where the elbow points, seen from the line between shoulder and hand.
        off_m: distance between palm and skin, for an average adult.
        palm: where the palm faces; None is towards the place.
    """

    place: str
    elbow: Direction
    off_m: float = 0.0
    palm: Direction | None = None


class OnGround(NamedTuple):
    """A hand (or, with `forearm`, the whole forearm) on the ground.

    Attributes:
        upper: where the upper arm would point; the ground stops the hand below it.
        elbow: as in Touch.
        forearm: whether elbow and forearm rest on the ground too.
    """

    upper: Direction
    elbow: Direction
    forearm: bool = False


Arm = Free | Touch | OnGround

# Name -> parts of BodyMesh and a point near the average adult's skin at rest, metres: x is to the
# side of the hand, y to the back, z up from the hips. The nearest vertex of the parts is taken.
PLACES: dict[str, tuple[tuple[str, ...], Direction]] = {
    'belly': (('torso',), (0.02, -0.30, 0.13)),
    'low_belly': (('torso',), (0.03, -0.30, 0.04)),
    'flank': (('torso',), (0.20, -0.14, 0.17)),
    'other_flank': (('torso',), (-0.18, -0.18, 0.15)),
    'hip': (('torso', 'hips', 'upper_leg'), (0.25, -0.05, 0.06)),
    'heart': (('torso',), (0.0, -0.30, 0.40)),
    'breastbone': (('torso',), (0.02, -0.30, 0.36)),
    'other_shoulder': (('torso', 'upper_arm'), (-0.20, -0.20, 0.52)),
    'other_upper_arm': (('upper_arm',), (-0.30, -0.20, 0.42)),
    'other_elbow': (('upper_arm', 'lower_arm'), (-0.36, -0.16, 0.26)),
    'forehead': (('head',), (0.03, -0.28, 0.80)),
    'eye': (('head',), (0.035, -0.30, 0.75)),
    'cheek': (('head',), (0.055, -0.24, 0.70)),
    'mouth': (('head',), (0.012, -0.30, 0.665)),
    'chin': (('head',), (0.02, -0.26, 0.62)),
    'temple': (('head',), (0.11, -0.16, 0.79)),
    'crown': (('head',), (0.04, -0.08, 0.95)),
    'back_of_head': (('head',), (0.04, 0.10, 0.78)),
    'nape': (('neck', 'head'), (0.03, 0.06, 0.66)),
    'thigh': (('upper_leg',), (0.12, -0.30, -0.22)),
    'knee': (('upper_leg', 'lower_leg'), (0.15, -0.30, -0.42)),
    'other_knee': (('upper_leg', 'lower_leg'), (-0.15, -0.30, -0.42)),
    'shin': (('lower_leg',), (0.17, -0.25, -0.60)),
    'other_shin': (('lower_leg',), (-0.14, -0.25, -0.58)),
}

_HANGING = Free((0.15, 0.0, -1), (0.1, 0.2, -1))
_IN_LAP = Touch('thigh', (1, -0.6, -0.4))
_AT_BELLY = Touch('belly', (1, -0.5, -0.3))
# gesture -> (first arm, second arm); which side is first is drawn.
ARMS: dict[str, tuple[Arm, Arm]] = {
    'relaxed': (_HANGING, _HANGING),
    'walking': (Free((0.12, 0.45, -1), (0.05, 0.8, -0.8)),
                Free((0.12, -0.5, -1), (0.1, -0.1, -1))),
    'wave': (Free((0.8, 0.15, 0.6), (0.25, 0.1, 1), (0, 1, 0)), _HANGING),
    'wave_both': (Free((0.6, 0.1, 0.75), (0.2, 0.1, 1), (0, 1, 0)),) * 2,
    'wave_small': (Free((0.3, 0.3, -0.9), (0.3, 0.6, 0.85), (0, 1, 0)), _HANGING),
    'hands_up': (Free((0.85, 0.2, 0.1), (0.1, 0.15, 1), (0, 1, 0)),) * 2,
    'beckon': (Free((0.3, 0.75, -0.4), (-0.05, 0.7, 0.6), (0, -0.6, 1)), _HANGING),
    'reach': (Free((0.15, 0.9, 0.15), (0.0, 1, 0.3), (-0.5, 0, -1)),
              Free((0.2, 0.1, -1), (0.0, 0.5, -0.8))),
    'point': (Free((0.4, 0.9, 0.1), (0.3, 1, 0.15), (-0.4, 0, -1)), _HANGING),
    'thumbs_up': (Free((0.25, 0.35, -1), (0.0, 0.9, 0.45), (-1, 0, 0)), _HANGING),
    'hold_head': (Touch('temple', (1, 0.5, -0.2)),) * 2,
    'hand_on_head': (Touch('crown', (1, 0.25, 0.1)), _HANGING),
    'hands_behind_head': (Touch('back_of_head', (1, 0.2, 0.1)),) * 2,
    'cover_face': (Touch('eye', (0.6, 0.6, -1)),) * 2,
    'shield_head': (Touch('crown', (0.8, 0.8, 0.2)),) * 2,
    'hand_on_mouth': (Touch('mouth', (0.6, 0.2, -1)), _HANGING),
    'hand_on_chin': (Touch('chin', (0.3, 0.3, -1)), Touch('other_flank', (1, -0.2, -0.6))),
    'hand_on_neck': (Touch('nape', (1, 0.7, 0.3)), _HANGING),
    'wipe_eyes': (Touch('eye', (1, 0.3, -0.8)), _HANGING),
    'arm_over_eyes': (Touch('forehead', (1, 0.4, 0.6)), _HANGING),
    'call': (Touch('cheek', (1, 0.4, -0.4), 0.05, (-1, 0.5, 0)),) * 2,
    'phone': (Touch('breastbone', (0.5, -0.3, -1), 0.26, (0, -0.7, 1)), _HANGING),
    'eat': (Touch('mouth', (0.7, 0.2, -1), 0.05), _IN_LAP),
    'hold_belly': (_AT_BELLY, Touch('low_belly', (1, -0.4, -0.3))),
    'hands_on_belly': (Touch('belly', (1, -0.2, 0.0)), Touch('low_belly', (1, -0.2, 0.0))),
    'hold_flank': (Touch('flank', (1, -0.8, 0.0)), Touch('other_flank', (1, 0.0, -0.4))),
    'hold_leg': (Touch('thigh', (1, 0.0, -0.2)), Touch('knee', (1, 0.0, 0.2))),
    'hold_shoulder': (Touch('other_shoulder', (0.3, 0.4, -1)), _HANGING),
    'hold_arm': (Touch('other_elbow', (0.5, -0.2, -1)),
                 Free((0.12, 0.05, -1), (-0.7, 0.75, -0.1))),
    'hand_on_chest': (Touch('heart', (0.8, -0.3, -1)), _HANGING),
    'arms_crossed': (Touch('other_upper_arm', (0.6, 0.4, -1)),
                     Touch('other_flank', (0.7, 0.1, -1), 0.03)),
    'hands_on_hips': (Touch('hip', (1, -0.6, 0.2)),) * 2,
    'wring_hands': (Touch('breastbone', (0.8, -0.3, -1), 0.11, (-1, 0.2, 0)),) * 2,
    'hug_knees': (Touch('other_shin', (1, 0.0, 0.0)), Touch('shin', (1, 0.0, 0.0))),
    'hands_on_knees': (Touch('knee', (1, -0.3, 0.2)),) * 2,
    'support': (OnGround((0.4, -0.55, -0.8), (0.3, -1, 0.2)),) * 2,
    'lap': (_IN_LAP, _IN_LAP),
    'fists': (Free((0.4, 0.15, -0.9), (0.1, 0.9, 0.35)),
              Free((0.3, -0.1, -0.9), (0.1, 0.6, -0.6))),
    'palms_out': (Free((0.3, 0.1, -1), (0.6, 0.8, 0.0), (0, 0.2, 1)),) * 2,
    'shrug': (Free((0.35, 0.0, -1), (0.9, 0.6, 0.15), (0, 0.2, 1)),) * 2,
    'embrace': (Free((0.4, 0.85, -0.35), (-0.45, 0.85, 0.05), (-1, 0, 0)),) * 2,
    'guard': (Free((0.3, 0.6, -0.4), (-0.3, 0.6, 0.75), (0, 1, 0)),
              Free((0.3, 0.7, -0.2), (-0.35, 0.5, 0.75), (0, 1, 0))),
    'work': (Free((0.2, 0.7, -0.7), (-0.1, 0.8, -0.6)),
             Free((0.2, 0.5, -0.85), (-0.15, 0.9, -0.35))),
    'limp': (Free((0.7, 0.0, -0.5), (0.5, 0.05, -0.4)), Free((0.4, 0.05, -0.9), (0.3, 0.1, -0.9))),
}
# Gestures whose arms hang or swing: gravity, not the trunk, says where down is.
HANGING = frozenset({'relaxed', 'walking', 'limp', 'wave', 'wave_both', 'wave_small', 'reach',
                     'point', 'work', 'hand_on_head', 'hand_on_chest', 'hands_up', 'beckon'})
# Gestures in which the first arm alone acts, so that a posture may need the second.
ONE_ARMED = frozenset({'wave', 'wave_small', 'reach', 'point', 'beckon', 'hand_on_head',
                       'hand_on_mouth', 'hold_flank', 'phone', 'eat', 'hold_leg', 'wipe_eyes'})
# How far fingers close: the share of a fist, 0..1, for the first and the second hand.
_FIST, _GRIP, _LOOSE, _FLAT = 1.0, 0.65, 0.32, 0.06
FISTS: dict[str, tuple[float, float]] = {
    'fists': (_FIST, _FIST), 'walking': (0.5, 0.5), 'work': (_GRIP, _GRIP),
    'hug_knees': (_GRIP, _GRIP), 'guard': (0.25, 0.25), 'thumbs_up': (_FIST, _LOOSE),
    'point': (_FIST, _LOOSE), 'phone': (_GRIP, _LOOSE), 'eat': (0.55, _LOOSE),
    'hold_arm': (_GRIP, _LOOSE), 'wave': (_FLAT, _LOOSE), 'wave_both': (_FLAT, _FLAT),
    'hands_up': (_FLAT, _FLAT), 'palms_out': (0.15, 0.15), 'shrug': (0.15, 0.15),
    'reach': (0.15, _LOOSE), 'support': (_FLAT, _FLAT), 'wring_hands': (_GRIP, _GRIP),
    'cover_face': (0.12, 0.12), 'wave_small': (_FLAT, _LOOSE), 'beckon': (0.4, _LOOSE),
}
LOOSE_HAND = _LOOSE
