"""coco.json: a data set's people in the format of COCO's key point task."""

from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from emotion_rescue.synthesis.person.bodies import KEY_POINTS

# COCO's drawing of a person: pairs of key points, counted from 1.
_SKELETON = (
    (16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9),
    (8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7))
PERSON_CATEGORY: dict[str, Any] = {
    'id': 1, 'name': 'person', 'supercategory': 'person', 'keypoints': list(KEY_POINTS),
    'skeleton': [list(pair) for pair in _SKELETON]}


def coco_from_records(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the content of coco.json from the lines of people.jsonl.

    Boxes are of the visible part, [x, y, width, height] in pixels; segmentations are its
    compressed run lengths; `area` counts its pixels; key points outside the picture are 0, 0, 0.
    Images and people are numbered from 1. Each person's own fields of people.jsonl that COCO does
    not know (situation, emotions, vad, distress) are there, too, under `attributes`.
    """
    images, annotations = [], []
    for record in records:
        images.append({'id': len(images) + 1, 'file_name': record['image'],
                       'width': record['width'], 'height': record['height']})
        for person in record['people']:
            annotations.append(_annotation(person, images[-1], len(annotations) + 1))
    return {'info': {'description': 'Synthetic survivors, made by emotion_rescue'},
            'licenses': [{'id': 1, 'name': 'Apache-2.0',
                          'url': 'https://www.apache.org/licenses/LICENSE-2.0'}],
            'images': images, 'annotations': annotations, 'categories': [PERSON_CATEGORY]}


def _annotation(person, image, number):
    left, top, right, bottom = person['xyxy']
    points = [(x, y, seen) if seen else (0, 0, 0) for x, y, seen in person['key_points']]
    return {
        'id': number, 'image_id': image['id'], 'category_id': PERSON_CATEGORY['id'],
        'iscrowd': 0, 'bbox': [left, top, right - left, bottom - top],
        'area': person['mask_area_px'],
        'segmentation': {'size': [image['height'], image['width']], 'counts': person['mask']},
        'keypoints': [value for point in points for value in point],
        'num_keypoints': sum(seen > 0 for _, _, seen in points),
        'attributes': {name: person[name] for name in ('situation', 'emotions', 'vad', 'distress',
                                                       'visible_fraction')}}
