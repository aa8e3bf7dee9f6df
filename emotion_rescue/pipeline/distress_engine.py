"""From images, tracked people and sound to a judgement of each person; no ROS, no models.

Stamps are the only clock: the same input gives the same schedule, discounts and back-off,
however fast it is fed.
"""

from collections.abc import Callable
from functools import partial
import logging
import threading
import time

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.interfaces import DistressFusion
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.audio_ring import AudioWindows
from emotion_rescue.pipeline.body_line import BodyLine
from emotion_rescue.pipeline.engine_status import EngineStatus
from emotion_rescue.pipeline.engine_status import status_of
from emotion_rescue.pipeline.frame_store import FrameStore
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.heard_voices import HeardVoices
from emotion_rescue.pipeline.hearing import Hearing
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.person_readings import PersonReadings
from emotion_rescue.pipeline.question_desk import QuestionDesk
from emotion_rescue.pipeline.questions import AskModel
from emotion_rescue.pipeline.questions import find_subject
from emotion_rescue.pipeline.questions import QuestionLine
from emotion_rescue.pipeline.scheduler import due_people
from emotion_rescue.pipeline.scheduler import next_turn
from emotion_rescue.pipeline.sight_look import give_back
from emotion_rescue.pipeline.sight_look import Look
from emotion_rescue.pipeline.sight_look import take_look
from emotion_rescue.pipeline.sight_views import one_reading_a_view
from emotion_rescue.pipeline.sight_views import open_views
from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorList
from emotion_rescue.pipeline.worker import Worker

_log = logging.getLogger(__name__)

