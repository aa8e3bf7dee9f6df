from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.voice_speakers import split_of_speakers

names = st.lists(st.text(min_size=1), min_size=3, max_size=30, unique=True)


@pytest.mark.parametrize('few', [[], ['a'], ['a', 'b'], ['a', 'b', 'a']])
def test_fewer_than_three(few):
    with pytest.raises(InputError, match='speakers, and train, val and test need one each'):
        split_of_speakers(few)


@given(names)
def test_every_split_has_somebody_and_everybody_has_a_split(speakers):
    split = split_of_speakers(speakers)
    assert set(split) == set(speakers) and set(split.values()) == {'train', 'val', 'test'}


@given(names, st.randoms())
def test_order_and_repetition_do_not_matter(speakers, random):
    again = speakers + speakers[:2]
    random.shuffle(again)
    assert split_of_speakers(again) == split_of_speakers(speakers)


def test_more_speakers_move_nobody():
    few = [f'RAVDESS {i:02}' for i in range(1, 25)]
    many = few + [f'CREMA-D {i}' for i in range(1001, 1092)]
    before, after = split_of_speakers(few), split_of_speakers(many)
    assert all(before[name] == after[name] for name in few)


def test_only_who_fills_an_empty_split_may_be_moved():
    few = [f'RAVDESS {i:02}' for i in range(1, 4)]
    before = split_of_speakers(few)
    after = split_of_speakers([*few, *(f'CREMA-D {i}' for i in range(1001, 1092))])
    assert any(before[name] != after[name] for name in few)
    assert {before[name] for name in few} == {'train', 'val', 'test'}


def test_shares_of_many():
    split = list(split_of_speakers(map(str, range(2000))).values())
    assert split.count('test') / 2000 == pytest.approx(0.15, abs=0.03)
    assert split.count('val') / 2000 == pytest.approx(0.15, abs=0.03)
