"""Places of microphones, as settings name them."""

import numpy as np

from emotion_rescue.core.errors import SettingsError

MOST_MICROPHONES = 6
_LARGEST_M = 10.0
_EXAMPLE = 'such as "0 0.1 0.6; 0 -0.1 0.6"'


def microphone_places(text: str) -> np.ndarray:
    """Return float64 (n, 3), metres; (0, 3) for an empty text.

    Args:
        text: x, y and z of each, separated by spaces, and a semicolon between two.

    Raises:
        SettingsError: it is no such text, there are not 2 to MOST_MICROPHONES, one is further off
            than a robot is large, or two are at the same place.
    """
    if not text.strip():
        return np.zeros((0, 3))
    try:
        places = np.array([[float(part) for part in place.split()] for place in text.split(';')])
    except ValueError:
        places = np.zeros(0)
    if places.ndim != 2 or places.shape[1] != 3:
        raise _wrong(text, f'three numbers for each microphone, {_EXAMPLE}')
    if not 2 <= len(places) <= MOST_MICROPHONES:
        raise _wrong(text, f'2 to {MOST_MICROPHONES} microphones, {_EXAMPLE}')
    if not (np.abs(places) <= _LARGEST_M).all():
        raise _wrong(text, f'metres of at most {_LARGEST_M:g}')
    if len(np.unique(places[:, :2], axis=0)) < len(places):
        raise _wrong(text, 'microphones that do not stand at the same place, seen from above')
    return places


def _wrong(text, expected):
    return SettingsError([f'microphones_xyz_m is {text!r}, expected {expected}'])
