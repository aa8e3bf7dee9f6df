"""`emotion-rescue evaluate detector`, with a detector that finds the left half of any picture."""

import json

import cv2
import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.people import Detections
from emotion_rescue.models import person_detector

_SEEN = {'xyxy': [0, 0, 60, 90], 'visible_fraction': 0.9, 'luminance': 90.0}
_DARK = {**_SEEN, 'luminance': 3.0}
_MISSED = {**_SEEN, 'xyxy': [60, 0, 120, 90]}


class _LeftHalf:
    def load(self):
        """Nothing to load."""

    def detect(self, bgr):
        height, width = bgr.shape[:2]
        return Detections(np.array([[0, 0, width / 2, height]], np.float32),
                          np.array([0.7], np.float32))

    def close(self):
        """Nothing to close."""


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    monkeypatch.setattr(person_detector, 'make_person_detector', lambda *_, **__: _LeftHalf())
    cv2.imwrite(str(tmp_path / 'one.png'), np.zeros((90, 120, 3), np.uint8))
    lines = [{'image': 'one.png', 'people': people}
             for people in ([_SEEN, _MISSED], [_DARK], [], [_SEEN])]
    (tmp_path / 'people.jsonl').write_text(''.join(f'{json.dumps(line)}\n' for line in lines))
    return tmp_path


@pytest.mark.parametrize(('options', 'people', 'recall', 'precision', 'false_people'), [
    ((), 3, 2 / 3, 2 / 3, 1 / 4),
    (('--all-people',), 4, 3 / 4, 3 / 4, 1 / 4),
    (('--min-luminance', '0'), 4, 3 / 4, 3 / 4, 1 / 4),
    # Nobody counts: all claims on people are ignored, and the one on nobody is false.
    (('--min-height-px', '91'), 0, None, 0.0, 1 / 4),
    (('--min-visible', '0.95'), 0, None, 0.0, 1 / 4),
])
def test_plain_keys_with_intervals_and_limits(pictures, capsys, options, people, recall,
                                              precision, false_people):
    out = pictures / 'new/figures.json'
    assert main(['evaluate', 'detector', '--data', str(pictures), '--json', str(out),
                 *options]) == 0
    figures = json.loads(out.read_text())
    assert (figures['images'], figures['people']) == (4, people)
    assert figures['people'] + figures['ignored_people'] == 4
    assert figures['recall'] == pytest.approx(recall)
    assert figures['precision'] == pytest.approx(precision)
    assert figures['false_people_per_image'] == pytest.approx(false_people)
    assert len(figures['recall_interval']) == 2
    assert figures['limits']['confidence'] == 0.25
    assert 'false_people_per_image: 0.250 [' in capsys.readouterr().out


@pytest.mark.parametrize(('options', 'message'), [
    (('--min-visible', '50'), 'min_visible is 50, but must be 0 to 1'),
    (('--min-luminance', '-1'), 'min_luminance is -1, but must be 0 to 255'),
    (('--min-height-px', 'nan'), 'min_height_px is nan')])
def test_impossible_limits_are_refused(pictures, capsys, options, message):
    assert main(['evaluate', 'detector', '--data', str(pictures), *options]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(('listing', 'message'), [
    ('', 'lists no pictures to measure on'),
    ('{"image": "one.png", "people": [{"luminance": 3}]}\n', 'one.png: somebody has no box'),
    ('{"image": "one.png", "people": 3}\n', 'one.png: somebody has no box')])
def test_listings_that_say_nothing_are_refused(pictures, capsys, listing, message):
    (pictures / 'people.jsonl').write_text(listing)
    assert main(['evaluate', 'detector', '--data', str(pictures)]) == 1
    assert message in capsys.readouterr().err


def test_a_folder_without_people_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(person_detector, 'make_person_detector', lambda *_, **__: _LeftHalf())
    assert main(['evaluate', 'detector', '--data', str(tmp_path)]) == 1
    assert 'has no people.jsonl' in capsys.readouterr().err
