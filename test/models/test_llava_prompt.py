import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import QUESTION
from emotion_rescue.models.llava_prompt import split_fields
from fakes import TurnsProcessor


def test_the_plain_prompt_is_used_without_a_template():
    assert build_prompt(TurnsProcessor(None)) == f'USER: <image>\n{QUESTION} ASSISTANT:'


def test_the_template_of_the_checkpoint_wins_and_ends_ready_for_a_word():
    assert build_prompt(TurnsProcessor('x')) == f'user: <image> {QUESTION} assistant:'


@pytest.mark.parametrize(('prompt', 'first'), [
    ('Q:', ' valence: very low'), ('assistant\n', 'valence: very low'),
    ('', ' valence: very low')])
def test_continuations_follow_the_prompt(prompt, first):
    answers = continuations(prompt)
    assert answers[0] == first
    assert answers[-1].strip() == 'distress: yes'
    assert len(set(answers)) == len(answers) == 58


def test_split_fields_gives_each_field_its_columns():
    fields = split_fields(np.arange(2 * 58).reshape(2, 58))
    assert list(fields) == list(FIELDS)
    assert [f.shape for f in fields.values()] == [(2, 10), (2, 10), (2, 10), (2, 26), (2, 2)]
    assert fields['emotions'][0, CATEGORY_NAMES.index('Fear')] == 30 + 15
