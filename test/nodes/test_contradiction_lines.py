from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.nodes.contradiction_lines import contradiction_lines
from emotion_rescue.nodes.contradiction_lines import wrapped
from emotion_rescue.nodes.person_on_screen import ListedSurvivor


def survivor(number, contradiction=''):
    return ListedSurvivor(f'person-{number}', str(number), DistressLevel.NONE,
                          contradiction=contradiction)


def short(text):
    return len(text) <= 20


@pytest.mark.parametrize('listed, lines', [
    ([], []), ([survivor(1)], []),
    ([survivor(1), survivor(2, 'They say MILD.')], ['! person-2: They say', 'MILD.']),
    ([survivor(i, 'No.') for i in range(4)],
     ['! person-0: No.', '! person-1: No.', '! person-2: No.', '! and 1 more contradictions'])])
def test_whom_the_models_contradict(listed, lines):
    assert contradiction_lines(listed, short) == lines


@given(st.text())
def test_nothing_is_lost_by_wrapping(text):
    lines = wrapped(text, short)
    assert ' '.join(lines).split() == text.split()
    assert all(short(line) or ' ' not in line for line in lines)
