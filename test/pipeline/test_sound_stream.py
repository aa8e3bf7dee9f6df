"""What `AudioRing` shows of it is tested there."""

import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.sound_stream import SoundStream

RATE_HZ = 8000


def clip(first, count, rate_hz=RATE_HZ):
    samples = np.arange(first, first + count, dtype=np.float32)
    return AudioClip(samples, rate_hz, first * NS_PER_S // rate_hz, 'microphone')


def test_nothing_adds_nothing():
    stream = SoundStream()
    added = stream.take(clip(0, 0))
    assert not added.anew and added.clips == () and stream.counts.chunks == 1


def test_what_follows_joins():
    stream = SoundStream()
    for first in (0, 800, 1600):
        added = stream.take(clip(first, 800), first)
        assert not added.anew and [len(c.samples) for c in added.clips] == [800]
    assert stream.counts.gaps == stream.counts.resets == 0


@pytest.mark.parametrize('numbered', [False, True])
def test_a_short_gap_is_filled_and_a_long_one_begins_anew(numbered):
    stream = SoundStream(fill_s=0.2)
    stream.take(clip(0, 800), 0 if numbered else None)
    short = stream.take(clip(1600, 800), 1600 if numbered else None)
    assert not short.anew and not short.clips[0].samples.any()
    assert [(c.stamp_ns, len(c.samples)) for c in short.clips] == [
        (NS_PER_S // 10, 800), (NS_PER_S // 5, 800)]
    long = stream.take(clip(8000, 800), 8000 if numbered else None)
    assert long.anew and len(long.clips) == 1
    assert stream.counts.gaps == 2 and stream.counts.filled_s == 0.1
    assert stream.counts.lost_s == pytest.approx(0.1 + 5600 / RATE_HZ)


def test_what_is_known_is_left_out():
    stream = SoundStream()
    stream.take(clip(0, 800), 0)
    assert stream.take(clip(400, 400), 400).clips == ()
    new, = stream.take(clip(400, 800), 400).clips
    assert new.samples[0] == 800 and new.stamp_ns == NS_PER_S // 10
    assert stream.counts.repeated_s == pytest.approx(0.1)


@pytest.mark.parametrize('later', [clip(0, 800, 16000), clip(80000, 800)])
def test_after_a_reset_everything_joins(later):
    stream = SoundStream()
    stream.take(clip(0, 800), 0)
    stream.reset()
    stream.reset()
    assert not stream.take(later, 5).anew and stream.counts.resets == 1


@pytest.mark.parametrize('jump_s', [0.0, -1.0, float('nan')])
def test_a_limit_that_cannot_be(jump_s):
    with pytest.raises(ValueError, match='jump_s'):
        SoundStream(jump_s=jump_s)
