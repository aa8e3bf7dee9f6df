"""Notes the memory of several processes every few seconds."""

from collections.abc import Callable
from collections.abc import Mapping
import threading
import time

from emotion_rescue.evaluation.memory_slope import MemorySample
from emotion_rescue.evaluation.process_memory import process_memory

EVERY_S = 2.0


class MemoryLog:
    """Samples in a thread of its own while its `with` block lasts.

    Args:
        pids: returns name -> process id of what runs.
        every_s: seconds between two samples.

    Attributes:
        samples: name -> its samples in the order of time, in seconds since `begin`.
    """

    def __init__(self, pids: Callable[[], Mapping[str, int]], every_s: float = EVERY_S):
        self.samples: dict[str, list[MemorySample]] = {}
        self._pids, self._every_s = pids, every_s
        self._begin_s = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._begin_s = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._stop.set()
        self._thread.join()

    def _watch(self):
        while True:
            at_s = time.monotonic() - self._begin_s
            for name, pid in self._pids().items():
                memory = process_memory(pid)
                # None of this is known of a process that has just ended.
                if 'VmRSS' in memory and 'RssAnon' in memory:
                    self.samples.setdefault(name, []).append(
                        MemorySample(at_s, memory['VmRSS'], memory['RssAnon']))
            if self._stop.wait(self._every_s):
                return
