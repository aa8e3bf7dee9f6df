"""Where free questions are put to whatever sight model an engine has, or refused."""

from collections.abc import Callable

from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.questions import Answer
from emotion_rescue.pipeline.questions import OpenSubject
from emotion_rescue.pipeline.questions import QuestionLine

_STOPPED = 'the judging was stopped before the question was answered'


class QuestionDesk:
    """Takes questions from any thread; they are answered by whoever calls `answer_next`.

    Attributes:
        line: where they wait; None where nobody can answer.
    """

    def __init__(self, line: QuestionLine | None, find_subject: Callable[[str], OpenSubject],
                 wake: Callable[[], bool]):
        """Prepare.

        Args:
            line: where questions wait, or None.
            find_subject: returns how to open what a question about a person, '' for nobody in
                particular, is about; raises InputError where there is nothing.
            wake: makes the answering thread look; returns False where it has ended.
        """
        self.line, self._find_subject, self._wake = line, find_subject, wake

    def ask(self, question: str, person_id: str, on_answer: Callable[[Answer], None]) -> None:
        """Put a free question to the sight model; it waits behind a batch in hand.

        Args:
            question: in plain words.
            person_id: about whom, in the newest image with that person; '' for the whole of the
                newest image.
            on_answer: called once, from the thread that answers or ends.

        Raises:
            InputError: nobody can answer, there is no image, no such person, or too many wait.
        """
        if self.line is None:
            raise InputError('there is no sight model here that answers questions')
        self.line.put(question, self._find_subject(person_id), on_answer)
        if not self._wake():
            self.close()

    def answer_next(self) -> None:
        """Answer the question that has waited longest, and see to the next one's turn."""
        if self.line is not None and self.line.answer_next():
            self._wake()  # whoever is due to be looked at is looked at in between

    def close(self) -> None:
        """Refuse whatever has no answer yet."""
        if self.line is not None:
            self.line.refuse_all(_STOPPED)
