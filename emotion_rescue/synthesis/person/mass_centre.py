"""Where the weight of a body is, so that it stands over its feet."""

import numpy as np

from emotion_rescue.synthesis.person.pose_drafts import PoseDraft

# Shares of the body's mass: trunk and head, each thigh, shin with foot, arm (Winter 1990).
_SHARES = {'spine02': 0.578, 'thigh': 0.1, 'shin': 0.061, 'arm': 0.05}


def mass_centre(draft: PoseDraft) -> np.ndarray:
    """Return the centre of mass, (3,) metres, of trunk, legs and arms that hang."""
    middle = _SHARES['spine02'] * (0.6 * draft.joint('spine02') + 0.4 * draft.joint('spine01'))
    for side in 'LR':
        hip, knee, foot, shoulder = (draft.joint(f'{bone}.{side}') for bone in (
            'upperleg01', 'lowerleg01', 'foot', 'upperarm01'))
        middle = middle + _SHARES['thigh'] * (0.57 * hip + 0.43 * knee)
        middle = middle + _SHARES['shin'] * (0.5 * knee + 0.5 * foot) + _SHARES['arm'] * shoulder
    return middle
