"""Which gestures can be made in which posture: hands reach their place, and no arm is needed."""

_STANDING = frozenset({'stand', 'walk', 'limp'})
_SEATED = frozenset({'sit_floor', 'sit_knees_up', 'sit_cross', 'sit_box', 'slump'})
_KNEELING = frozenset({'kneel', 'kneel_sit', 'kneel_one'})
_ON_BACK = frozenset({'lie_back', 'lie_knees_up'})
_ON_SIDE = frozenset({'lie_side', 'lie_curled'})
# One or both arms carry the trunk.
_ON_ARMS = frozenset({'crawl', 'lie_elbows', 'lie_propped'})
_FREE = _STANDING | _SEATED | _KNEELING | {'bend', 'crouch', 'squat'}
# Postures for rocking to and fro.
ROCKING = _SEATED | _KNEELING

# What goes with everything but lying on the front, the arms' support, and knees at the chest.
_USUALLY = _FREE | _ON_BACK | _ON_SIDE
_WITH_ONE_ARM = _USUALLY | _ON_ARMS
_IN_DEFENCE = _USUALLY | {'curl_up'}
_MADE_IN: dict[str, frozenset[str]] = {
    'relaxed': (_STANDING | _ON_BACK | _ON_SIDE | _ON_ARMS
                | {'kneel', 'kneel_one', 'bend', 'sit_box', 'lie_front'}),
    'walking': frozenset({'walk', 'limp'}),
    'wave': _WITH_ONE_ARM | {'lie_front'}, 'wave_small': _WITH_ONE_ARM,
    'reach': _WITH_ONE_ARM | {'lie_front', 'curl_up'}, 'point': _WITH_ONE_ARM,
    'beckon': _WITH_ONE_ARM, 'phone': _WITH_ONE_ARM - _STANDING | {'stand', 'walk'},
    'eat': _WITH_ONE_ARM - {'walk', 'limp'}, 'hand_on_mouth': _WITH_ONE_ARM,
    'wipe_eyes': _WITH_ONE_ARM, 'hand_on_head': _WITH_ONE_ARM | {'lie_front'},
    'wave_both': _FREE | _ON_BACK, 'hands_up': _FREE | _ON_BACK, 'palms_out': _FREE | _ON_BACK,
    'thumbs_up': _USUALLY, 'shrug': _FREE, 'embrace': _FREE | {'curl_up'}, 'fists': _FREE,
    'hold_head': _IN_DEFENCE, 'cover_face': _IN_DEFENCE, 'guard': _IN_DEFENCE,
    'shield_head': _IN_DEFENCE | {'lie_front'}, 'call': _FREE | _ON_BACK,
    'hands_behind_head': _SEATED | _ON_BACK | {'stand'},
    'arm_over_eyes': _ON_BACK, 'hands_on_belly': _ON_BACK | {'sit_box', 'sit_floor', 'slump'},
    'hold_leg': frozenset({'sit_floor', 'sit_knees_up', 'sit_box', 'kneel_one', 'slump',
                           'lie_knees_up', 'lie_curled'}),
    'arms_crossed': _STANDING | {'kneel', 'sit_box', 'sit_floor', 'sit_cross'},
    'hands_on_hips': _STANDING | {'kneel'},
    'hug_knees': frozenset({'sit_knees_up', 'curl_up', 'lie_curled'}),
    'hands_on_knees': frozenset({'sit_box', 'bend', 'squat', 'sit_knees_up', 'sit_cross'}),
    'support': frozenset({'sit_floor', 'sit_cross', 'sit_knees_up', 'slump'}),
    'lap': _SEATED | {'kneel', 'kneel_sit', 'squat', 'crouch', 'curl_up'},
    'work': _FREE, 'limp': _ON_BACK | _ON_SIDE | {'lie_front', 'slump'},
}


def fits(gesture: str, posture: str) -> bool:
    """Return whether the gesture, a name of `limb_poses.ARMS`, can be made in the posture."""
    return posture in _MADE_IN.get(gesture, _USUALLY)