class DistressEngine:
    """Thread-safe: feed it from any thread; scorers run outside its lock.

    Live, threads of its own do the scoring between `start` and `stop`, one for each model, and
    feeding never waits for them. In lockstep everything due is scored within the call that made
    it due.

    Attributes:
        questions: takes free questions to the sight model.
    """

    def __init__(self, *, fusion: DistressFusion, windows: AudioWindows | None = None,
                 sight: SightScorer | None = None, voice: VoiceScorer | None = None,
                 utterances: AudioWindows | None = None, words: VoiceScorer | None = None,
                 batch: int = 4, assess_every_s: float = 1.0, forget_s: float = 30.0,
                 lockstep: bool = False, motion: bool = True, ask: AskModel | None = None,
                 on_voice: Callable[[VoiceReading], None] = lambda reading: None):
        """Put the engine together; scorers are loaded and closed by whoever made them.

        Args:
            fusion: concludes from readings to a judgement.
            windows: cuts the sound for `voice`; None: its tone is ignored.
            sight: judges views; None: nobody is judged by looks.
            voice: judges the tone of windows; None: the tone is ignored.
            utterances: cuts the sound for `words`; None: words are ignored.
            words: judges what is said in utterances; None: words are ignored.
            batch: most people scored at once.
            assess_every_s: pause before the same person is looked at again, in seconds.
            forget_s: how long a person out of sight is remembered, in seconds.
            lockstep: score within `on_people` and `on_audio` instead of beside them.
            motion: whether posture and motion are watched.
            ask: answers free questions with the model of `sight`; None: nobody can.
            on_voice: called with each new reading of sound, from the thread that scored it.
        """
        self._fusion = fusion
        busy = threading.Lock()
        self._sight = None if sight is None else GuardedScorer(
            'sight', partial(one_reading_a_view, sight), busy)
        self.questions = QuestionDesk(None if ask is None else QuestionLine(ask, busy),
                                      self._subject, lambda: self._sight_due.put('a question'))
        self._serving = getattr(sight, 'serving', lambda: None)
        self._words_problem = lambda: getattr(words, 'problem', '')
        self._hearing = Hearing(windows, voice, utterances, words, self._on_reading, lockstep)
        self._batch, self._assess_every_s = batch, assess_every_s
        self._lockstep, self._on_voice = lockstep, on_voice
        self._body = BodyLine(motion, lockstep)
        self._lock = threading.Lock()
        self._frames = FrameStore()
        self._book = PeopleBook(forget_s=forget_s)
        self._survivors = SurvivorList(fusion)
        self._heard = HeardVoices()
        self._order, self._run = StampOrder(), 0
        self._counts = dict.fromkeys(('images', 'detections', 'out_of_order', 'images_missing',
                                      'images_broken'), 0)
        self._sight_due = NewestSlot()
        self._workers: list[Worker] = []

    def start(self) -> None:
        """Start scoring beside the feeding threads; in lockstep only questions are answered."""
        self._sight_due = NewestSlot()
        self._workers.append(
            Worker('sight', self._sight_due, lambda _: self._sight_turn()).start())
        self._workers += [*self._hearing.start(), *self._body.start()]

    def stop(self, timeout_s: float | None = None) -> bool:
        """End the threads of `start`; return False where a scorer is still busy in one."""
        end_s = None if timeout_s is None else time.monotonic() + timeout_s
        self._workers = [w for w in self._workers if not w.stop(
            None if end_s is None else max(0.0, end_s - time.monotonic()))]
        self.questions.close()
        return not self._workers

    def on_frame(self, stamp_ns: int, open_frame: OpenFrame) -> bool:
        """Remember an image, opened only if somebody in it is looked at; False where late."""
        with self._lock:
            in_order = self._frames.add(stamp_ns, open_frame)
            self._counts['images'] += 1
            self._counts['out_of_order'] += not in_order
        return in_order

    def has_frame(self, stamp_ns: int) -> bool:
        """Return whether the image of exactly this stamp is here."""
        with self._lock:
            return self._frames.find(stamp_ns) is not None

    def on_people(self, people: PeopleInView) -> Order | None:
        """Note who is in an image; return how it follows those before, None where it is late.

        If that image never came, nobody is judged from it; what is late is skipped.
        """
        with self._lock:
            self._counts['detections'] += 1
            order = self._placed(people.stamp_ns)
            if order is Order.LATE:
                self._counts['out_of_order'] += 1
                return None
            open_frame = self._frames.find(people.stamp_ns)
            self._counts['images_missing'] += open_frame is None
            self._book.see(people, open_frame if self._sight else None)
            self._heard.see(people.stamp_ns)
            self._attribute_voices()
        self._body.see(people, open_frame)
        if self._lockstep:
            while self.sight_step():
                pass
        else:
            self._sight_due.put(people.stamp_ns)
        return order

    def on_audio(self, clip: AudioClip, first_sample: int | None = None) -> None:
        """Take the next stretch of sound; `first_sample` is its number since capture began."""
        if not self._hearing:
            return
        with self._lock:
            jumped = self._heard.listen(clip.stamp_ns)
        self._hearing.listen(clip, first_sample, jumped)

    def on_call(self, stamp_ns: int) -> None:
        """Note that the robot has called to people, and that its sound ended at `stamp_ns`."""
        self._body.call(stamp_ns)

    def end_sound(self) -> None:
        """Judge what was begun to be said, as at the end of a recording."""
        self._hearing.finish()

    @property
    def blind(self) -> bool:
        """Whether sound goes on and nobody has said for long who is in view."""
        with self._lock:
            return self._heard.blind

    def sight_step(self) -> int:
        """Look at those whose turn it is; return how many were looked at, 0 if nobody's."""
        with self._lock:
            now_ns, run = self._book.stamp_ns, self._run
            if self._sight is None or now_ns is None or not self._sight.may_try(now_ns):
                return 0
            records = self._book.records()
            due = due_people(records, now_ns, batch=self._batch,
                             assess_every_s=self._assess_every_s)
            turn = next_turn(records)
            looks = [take_look(record, now_ns, turn) for record in due]
        views = open_views(look.sighting for look in looks)
        with self._lock:
            self._counts['images_broken'] += len(looks) - len(views)
        if views:
            self._look(views, looks, now_ns, run)
        return len(looks)

    def voice_step(self) -> bool:
        """Judge the oldest window of sound that waits; return False if none does."""
        return self._hearing.tone is not None and self._hearing.tone.step()

    def assessments(self, stamp_ns: int) -> tuple[PersonAssessment, ...]:
        """Return what is known of everybody remembered, judged at `stamp_ns`."""
        with self._lock:
            for record in self._book.records():
                record.emotional = self._fusion.fuse(
                    record.sight, record.heard, stamp_ns, record.emotional)
                record.distress = self._body.judged(record, stamp_ns)
            return tuple(r.assessment(stamp_ns) for r in self._book.records())

    def readings(self, person_id: str) -> PersonReadings:
        """Return what is remembered to have been read of one person; nothing of strangers."""
        with self._lock:
            record = self._book.find(person_id)
            return PersonReadings() if record is None else PersonReadings(
                list(record.sight), record.heard, self._body.reading(record, self._book.stamp_ns))

    def survivors(self, stamp_ns: int) -> tuple[Survivor, ...]:
        """Return whom to reach, most urgent first, by the newest `assessments`."""
        with self._lock:
            return self._survivors.ranked(self._book.records(), stamp_ns)

    def status(self) -> EngineStatus:
        """Return counts, health and ages for diagnostics."""
        with self._lock:
            return status_of(
                {**self._counts, 'survivors_dropped': self._survivors.dropped,
                 'motion_untold': self._body.untold}, self._sight,
                self._hearing, self._book, self.questions.line, self._serving(),
                self._words_problem())

    def _placed(self, stamp_ns):
        """Return how a stamp follows those before; start over where time has jumped back."""
        order = self._order.place(stamp_ns)
        if order in (Order.JUMP, Order.AGAIN):
            _log.warning('stamps jumped back: %s', order.value)
            self._book.clear(again=order is Order.AGAIN)
            self._heard.restart(stamp_ns)
            self._run += 1
            self._hearing.renew(stamp_ns)
            if order is Order.AGAIN:
                self._survivors.clear()
            self._survivors.end_voice()
        return order

    def _attribute_voices(self):
        for reading in self._heard.take():
            self._survivors.hear(reading, self._book.hear(reading))

    def _subject(self, person_id: str):
        with self._lock:
            return find_subject(self._frames, self._book, person_id)

    def _sight_turn(self):
        self.questions.answer_next()
        if not self._lockstep:
            self.sight_step()

    def _look(self, views: list[PersonView], looks: list[Look], now_ns: int, run: int):
        readings = self._sight.score(views, now_ns) or ()
        with self._lock:
            if run == self._run:
                for reading in readings:
                    self._book.read(reading)
                give_back(looks, readings)

    def _on_reading(self, reading: VoiceReading, current: Callable[[], bool]):
        with self._lock:
            if reading.heard and current():
                self._heard.add(reading)
                self._attribute_voices()
        self._on_voice(reading)
