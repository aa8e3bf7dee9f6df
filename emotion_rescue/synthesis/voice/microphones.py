"""Where a robot's microphones are.

Positions are metres in the robot's frame after REP-103: x ahead, y left, z up, from the ground
under the robot's centre. A bearing is the direction of somebody as seen from that centre: 0 is
ahead, positive to the left.
"""

import math

import numpy as np

from emotion_rescue.core.errors import InputError

_HEIGHT_M = 0.6
_SPACING_M = 0.2
_HALF = _SPACING_M / 2

# Number of microphones -> their positions. Two: left, right. Three: an even triangle. Four: a
# square, front left first, then front right, rear right, rear left.
ARRAYS: dict[int, tuple[tuple[float, float, float], ...]] = {
    1: ((0.0, 0.0, _HEIGHT_M),),
    2: ((0.0, _HALF, _HEIGHT_M), (0.0, -_HALF, _HEIGHT_M)),
    3: tuple((round(_HALF * math.cos(math.radians(a)), 4),
              round(_HALF * math.sin(math.radians(a)), 4), _HEIGHT_M) for a in (0, 120, 240)),
    4: ((_HALF, _HALF, _HEIGHT_M), (_HALF, -_HALF, _HEIGHT_M),
        (-_HALF, -_HALF, _HEIGHT_M), (-_HALF, _HALF, _HEIGHT_M)),
}


def microphone_array(count: int) -> np.ndarray:
    """Return float64 (count, 3), the positions of 1 to 4 microphones.

    Raises:
        InputError: any other number.
    """
    if count not in ARRAYS:
        raise InputError(f'{count} microphones are not possible; choose 1 to {max(ARRAYS)}')
    return np.array(ARRAYS[count])


def place_m(bearing_deg: float, distance_m: float, height_m: float) -> np.ndarray:
    """Return float64 (3,), the place of a sound at a bearing and horizontal distance."""
    angle = math.radians(bearing_deg)
    return np.array([distance_m * math.cos(angle), distance_m * math.sin(angle), height_m])
