import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.people_set import people_of
from emotion_rescue.evaluation.picture_cuts import cut
from emotion_rescue.evaluation.picture_cuts import person_square
from emotion_rescue.evaluation.picture_cuts import place_square
from emotion_rescue.evaluation.picture_cuts import read_cuts
from emotion_rescue.evaluation.picture_cuts import without_places

# 90 degrees from top to bottom: the focal length is half the height, 60 px.
_PICTURE = {'image': 'images/000000.png', 'width': 160, 'height': 120,
            'camera': {'fov_vertical_deg': 90.0}}
_PERSON = {'xyxy': [40, 20, 60, 100], 'distance_m': 6.0, 'ground_px': [50.0, 90.0],
           'emotions': [], 'vad': [5, 5, 5], 'distress': 0.1, 'body_seed': 3}


def test_a_place_is_three_metres_wide_and_mostly_above_the_ground():
    assert place_square(_PICTURE, _PERSON) == pytest.approx((35.0, 67.5, 30.0))


def test_a_place_tells_nothing_of_the_box():
    lying = {**_PERSON, 'xyxy': [10, 80, 90, 100]}
    assert place_square(_PICTURE, lying) == place_square(_PICTURE, _PERSON)


def test_a_person_is_in_the_middle_of_the_square():
    left, top, side = person_square(_PICTURE, _PERSON)
    assert side == pytest.approx(92.0)
    assert (left + side / 2, top + side / 2) == pytest.approx((50.0, 60.0))


@pytest.mark.parametrize('square', [(0, 0, 64), (-500, -500, 20), (150, 110, 300), (3, 3, 0.2)])
def test_every_cut_has_its_size(square):
    found = cut(np.full((120, 160, 3), 9, np.uint8), square, size_px=32)
    assert found.shape == (32, 32, 3)
    assert found.dtype == np.uint8
    assert (found == 9).all()


def test_a_cut_shows_what_is_there():
    bgr = np.zeros((120, 160, 3), np.uint8)
    bgr[40:72, 50:82] = 200
    assert (cut(bgr, (50, 40, 32), size_px=16) == 200).all()
    assert (cut(bgr, (100, 40, 32), size_px=16) == 0).all()
    # Half beside it.
    assert cut(bgr, (34, 40, 32), size_px=16).mean() == pytest.approx(100, abs=5)


def test_places_are_covered():
    bgr = np.zeros((120, 160, 3), np.uint8)
    masked = without_places(bgr, {**_PICTURE, 'people': [_PERSON]})
    assert (bgr == 0).all()
    assert (masked[68:97, 36:64] == 127).all()
    assert (masked == 0).any(axis=2).sum() == 120 * 160 - 30 * 30
    for place in ([-900.0, -900.0], None):
        far = {**_PERSON, 'ground_px': place}
        assert (without_places(bgr, {**_PICTURE, 'people': [far]}) == 0).all()


def test_pictures_are_read_with_their_people(tmp_path):
    for folder, level in (('images', 40), ('backgrounds', 80)):
        (tmp_path / folder).mkdir()
        cv2.imwrite(str(tmp_path / folder / '000000.png'), np.full((120, 160, 3), level, np.uint8))
    people = people_of([{**_PICTURE, 'people': [_PERSON, _PERSON]}], tmp_path)

    def level_of(bgr, picture, person):
        return bgr.mean() + person['distance_m']

    assert read_cuts(people, level_of).tolist() == [46, 46]
    assert read_cuts(people, level_of, folder='backgrounds').tolist() == [86, 86]
    assert read_cuts(people, level_of, chosen=np.array([1])).tolist() == [46]
    with pytest.raises(InputError, match='000000.png is missing'):
        read_cuts(people, level_of, folder='elsewhere')
