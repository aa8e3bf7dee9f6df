import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_question import checked_question
from emotion_rescue.models.llava_question import MOST_CHARACTERS
from emotion_rescue.models.llava_question import question_prompt
from fakes import TurnsProcessor


@pytest.mark.parametrize('question, problem', [
    ('', 'is empty'), (' \n\t', 'is empty'), ('x' * (MOST_CHARACTERS + 1), '1001 characters'),
    ('Is <image> red?', 'contains <image>')])
def test_what_cannot_be_asked(question, problem):
    with pytest.raises(InputError, match=problem):
        checked_question(question, '<image>')


@pytest.mark.parametrize('question', ['Who?', 'x' * MOST_CHARACTERS, '¿Dónde está? 助けて'])
def test_what_can_be_asked(question):
    assert checked_question(f' {question}\n', '<image>') == question


@pytest.mark.parametrize('template, prompt', [
    (None, 'USER: <image>\nWho? ASSISTANT:'), ('x', 'user: <image> Who? assistant:')])
def test_the_template_of_the_checkpoint_wins(template, prompt):
    assert question_prompt(TurnsProcessor(template), 'Who?') == prompt
