"""How much memory another process takes, from Linux' /proc."""

from collections.abc import Mapping
from pathlib import Path
import threading

_EVERY_S = 0.005


class MemoryWatch:
    """Looks at the memory of a process every few milliseconds, until it ends.

    Anonymous memory is what only the process itself holds. Files that are mapped count as
    resident while they are in memory, too, but the kernel can take that back at any time.
    """

    def __init__(self, pid: int):
        """Begin to watch `pid`."""
        self._pid, self._peak, self._lock = pid, 0, threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def take_peak_anonymous(self) -> int:
        """Return the most anonymous bytes since the last call; counting begins anew."""
        now = process_memory(self._pid).get('RssAnon', 0)
        with self._lock:
            peak, self._peak = max(self._peak, now), now
        return peak

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()

    def _watch(self):
        while not self._stop.wait(_EVERY_S):
            now = process_memory(self._pid).get('RssAnon', 0)
            with self._lock:
                self._peak = max(self._peak, now)


def process_memory(pid: int) -> Mapping[str, int]:
    """Return bytes by name as in /proc/PID/status: VmRSS, VmHWM, RssAnon, RssFile and others.

    Empty where there is no such process, or no /proc.
    """
    try:
        lines = Path(f'/proc/{pid}/status').read_text(encoding='utf-8').splitlines()
    except OSError:
        return {}
    pairs = (line.split(':', 1) for line in lines)
    return {name: int(value.split()[0]) * 1024 for name, value in pairs if value.endswith(' kB')}
