import numpy as np
import pytest

from emotion_rescue.synthesis.dataset.coco import coco_from_records
from emotion_rescue.synthesis.dataset.mask_runs import encode_mask


def record(image, *people):
    return {'image': image, 'width': 8, 'height': 6, 'people': list(people)}


def person(left, top, right, bottom):
    mask = np.zeros((6, 8), bool)
    mask[top:bottom, left:right] = True
    points = [[left + 0.5, top + 0.5, 2], [left, bottom, 1], [-3.0, 2.0, 0], *[[0, 0, 0]] * 14]
    return {'xyxy': [left, top, right, bottom], 'mask': encode_mask(mask),
            'mask_area_px': int(mask.sum()), 'key_points': points, 'situation': 'trapped',
            'emotions': ['Fear'], 'vad': [2.0, 7.0, 2.0], 'distress': 0.9,
            'visible_fraction': 0.5}


@pytest.mark.parametrize(('records', 'images', 'people'), [
    ([], 0, 0),
    ([record('images/0.jpg')], 1, 0),
    ([record('a.jpg', person(0, 0, 2, 3)), record('b.jpg'),
      record('c.jpg', person(1, 1, 3, 4), person(4, 0, 8, 6))], 3, 3)])
def test_pictures_and_people_are_numbered(records, images, people):
    coco = coco_from_records(records)
    assert [image['id'] for image in coco['images']] == list(range(1, images + 1))
    assert [found['id'] for found in coco['annotations']] == list(range(1, people + 1))
    owners = [i + 1 for i, line in enumerate(records) for _ in line['people']]
    assert [found['image_id'] for found in coco['annotations']] == owners
    assert [category['id'] for category in coco['categories']] == [1]
    assert len(coco['categories'][0]['keypoints']) == 17


def test_one_person():
    found = coco_from_records([record('a.jpg', person(1, 2, 4, 6))])['annotations'][0]
    assert found['bbox'] == [1, 2, 3, 4]
    assert found['area'] == 12
    assert found['segmentation']['size'] == [6, 8]
    assert found['keypoints'][:9] == [1.5, 2.5, 2, 1, 6, 1, 0, 0, 0]
    assert len(found['keypoints']) == 51
    assert found['num_keypoints'] == 2
    assert found['attributes']['emotions'] == ['Fear']


def test_the_reader_of_the_coco_api_understands_it(tmp_path):
    coco_api = pytest.importorskip('pycocotools.coco')
    import json
    path = tmp_path / 'coco.json'
    path.write_text(json.dumps(coco_from_records([record('a.jpg', person(1, 2, 4, 6))])))
    read = coco_api.COCO(str(path))
    mask = read.annToMask(read.loadAnns(read.getAnnIds())[0])
    expected = np.zeros((6, 8))
    expected[2:6, 1:4] = 1
    np.testing.assert_array_equal(mask, expected)
