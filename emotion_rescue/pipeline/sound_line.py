"""Stretches of sound that wait for a slow model, and the thread that judges them."""

from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
import threading

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.stamp_order import JUMP_BACK_NS
from emotion_rescue.pipeline.worker import Worker

# told(reading, current): a new reading, and a function that says whether time has not jumped back
# since its sound came; it is to be asked where no jump can come between.
Told = Callable[[VoiceReading, Callable[[], bool]], None]


class SoundLine:
    """Thread-safe; oldest first, and the oldest is given up where too much waits.

    Live, a thread of its own judges between `start` and `stop`. In lockstep whoever puts sound
    in calls `work`, and nothing is ever given up but for back-off.

    Attributes:
        skipped: stretches that were given up: too slow, or back-off.
    """

    def __init__(self, name: str, score: Callable[[AudioClip], VoiceReading], told: Told, *,
                 most_waiting: int, lockstep: bool):
        """Prepare; nothing runs before `start`.

        Args:
            name: of the scorer, in the log.
            score: judges a stretch.
            told: called with each reading, from the thread that made it.
            most_waiting: stretches that may wait while live.
            lockstep: whether `work` is called instead of `start`.
        """
        self.skipped = 0
        self._name, self._told = name, told
        self._scorer = GuardedScorer(name, score)
        self._most_waiting, self._lockstep = most_waiting, lockstep
        self._lock = threading.Lock()
        self._waiting: deque[AudioClip] = deque()
        self._run = 0
        self._due = NewestSlot()

    def health(self) -> ScorerHealth:
        """Return how the scorer fares."""
        return self._scorer.health()

    def start(self) -> Worker | None:
        """Return the started thread; None in lockstep."""
        self._due = due = NewestSlot()
        if self._lockstep:
            return None
        return Worker(self._name, due, lambda _: self.work(due)).start()

    def put(self, clips: Iterable[AudioClip]) -> None:
        """Let sound wait; wakes the thread."""
        with self._lock:
            self._waiting.extend(clips)
            while not self._lockstep and len(self._waiting) > self._most_waiting:
                self._waiting.popleft()
                self.skipped += 1
            newest = self._waiting[-1].stamp_ns if self._waiting else None
        if newest is not None and not self._lockstep:
            self._due.put(newest)

    def clear(self) -> None:
        """Forget what waits and what is in hand: the sound's own time has jumped back."""
        with self._lock:
            self._waiting.clear()
            self._run += 1

    def renew(self, stamp_ns: int) -> None:
        """Note that time has jumped back to `stamp_ns`: in hand and later means past now."""
        with self._lock:
            self._run += 1
            self._waiting = deque(c for c in self._waiting
                                  if c.end_ns <= stamp_ns + JUMP_BACK_NS)

    def work(self, due: NewestSlot | None = None) -> None:
        """Judge everything that waits, until `due` is closed."""
        while not (due and due.closed) and self.step():
            pass

    def step(self) -> bool:
        """Judge the oldest stretch that waits; return False if none does."""
        with self._lock:
            if not self._waiting:
                return False
            clip, run = self._waiting.popleft(), self._run
            if not self._scorer.may_try(clip.end_ns):
                self.skipped += 1
                return True
        reading = self._scorer.score(clip, clip.end_ns)
        if reading is not None:
            self._told(reading, lambda: run == self._run)
        return True
