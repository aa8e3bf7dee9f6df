import threading

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.people import PersonView
from emotion_rescue.pipeline.frame_store import FrameStore
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.questions import find_subject
from emotion_rescue.pipeline.questions import MOST_WAITING
from emotion_rescue.pipeline.questions import QuestionLine
from fakes import grey_image
from fakes import person

FRAME = grey_image(7)


def _line(ask):
    return QuestionLine(ask, threading.Lock())


def test_nobody_asks():
    line = _line(lambda about, question: 'never')
    assert not line.answer_next()
    line.refuse_all('stopped')
    assert (line.answered, line.failed) == (0, 0)


def test_questions_are_answered_in_their_order_with_their_image():
    line, answers = _line(lambda about, question: f'{question} of {about.shape}'), []
    for text in ('one', 'two'):
        line.put(text, lambda: FRAME, answers.append)
    assert line.answer_next() and line.answer_next() and not line.answer_next()
    assert [a.text for a in answers] == [f'{n} of {FRAME.bgr.shape}' for n in ('one', 'two')]
    assert {(a.error, a.stamp_ns, a.frame_id) for a in answers} == {('', 7, FRAME.frame_id)}
    assert all(a.seconds > 0 for a in answers)
    assert (line.answered, line.failed) == (2, 0)


def test_a_question_about_somebody_gets_the_view():
    view, asked = PersonView(person('a'), FRAME), []
    line = _line(lambda about, question: asked.append(about) or '')
    line.put('how?', lambda: view, lambda answer: None)
    line.answer_next()
    assert asked == [view]


@pytest.mark.parametrize(('error', 'said'), [
    (InputError('the question is empty'), 'the question is empty'),
    (RuntimeError('no kernel'), 'the model failed: RuntimeError: no kernel'),
])
def test_a_failure_is_the_answer(error, said):
    def fail(about, question):
        raise error

    line, answers = _line(fail), []
    line.put('what?', lambda: FRAME, answers.append)
    assert line.answer_next()
    answer, = answers
    assert (answer.text, answer.error, answer.stamp_ns) == ('', said, 7)
    assert (line.answered, line.failed) == (0, 1)


def test_too_many_are_refused_at_once():
    line = _line(lambda about, question: '')
    for _ in range(MOST_WAITING):
        line.put('?', lambda: FRAME, lambda answer: None)
    with pytest.raises(InputError, match=f'{MOST_WAITING} questions wait already'):
        line.put('?', lambda: FRAME, lambda answer: None)


def test_whoever_waits_is_told_of_the_end_and_only_once():
    answers = []

    def end_within(about, question):
        line.refuse_all('stopped')
        return 'too late'

    line = _line(end_within)
    line.put('first', lambda: FRAME, answers.append)
    line.put('second', lambda: FRAME, answers.append)
    assert line.answer_next()
    assert [(a.text, a.error) for a in answers] == [('', 'stopped'), ('', 'stopped')]
    assert not line.answer_next()
    assert line.failed == 2


def test_without_image_or_person_there_is_nothing_to_ask_about():
    frames, book = FrameStore(), PeopleBook(forget_s=30.0)
    with pytest.raises(InputError, match='no image has come yet'):
        find_subject(frames, book, '')
    with pytest.raises(InputError, match="no person 'a' was seen lately; known are none at all"):
        find_subject(frames, book, 'a')
