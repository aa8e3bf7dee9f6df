import numpy as np
import pytest

from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.evaluation.affect_matching import match_people
from emotion_rescue.evaluation.affect_matching import NOBODY


def _entry(name=None, image=None, xyxy=None, size_px=None):
    return JudgedPerson(name, image, xyxy, None, np.zeros(26), None, np.zeros(3), 0.0, size_px)


_BOX, _NEAR, _HALF = (0, 0, 100, 100), (2, 0, 102, 100), (0, 0, 100, 50)


@pytest.mark.parametrize(('truth', 'said', 'expected'), [
    ([], [], []),
    ([], [('a',)], []),
    ([('a',)], [], [NOBODY]),
    ([('a',), ('b',)], [('b',), ('c',), ('a',)], [2, 0]),
    ([(None, 'x', _BOX)], [(None, 'x', _NEAR)], [0]),
    ([(None, 'x', _BOX)], [(None, 'x', _HALF)], [NOBODY]),
    ([(None, 'x', _BOX)], [(None, 'y', _BOX)], [NOBODY]),
    # Each is for one only: the second prediction of a box is about nobody.
    ([(None, 'x', _BOX)], [(None, 'x', _NEAR), (None, 'x', _BOX)], [1]),
    # The largest overlaps in sum, though both could have the second.
    ([(None, 'x', _BOX), (None, 'x', _NEAR)], [(None, 'x', _NEAR), (None, 'x', _BOX)], [1, 0]),
    # An id goes before a box; without one that is known, the box tells.
    ([('a', 'x', _BOX)], [('b', 'x', _BOX), ('a', 'y', _HALF)], [1]),
    ([('a', 'x', _BOX)], [('b', 'x', _NEAR)], [0]),
    ([('a', 'x', _BOX)], [(None, 'x', _NEAR)], [0]),
    ([('a', None, None), (None, 'x', _BOX)], [(None, 'x', _BOX), ('a', 'x', _BOX)], [1, 0])])
def test_who_is_who(truth, said, expected):
    truth, said = ([_entry(*fields) for fields in entries] for entries in (truth, said))
    assert match_people(truth, said).tolist() == expected


def test_of_two_equal_boxes_one_gets_the_only_prediction():
    found = match_people([_entry(None, 'x', _BOX)] * 2, [_entry(None, 'x', _BOX)])
    assert sorted(found.tolist()) == [NOBODY, 0]


def test_boxes_are_clipped_where_the_size_is_known():
    said = [_entry(None, 'x', (-80, 0, 100, 100))]
    assert match_people([_entry(None, 'x', _BOX)], said).tolist() == [NOBODY]
    assert match_people([_entry(None, 'x', _BOX, (640, 480))], said).tolist() == [0]
