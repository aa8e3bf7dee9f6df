import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.cropped_people import crop_people
from emotion_rescue.training.pictured_person import read_image


def test_nobody_is_cut_out_of_nothing(tmp_path):
    assert crop_people([], tmp_path / 'crops', print) == []


def test_a_crop_shows_the_box_and_nothing_else(painted, tmp_path):
    people = read_people(painted, 'val')[:4]
    crops = crop_people(people, tmp_path, print)
    for person, crop in zip(people, crops, strict=True):
        left, top, right, bottom = map(int, person.xyxy)
        bgr = read_image(crop.image)
        np.testing.assert_array_equal(bgr, read_image(person.image)[top:bottom, left:right])
        assert crop.size_px == bgr.shape[1::-1]
        assert crop.xyxy == (0, 0, *crop.size_px)
        assert (np.array(crop.head_xyxy) + (left, top) * 2 == person.head_xyxy).all()
        np.testing.assert_array_equal(crop.key_points_px + (left, top), person.key_points_px)
        assert crop.distress == person.distress


def test_what_is_there_is_not_cut_again(painted, tmp_path):
    people = read_people(painted, 'val')[:1]
    path = crop_people(people, tmp_path, print)[0].image
    cv2.imwrite(str(path), np.zeros((3, 3, 3), np.uint8))
    assert not read_image(crop_people(people, tmp_path, print)[0].image).any()


def test_a_folder_that_cannot_be_made_is_told(painted, tmp_path):
    (tmp_path / 'file').write_text('in the way')
    with pytest.raises(UnfinishedError, match='make room or the folder writable'):
        crop_people(read_people(painted, 'val')[:1], tmp_path / 'file' / 'crops', print)
