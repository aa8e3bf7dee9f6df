import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.pictured_person import moved_box
from emotion_rescue.training.pictured_person import PicturedPerson
from emotion_rescue.training.pictured_person import read_image

_POINTS = np.array([(5.0, 7.5), (np.nan, np.nan), (3.0, 6.0)])


def _person(head=None):
    bgr = np.zeros((20, 40, 3), np.uint8)
    bgr[5:10, 2:8] = 200
    return PicturedPerson(bgr, (2, 5, 8, 10), head, _POINTS)


def test_boxes_and_points_follow_a_mirrored_picture():
    seen = set()
    for seed in range(20):
        changed = _person((2, 5, 4, 7)).otherwise(np.random.default_rng(seed))
        rows, columns = np.nonzero(changed.bgr.mean(axis=2) > changed.bgr.mean() + 20)
        assert changed.xyxy == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        mirrored = changed.xyxy[0] == 32
        assert changed.head_xyxy == ((36, 5, 38, 7) if mirrored else (2, 5, 4, 7))
        np.testing.assert_array_equal(
            changed.key_points_px, [(35, 7.5), (np.nan, np.nan), (37, 6)] if mirrored else _POINTS)
        seen.add(changed.xyxy)
    assert seen == {(2, 5, 8, 10), (32, 5, 38, 10)}


def test_everything_shrinks_together_and_an_unknown_head_stays_unknown():
    half = _person().smaller(0.5)
    assert half.bgr.shape == (10, 20, 3)
    assert half.xyxy.tolist() == [1, 2.5, 4, 5] and half.head_xyxy is None
    np.testing.assert_array_equal(half.key_points_px, _POINTS / 2)
    assert _person((2, 5, 4, 7)).smaller(0.5).head_xyxy.tolist() == [1, 2.5, 2, 3.5]


def test_who_is_small_is_not_made_smaller():
    assert _person().from_further_off(np.random.default_rng(0)).bgr.shape == (20, 40, 3)


def test_what_hides_somebody_is_painted_on_a_copy():
    person = _person()
    before = person.bgr.copy()
    hidden = person.partly_hidden(np.random.default_rng(0)).bgr
    changed = np.argwhere((hidden != before).any(axis=2))
    assert len(changed) and (changed >= (4, 1)).all() and (changed <= (11, 9)).all()
    np.testing.assert_array_equal(person.bgr, before)


def test_a_box_that_does_not_deviate_stays_where_it_is():
    assert moved_box((1, 2, 3, 4), 0.0, np.random.default_rng(0)).tolist() == [1, 2, 3, 4]
    moved = np.array([moved_box((0, 0, 10, 100), 0.1, np.random.default_rng(seed))
                      for seed in range(300)])
    assert moved.std(axis=0) == pytest.approx([1, 10, 1, 10], rel=0.15)


def test_a_missing_picture_is_named(tmp_path):
    with pytest.raises(InputError, match='0.jpg is missing'):
        read_image(tmp_path / '0.jpg')
