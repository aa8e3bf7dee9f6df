import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.held_sound import HeldSound

RATE_HZ = 8000


def held(sizes, late_ns=0):
    """Sound in which a sample is its number; every chunk is late by `late_ns` more."""
    sound, first = HeldSound(), 0
    for i, size in enumerate(sizes):
        samples = np.arange(first, first + size, dtype=np.float32)
        sound.append(AudioClip(samples, RATE_HZ, first * NS_PER_S // RATE_HZ + i * late_ns, 'm'))
        first += size
    return sound


def test_nothing_is_held():
    assert HeldSound().end == 0
    with pytest.raises(ValueError, match='0 to 0 are held'):
        HeldSound().cut(0, 1)


@pytest.mark.parametrize('sizes', [[8000], [1] * 8000, [3000, 5000], [0, 4000, 0, 4000]])
def test_a_piece_is_cut_by_position(sizes):
    piece = held(sizes).cut(2500, 6000)
    np.testing.assert_array_equal(piece.samples, np.arange(2500, 6000))
    assert piece.stamp_ns == 2500 * NS_PER_S // RATE_HZ and piece.frame_id == 'm'


def test_a_stamp_is_of_the_chunk_in_which_the_piece_begins():
    sound = held([800] * 10, late_ns=7)
    assert sound.cut(2000, 2400).stamp_ns == 2000 * NS_PER_S // RATE_HZ + 2 * 7
    sound.forget_before(1999)
    assert sound.cut(2000, 2400).stamp_ns == 2000 * NS_PER_S // RATE_HZ + 2 * 7


def test_what_is_forgotten_cannot_be_cut():
    sound = held([800] * 10)
    sound.forget_before(1700)
    assert sound.cut(1600, 8000).samples[0] == 1600
    with pytest.raises(ValueError, match='1599 to 1700'):
        sound.cut(1599, 1700)


def test_a_piece_keeps_nothing_else_alive():
    piece = held([8000]).cut(0, 10)
    assert piece.samples.base is None
