"""Whether a picture shows anything: where nobody could be seen, nobody is not the answer."""

import numpy as np

# Of 255. At night a lamp somewhere, or the sensor's noise, is above it in one pixel of a hundred.
_DARK, _BRIGHT = 12, 243
# Brightest and darkest pixel of a hundred differ by less: fog has more, a hand on the lens less.
_LEAST_CONTRAST = 6
_EVERY_PX = 8


def why_blind(bgr: np.ndarray) -> str:
    """Return why nobody could be seen in `bgr`, to follow on 'is' or 'are'; '' where they could.

    Args:
        bgr: uint8 (height, width, 3), blue first.
    """
    pixels = bgr[::_EVERY_PX, ::_EVERY_PX].reshape(-1, 3)
    low, high = np.percentile(pixels, (1, 99), axis=0)  # of each colour
    if high.max() < _DARK:
        return 'too dark to see anybody'
    if low.min() > _BRIGHT:
        return 'too bright to see anybody'
    if (high - low).max() < _LEAST_CONTRAST:
        return 'of one colour, as with a covered lens'
    return ''
