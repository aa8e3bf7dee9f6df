import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.people_listing import read_picture
from emotion_rescue.evaluation.people_listing import read_records

_LINE = '{"image": "images/000000.jpg", "people": []}\n'


@pytest.mark.parametrize(('text', 'count'), [('', 0), (_LINE, 1), (_LINE * 3, 3)])
def test_records_are_read(tmp_path, text, count):
    (tmp_path / 'people.jsonl').write_text(text)
    records = read_records(tmp_path)
    assert len(records) == count
    assert all(record['people'] == [] for record in records)


def test_a_folder_without_people_is_refused(tmp_path):
    with pytest.raises(InputError, match='people.jsonl'):
        read_records(tmp_path)


@pytest.mark.parametrize('text', ['{"image": "images/0000', '{}\n', '7\n', '[]\n', '\n'])
def test_a_broken_line_is_named(tmp_path, text):
    (tmp_path / 'people.jsonl').write_text(_LINE + text)
    with pytest.raises(InputError, match='line 2 of .*people.jsonl is no record'):
        read_records(tmp_path)


def test_what_is_no_text_is_named(tmp_path):
    (tmp_path / 'people.jsonl').write_bytes(_LINE.encode() + b'\xff\xfe\n')
    with pytest.raises(InputError, match='line 2 of'):
        read_records(tmp_path)


def test_a_picture_is_read(tmp_path):
    cv2.imwrite(str(tmp_path / 'one.png'), np.full((6, 8, 3), 7, np.uint8))
    bgr = read_picture(tmp_path, 'one.png')
    assert bgr.shape == (6, 8, 3)
    assert (bgr == 7).all()


@pytest.mark.parametrize('content', [None, b'', b'no picture'])
def test_a_missing_or_broken_picture_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / 'one.png').write_bytes(content)
    with pytest.raises(InputError, match='one.png is missing or no picture'):
        read_picture(tmp_path, 'one.png')
