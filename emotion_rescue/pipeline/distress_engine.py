"""From images, tracked people and sound to a judgement of each person; no ROS, no models.

Stamps are the only clock: the same input gives the same schedule, discounts and back-off,
however fast it is fed.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
import logging
import threading
from typing import Protocol

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.interfaces import DistressFusion
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.engine_status import EngineStatus
from emotion_rescue.pipeline.engine_status import status_of
from emotion_rescue.pipeline.frame_store import FrameStore
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.people_book import Sighting
from emotion_rescue.pipeline.scheduler import due_people
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorList
from emotion_rescue.pipeline.worker import Worker

_log = logging.getLogger(__name__)

# Windows of sound that may wait for a slow voice model before the oldest is given up.
WAITING_WINDOWS = 8

# Readings of sound newer than the newest image; a minute of them.
WAITING_VOICES = 64


class AudioWindows(Protocol):
    """Cuts a stream of sound into windows; `pipeline.audio_ring.AudioRing` is one."""

    def push(self, chunk: AudioClip, first_sample: int | None = None) -> list[AudioClip]:
        """Return the windows that `chunk` completes, oldest first."""


class DistressEngine:
    """Thread-safe: feed it from any thread; scorers run outside its lock.

    Live, two threads of its own do the scoring between `start` and `stop`, and feeding never
    waits for a model. In lockstep everything due is scored within the call that made it due.
    """

    def __init__(self, *, fusion: DistressFusion, windows: AudioWindows | None = None,
                 sight: SightScorer | None = None, voice: VoiceScorer | None = None,
                 batch: int = 4, assess_every_s: float = 1.0, forget_s: float = 30.0,
                 lockstep: bool = False,
                 on_voice: Callable[[VoiceReading], None] = lambda reading: None):
        """Put the engine together; scorers are loaded and closed by whoever made them.

        Args:
            fusion: concludes from readings to a judgement.
            windows: cuts the sound; None: sound is ignored.
            sight: judges views; None: nobody is judged by looks.
            voice: judges sound; None: sound is ignored.
            batch: most people scored at once.
            assess_every_s: pause before the same person is looked at again, in seconds.
            forget_s: how long a person out of sight is remembered, in seconds.
            lockstep: score within `on_people` and `on_audio` instead of beside them.
            on_voice: called with each new reading of sound, from the thread that scored it.
        """
        self._fusion, self._windows = fusion, windows
        self._sight = None if sight is None else GuardedScorer(
            'sight', partial(_one_reading_a_view, sight))
        self._voice = None if voice is None else GuardedScorer('voice', voice.score)
        self._batch, self._assess_every_s = batch, assess_every_s
        self._lockstep, self._on_voice = lockstep, on_voice
        self._lock = threading.Lock()
        self._frames = FrameStore()
        self._book = PeopleBook(forget_s=forget_s)
        self._survivors = SurvivorList(fusion)
        self._waiting: deque[AudioClip] = deque()
        self._heard: deque[VoiceReading] = deque(maxlen=WAITING_VOICES)
        self._audio_ns = self._run = 0
        self._counts = dict.fromkeys(
            ('images', 'detections', 'images_missing', 'images_broken', 'windows_skipped'), 0)
        self._sight_due, self._voice_due = NewestSlot(), NewestSlot()
        self._workers: list[Worker] = []

    def start(self) -> None:
        """Start scoring beside the feeding threads; does nothing in lockstep."""
        if self._lockstep or self._workers:
            return
        self._sight_due, self._voice_due = NewestSlot(), NewestSlot()
        self._workers = [
            Worker('sight', self._sight_due, lambda _: self.sight_step()).start(),
            Worker('voice', self._voice_due, lambda _: self._score_waiting_sound()).start()]

    def stop(self, timeout_s: float | None = None) -> bool:
        """End the threads of `start`; return False where a scorer is still busy in one."""
        ended = [worker.stop(timeout_s) for worker in self._workers]
        self._workers = []
        return all(ended)

    def on_frame(self, stamp_ns: int, open_frame: OpenFrame) -> None:
        """Remember an image; it is opened only if somebody in it is looked at."""
        with self._lock:
            self._counts['images'] += 1
            self._frames.add(stamp_ns, open_frame)

    def has_frame(self, stamp_ns: int) -> bool:
        """Return whether the image of exactly this stamp is here."""
        with self._lock:
            return self._frames.find(stamp_ns) is not None

    def on_people(self, people: PeopleInView) -> None:
        """Note who is in an image; if that image never came, nobody is judged from it."""
        with self._lock:
            if self._book.stamp_ns is not None and people.stamp_ns < self._book.stamp_ns:
                self._restart()
            open_frame = self._frames.find(people.stamp_ns)
            self._counts['detections'] += 1
            self._counts['images_missing'] += open_frame is None
            self._book.see(people, open_frame)
            self._attribute_voices(people.stamp_ns)
        if self._lockstep:
            while self.sight_step():
                pass
        else:
            self._sight_due.put(people.stamp_ns)

    def on_audio(self, clip: AudioClip, first_sample: int | None = None) -> None:
        """Take the next stretch of sound; `first_sample` is its number since capture began."""
        if self._windows is None or self._voice is None:
            return
        with self._lock:
            if clip.stamp_ns < self._audio_ns - NS_PER_S:
                self._waiting.clear()
                self._heard.clear()
            self._audio_ns = clip.stamp_ns
            self._waiting.extend(self._windows.push(clip, first_sample))
            while not self._lockstep and len(self._waiting) > WAITING_WINDOWS:
                self._waiting.popleft()
                self._counts['windows_skipped'] += 1
        if self._lockstep:
            self._score_waiting_sound()
        else:
            self._voice_due.put(clip.stamp_ns)

    def sight_step(self) -> int:
        """Look at those whose turn it is; return how many were looked at, 0 if nobody's."""
        with self._lock:
            now_ns, run = self._book.stamp_ns, self._run
            if self._sight is None or now_ns is None or not self._sight.may_try(now_ns):
                return 0
            due = due_people(self._book.records(), now_ns, batch=self._batch,
                             assess_every_s=self._assess_every_s)
            sightings = [record.take_best(now_ns) for record in due]
        if views := self._open(sightings):
            self._look(views, now_ns, run)
        return len(sightings)

    def voice_step(self) -> bool:
        """Judge the oldest window of sound that waits; return False if none does."""
        with self._lock:
            if not self._waiting:
                return False
            window, run = self._waiting.popleft(), self._run
            if not self._voice.may_try(window.end_ns):
                self._counts['windows_skipped'] += 1
                return True
        self._listen(window, run)
        return True

    def assessments(self, stamp_ns: int) -> tuple[PersonAssessment, ...]:
        """Return what is known of everybody remembered, judged at `stamp_ns`."""
        with self._lock:
            for record in self._book.records():
                record.distress = self._fusion.fuse(
                    record.sight, record.voice, stamp_ns, record.distress)
            return tuple(r.assessment(stamp_ns) for r in self._book.records())

    def survivors(self, stamp_ns: int) -> tuple[Survivor, ...]:
        """Return whom to reach, most urgent first, by the newest `assessments`."""
        with self._lock:
            return self._survivors.ranked(self._book.records(), stamp_ns)

    def status(self) -> EngineStatus:
        """Return counts, health and ages for diagnostics."""
        with self._lock:
            return status_of(self._counts, self._sight, self._voice, self._book)

    def _restart(self):
        # Time jumped back: a simulation was reset, or a recording starts again.
        _log.warning('stamps jumped back; everybody is forgotten')
        self._book.clear()
        self._survivors.clear()
        self._heard.clear()
        self._run += 1

    def _attribute_voices(self, stamp_ns):
        # Only once the images have caught up is it known who was in view meanwhile.
        for reading in [r for r in self._heard if r.end_ns <= stamp_ns]:
            self._heard.remove(reading)
            if not self._book.hear(reading):
                self._survivors.hear(reading)

    def _open(self, sightings: list[Sighting]) -> list[PersonView]:
        views = []
        for sighting in sightings:
            try:
                views.append(PersonView(sighting.person, sighting.open_frame()))
            except InputError as error:
                _log.warning('the image of stamp %s: %s', sighting.stamp_ns, error)
                with self._lock:
                    self._counts['images_broken'] += 1
        return views

    def _look(self, views: list[PersonView], now_ns: int, run: int):
        readings = self._sight.score(views, now_ns)
        with self._lock:
            for reading in (readings or ()) if run == self._run else ():
                self._book.read(reading)

    def _score_waiting_sound(self):
        while not self._voice_due.closed and self.voice_step():
            pass

    def _listen(self, window: AudioClip, run: int):
        reading = self._voice.score(window, window.end_ns)
        if reading is None:
            return
        with self._lock:
            if reading.heard and run == self._run:
                self._heard.append(reading)
        self._on_voice(reading)


def _one_reading_a_view(scorer: SightScorer, views: list[PersonView]) -> list[SightReading]:
    readings = scorer.score(views)
    if len(readings) != len(views):
        raise ValueError(f'{len(readings)} readings for {len(views)} views')
    return readings
