"""Keeps a microphone open: reopens it when it is lost, and numbers samples so that gaps show."""

from collections.abc import Callable
from dataclasses import dataclass
import queue
import threading

import numpy as np

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.sound_card import InputStream

# open_stream(on_block) -> InputStream
OpenStream = Callable[[Callable], InputStream]

# A microphone that delivers nothing for this long, or for this many blocks, is lost.
_LOST_S, _LOST_BLOCKS = 1.0, 5
# The pause between attempts doubles up to this many times its first length.
_LONGEST_PAUSE = 5
_QUEUED_BLOCKS = 100


@dataclass(frozen=True, eq=False)
class Block:
    """Some captured sound.

    Attributes:
        samples: float32 (n, channels).
        sample_rate_hz: samples a second.
        stamp_ns: capture time of the first sample.
        first_sample: its number since the capture began; jumps where sound was lost.
    """

    samples: np.ndarray
    sample_rate_hz: int
    stamp_ns: int
    first_sample: int


class SoundCapture:
    """Captures in a thread of its own until `close`.

    Args:
        open_stream: opens the microphone.
        publish: called with each Block, from that thread.
        now_ns: the clock of the stamps.
        chunk_s: length of a block in seconds.
        retry_s: first pause before a lost microphone is opened again.
        say: called with a sentence and whether the microphone is lost (or back).

    Attributes:
        problem: why there is no sound now; '' while there is.
        device: name of the open microphone; '' while there is none.
        overruns: blocks before which the driver lost sound.
        reopened: how many times the microphone was opened after the first.
        dropped: blocks that came faster than they could be published.
    """

    def __init__(self, open_stream: OpenStream, publish: Callable[[Block], object],
                 now_ns: Callable[[], int], *, chunk_s: float, retry_s: float,
                 say: Callable[[str, bool], object]):
        self.problem = 'not opened yet'
        self.device = ''
        self.overruns = self.dropped = 0
        self.reopened = -1
        self._open_stream, self._publish, self._now_ns, self._say = (
            open_stream, publish, now_ns, say)
        self._lost_s = max(_LOST_S, _LOST_BLOCKS * chunk_s)
        self._retry_s = retry_s
        self._next_sample = 0
        self._end_ns: int | None = None
        self._blocks: queue.Queue = queue.Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name='microphone', daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the capture and wait for its thread."""
        self._stop.set()
        self._offer(None)
        self._thread.join()

    def _run(self):
        pause_s = self._retry_s
        while not self._stop.is_set():
            if self._survives_capture():
                pause_s = self._retry_s
            self._stop.wait(pause_s)
            pause_s = min(2.0 * pause_s, _LONGEST_PAUSE * self._retry_s)

    def _survives_capture(self):
        try:
            return self._capture()
        except Exception as error:  # noqa: BLE001 (the next attempt may go well)
            self._lose(f'{type(error).__name__}: {error}')
            return False

    def _capture(self) -> bool:
        """Capture until the microphone is lost; return whether any sound came."""
        # What an earlier stream has left behind is of no use.
        self._blocks = queue.Queue(_QUEUED_BLOCKS)
        try:
            stream = self._open_stream(self._take)
        except EmotionRescueError as error:
            self._lose(str(error))
            return False
        self.device = stream.name
        self.reopened += 1
        heard = False
        try:
            while (taken := self._next_block()) is not None:
                heard = True
                if self.problem:
                    self.problem = ''
                    self._say(f'sound comes from {stream.name} at {stream.sample_rate_hz} Hz',
                              False)
                self._publish(self._numbered(*taken, stream.sample_rate_hz))
        finally:
            stream.close()
            self.device = ''
        if not self._stop.is_set():
            self._lose(f'the microphone {stream.name} has delivered nothing for '
                       f'{self._lost_s:g} s')
        return heard

    def _lose(self, problem):
        if problem != self.problem:
            self.problem = problem
            self._say(f'{problem}; trying again', True)

    def _next_block(self):
        try:
            return None if self._stop.is_set() else self._blocks.get(timeout=self._lost_s)
        except queue.Empty:
            return None

    def _take(self, samples, delay_s, overflowed):
        stamp_ns = self._now_ns() - round(delay_s * NS_PER_S)
        self.overruns += overflowed
        self.dropped += not self._offer((samples, stamp_ns, overflowed))

    def _offer(self, item):
        try:
            self._blocks.put_nowait(item)
        except queue.Full:
            return False
        return True

    def _numbered(self, samples, stamp_ns, overflowed, sample_rate_hz):
        length_ns = len(samples) * NS_PER_S // sample_rate_hz
        gap_ns = 0 if self._end_ns is None else stamp_ns - self._end_ns
        # Stamps jitter by less than a block; what is more was lost.
        if overflowed or gap_ns > length_ns:
            self._next_sample += max(1, gap_ns * sample_rate_hz // NS_PER_S)
        block = Block(samples, sample_rate_hz, stamp_ns, self._next_sample)
        self._next_sample += len(samples)
        self._end_ns = stamp_ns + length_ns
        return block
