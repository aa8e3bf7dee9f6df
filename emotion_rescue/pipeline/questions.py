"""Free questions to the sight model: about what, and the line in which they wait for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
import logging
import threading
import time

import numpy as np

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.pipeline.frame_store import FrameStore
from emotion_rescue.pipeline.people_book import PeopleBook

_log = logging.getLogger(__name__)

# An operator waits for an answer before the next question; a few operators do so at once.
MOST_WAITING = 8

# What a question is about, opened once its turn has come.
OpenSubject = Callable[[], ImageFrame | PersonView]
AskModel = Callable[[np.ndarray | PersonView, str], str]


@dataclass(frozen=True)
class Answer:
    """An answer, or why there is none.

    Attributes:
        text: of the answer; '' where there is none, or the model had nothing to say.
        error: why there is no answer; '' where there is one.
        stamp_ns: capture time of the image that the answer is about; 0 where there is none.
        frame_id: of that image.
        seconds: from question to answer, of wall time.
    """

    text: str = ''
    error: str = ''
    stamp_ns: int = 0
    frame_id: str = ''
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class _Question:
    text: str
    open_subject: OpenSubject
    on_answer: Callable[[Answer], None]
    asked_s: float


def find_subject(frames: FrameStore, book: PeopleBook, person_id: str) -> OpenSubject:
    """Return how to open the newest image, or the newest view of a person.

    Args:
        frames: recent images.
        book: people seen lately.
        person_id: about whom; '' for the whole image.

    Raises:
        InputError: there is no image, no such person, or no image of the person any more.
    """
    if not person_id:
        newest = frames.newest()
        if newest is None:
            raise InputError('no image has come yet; ask again once the camera runs')
        return newest
    record = book.find(person_id)
    if record is None:
        known = ', '.join(r.person.person_id for r in book.records())
        raise InputError(f'no person {person_id!r} was seen lately; '
                         f'known are {known or "none at all"}')
    person, open_frame = record.person, frames.find(record.last_ns)
    if open_frame is None and record.best is not None:
        person, open_frame = record.best.person, record.best.open_frame
    if open_frame is None:
        raise InputError(f'no image of person {person_id!r} is kept any more; ask again while '
                         'the person is in view')
    return lambda: PersonView(person, open_frame())


class QuestionLine:
    """Questions, first come first served; thread-safe.

    Each is answered or refused exactly once.

    Attributes:
        answered: questions that the model answered.
        failed: questions without an answer, be it the model's fault or the question's.
    """

    def __init__(self, ask: AskModel, busy: AbstractContextManager):
        """Prepare.

        Args:
            ask: the model; given an image or a view, and the question.
            busy: held while the model works.
        """
        self.answered = self.failed = 0
        self._ask, self._busy = ask, busy
        self._lock = threading.Lock()
        self._waiting: list[_Question] = []
        self._open: list[_Question] = []  # those in the line, and the one in hand

    def put(self, text: str, open_subject: OpenSubject,
            on_answer: Callable[[Answer], None]) -> None:
        """Let a question wait; `on_answer` is called from whichever thread settles it.

        Raises:
            InputError: too many wait already.
        """
        question = _Question(text, open_subject, on_answer, time.monotonic())
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(f'{MOST_WAITING} questions wait already; ask again later')
            self._waiting.append(question)
            self._open.append(question)

    def answer_next(self) -> bool:
        """Answer the question that has waited longest; return False where none waits."""
        with self._lock:
            if not self._waiting:
                return False
            question = self._waiting.pop(0)
        self._settle(question, self._answer(question))
        return True

    def refuse_all(self, why: str) -> None:
        """Refuse whatever has no answer yet, also the one that the model is at."""
        with self._lock:
            self._waiting.clear()
            unanswered = self._open.copy()
        for question in unanswered:
            self._settle(question, Answer(error=why))

    def _answer(self, question):
        stamp_ns, frame_id = 0, ''
        try:
            subject = question.open_subject()
            frame = subject.frame if isinstance(subject, PersonView) else subject
            stamp_ns, frame_id = frame.stamp_ns, frame.frame_id
            with self._busy:
                text = self._ask(
                    subject if isinstance(subject, PersonView) else frame.bgr, question.text)
        except EmotionRescueError as error:
            return Answer('', str(error), stamp_ns, frame_id)
        except Exception as error:  # noqa: BLE001 (whatever a model fails with)
            _log.exception('a question failed')
            return Answer('', f'the model failed: {type(error).__name__}: {error}', stamp_ns,
                          frame_id)
        return Answer(text, '', stamp_ns, frame_id, time.monotonic() - question.asked_s)

    def _settle(self, question, answer):
        with self._lock:
            if question not in self._open:
                return
            self._open.remove(question)
            self.answered += not answer.error
            self.failed += bool(answer.error)
        question.on_answer(answer)
