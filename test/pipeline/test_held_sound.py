import tracemalloc

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
    piece = sound.cut(1700, 8000)
    assert piece.samples[0] == 1700 and piece.stamp_ns == 1700 * NS_PER_S // RATE_HZ
    with pytest.raises(ValueError, match='1699 to 1800 are asked for, 1700 to 8000 are held'):
        sound.cut(1699, 1800)


@pytest.mark.parametrize('position', [8000, 9000])
def test_all_may_be_forgotten_and_sound_goes_on(position):
    sound = held([800] * 10)
    sound.forget_before(position)
    sound.append(AudioClip(np.full(5, 8000, np.float32), RATE_HZ, NS_PER_S, 'm'))
    assert sound.cut(8000, 8005).stamp_ns == NS_PER_S


def test_chunks_of_one_sample_are_forgotten_too():
    sound = HeldSound()

    def push(positions):
        for i in positions:
            # Late by i ns: every chunk has a stamp of its own.
            stamp_ns = i * NS_PER_S // RATE_HZ + i
            sound.append(AudioClip(np.full(1, i, np.float32), RATE_HZ, stamp_ns, 'm'))
            sound.forget_before(i - 100)

    push(range(1000))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    push(range(1000, 21000))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 40_000  # a hundred samples with their stamps, and the newest pieces
    piece = sound.cut(20950, 21000)
    np.testing.assert_array_equal(piece.samples, np.arange(20950, 21000))
    assert piece.stamp_ns == 20950 * NS_PER_S // RATE_HZ + 20950


def test_a_piece_keeps_nothing_else_alive():
    piece = held([8000]).cut(0, 10)
    assert piece.samples.base is None
