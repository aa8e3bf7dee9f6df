import queue

import numpy as np
import pytest

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.sound_capture import SoundCapture

RATE_HZ = 16000
COUNT = 1600
BLOCK_NS = NS_PER_S // 10


class Rig:
    """A capture whose clock and blocks come from the test."""

    def __init__(self):
        self.now_ns = 0
        self.published = queue.Queue()
        self._streams = queue.Queue()
        self.capture = SoundCapture(
            self._open, self.published.put, lambda: self.now_ns, chunk_s=0.1, retry_s=0.1,
            say=lambda sentence, lost: None)
        self.stream = self._streams.get(timeout=10.0)

    name = 'microphone of the test'
    sample_rate_hz = RATE_HZ

    def _open(self, on_block):
        self.on_block = on_block
        self._streams.put(self)
        return self

    def close(self):
        pass

    def hear(self, stamp_ns, overflowed=False):
        self.now_ns = stamp_ns + BLOCK_NS
        self.on_block(np.zeros((COUNT, 1), np.float32), 0.1, overflowed)
        return self.published.get(timeout=10.0)


@pytest.fixture
def rig():
    rig = Rig()
    yield rig
    rig.capture.close()


def test_stamps_are_those_of_the_first_sample_and_may_begin_at_zero(rig):
    assert [rig.hear(n * BLOCK_NS).stamp_ns for n in range(3)] == [0, BLOCK_NS, 2 * BLOCK_NS]


def test_samples_are_numbered_through_jitter(rig):
    jitter_ns = (0, 3_000_000, -2_000_000, 9_000_000)
    blocks = [rig.hear(n * BLOCK_NS + jitter + NS_PER_S) for n, jitter in enumerate(jitter_ns)]
    assert [b.first_sample for b in blocks] == [0, COUNT, 2 * COUNT, 3 * COUNT]
    assert rig.capture.overruns == 0


def test_a_gap_is_numbered_by_its_length(rig):
    rig.hear(0)
    assert rig.hear(5 * BLOCK_NS).first_sample == 5 * COUNT


def test_an_overrun_leaves_a_gap_even_if_its_length_is_not_known(rig):
    rig.hear(0)
    assert rig.hear(BLOCK_NS, overflowed=True).first_sample == COUNT + 1
    assert rig.capture.overruns == 1


def test_a_clock_that_jumps_back_does_not_number_samples_twice(rig):
    rig.hear(100 * BLOCK_NS)
    assert rig.hear(2 * BLOCK_NS).first_sample == COUNT
    assert rig.hear(3 * BLOCK_NS).first_sample == 2 * COUNT


def test_a_publisher_that_fails_does_not_end_the_capture(rig):
    def fail(block):
        raise RuntimeError('no middleware')

    rig.capture._publish, publish = fail, rig.capture._publish
    said = queue.Queue()
    rig.capture._say = lambda sentence, lost: said.put(sentence)
    rig.on_block(np.zeros((COUNT, 1), np.float32), 0.1, False)
    while 'no middleware' not in said.get(timeout=10.0):
        pass
    rig.capture._publish = publish
    assert rig._streams.get(timeout=10.0) is rig
    assert rig.hear(0) is not None
