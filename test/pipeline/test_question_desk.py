import threading

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.question_desk import QuestionDesk
from emotion_rescue.pipeline.questions import QuestionLine
from fakes import grey_image


def _desk(awake=True):
    woken = []

    def wake():
        woken.append(True)
        return awake

    line = QuestionLine(lambda about, question: question.upper(), threading.Lock())
    return QuestionDesk(line, lambda person_id: lambda: grey_image(0), wake), woken


def test_without_a_model_nobody_answers():
    desk = QuestionDesk(None, lambda person_id: None, lambda: True)
    desk.answer_next()
    desk.close()
    with pytest.raises(InputError, match='no sight model here that answers questions'):
        desk.ask('how?', '', lambda answer: None)


def test_a_question_wakes_whoever_answers_until_none_is_left():
    (desk, woken), answers = _desk(), []
    desk.ask('how?', '', answers.append)
    assert len(woken) == 1
    desk.answer_next()
    assert [a.text for a in answers] == ['HOW?']
    assert len(woken) == 2
    desk.answer_next()
    assert len(woken) == 2


@pytest.mark.parametrize('awake', [False, True])
def test_who_asks_at_the_end_is_told(awake):
    (desk, _), answers = _desk(awake), []
    desk.ask('how?', '', answers.append)
    if awake:
        assert not answers
        desk.close()
    assert ['stopped' in a.error for a in answers] == [True]
