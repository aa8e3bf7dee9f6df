"""Places of microphones, as settings name them."""

import numpy as np

from emotion_rescue.core.errors import SettingsError

MOST_MICROPHONES = 6
_LARGEST_M = 10.0
# Width of a row by its length, and the sine of the angle by which it may stand aslant.
_ROW_SHARE, _LARGEST_SLANT = 0.05, 0.3
_EXAMPLE = 'such as "0 0.1 0.6; 0 -0.1 0.6"'


def microphone_places(text: str) -> np.ndarray:
    """Return float64 (n, 3), metres; (0, 3) for an empty text.

    Args:
        text: x, y and z of each, separated by spaces, and a semicolon between two.

    Raises:
        SettingsError: it is no such text, there are not 2 to MOST_MICROPHONES, one is further off
            than a robot is large, two are at the same place, or a row does not stand across.
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
    if stand_in_a_row(places) and abs(_direction(places)[0]) > _LARGEST_SLANT:
        raise _wrong(text, 'a row from left to right, or microphones in no row: what is '
                     'left and right of another row sounds alike')
    return places


def stand_in_a_row(places_m: np.ndarray) -> bool:
    """Return whether microphones, (2 or more, 3), stand in a row, seen from above.

    Sounds from the two sides of a row reach them alike.
    """
    sizes = np.linalg.svd(places_m[:, :2] - places_m[:, :2].mean(axis=0), compute_uv=False)
    return bool(sizes[-1] <= _ROW_SHARE * sizes[0])


def _direction(places):
    """Return the unit vector (2,) along a row."""
    return np.linalg.svd(places[:, :2] - places[:, :2].mean(axis=0))[2][0]


def _wrong(text, expected):
    return SettingsError([f'microphones_xyz_m is {text!r}, expected {expected}'])
