"""Shares speakers out among train, val and test, the same way every time.

Nobody is in two of them: a model knows voices again, and would look better than it is. Where a
speaker goes depends on the name alone, so that data that are added later move nobody, unless
there were so few speakers that a split would have been empty: then who is nearest in the order of
places fills it, and may go elsewhere once there are more. Who has another name is somebody else,
as is a file without a speaker that is renamed or moved within its data set.
"""

from collections.abc import Iterable
import hashlib

from emotion_rescue.core.errors import InputError

_TEST_SHARE, _VAL_SHARE = 0.15, 0.15
_FEWEST = 3


def split_of_speakers(names: Iterable[str]) -> dict[str, str]:
    """Return name -> 'train', 'val' or 'test'; about 15 % each for the last two, one at least.

    Raises:
        InputError: there are fewer than three speakers.
    """
    ordered = sorted(set(names), key=lambda name: (_place(name), name))
    if len(ordered) < _FEWEST:
        raise InputError(
            f'the voices are of {len(ordered)} speakers, and train, val and test need one each, '
            'as nobody may be in two of them; add data with more speakers')
    places = [_place(name) for name in ordered]
    test = sum(place < _TEST_SHARE for place in places)
    test = min(max(test, 1), len(ordered) - 2)
    val = sum(place < _TEST_SHARE + _VAL_SHARE for place in places) - test
    val = min(max(val, 1), len(ordered) - test - 1)
    return {name: 'test' if i < test else 'val' if i < test + val else 'train'
            for i, name in enumerate(ordered)}


def _place(name):
    """Return 0..1, evenly spread over names."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], 'big') / 2.0 ** 64
