import hashlib
import json
import math

import pytest

from emotion_rescue.cli.demo_results import described_weights
from emotion_rescue.cli.demo_results import stamp_check
from emotion_rescue.cli.demo_results import versions
from emotion_rescue.cli.demo_results import write_json
from emotion_rescue.core.errors import InputError


@pytest.mark.parametrize(('derived', 'images', 'foreign', 'belong'), [
    ({}, set(), {}, True), ({'vad': []}, set(), {'vad': 0}, True),
    ({'vad': [(1, 'c')]}, {(1, 'c'), (2, 'c')}, {'vad': 0}, True),
    ({'vad': [(1, 'c'), (3, 'c')]}, {(1, 'c')}, {'vad': 1}, False),
    ({'vad': [(1, 'other')]}, {(1, 'c')}, {'vad': 1}, False)])
def test_every_stamp_and_frame_is_looked_up(derived, images, foreign, belong):
    check = stamp_check(derived, images)
    assert check['without_published_image'] == foreign
    assert check['all_belong'] is belong


def test_unknown_numbers_become_null(tmp_path):
    path = tmp_path / 'results.json'
    write_json(path, {'a': math.nan, 'b': [math.inf, 1.5], 'c': {'d': (tmp_path, None, 'ä')}})
    assert json.loads(path.read_text(encoding='utf-8')) == {
        'a': None, 'b': [None, 1.5], 'c': {'d': [str(tmp_path), None, 'ä']}}


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(InputError, match='missing'):
        write_json(tmp_path / 'missing' / 'results.json', {})


def test_weights_of_a_file_and_of_a_folder(tmp_path):
    (tmp_path / 'a').write_bytes(b'one')
    (tmp_path / 'b').write_bytes(b'two')
    assert described_weights(tmp_path / 'a') == {
        'path': tmp_path / 'a', 'bytes': 3, 'sha256': hashlib.sha256(b'one').hexdigest()}
    folder = described_weights(tmp_path)
    assert (folder['bytes'], folder['sha256']) == (6, hashlib.sha256(b'onetwo').hexdigest())


def test_weights_that_are_not_there_are_unknown(tmp_path):
    assert described_weights(tmp_path / 'none')['sha256'] is None


def test_versions_name_what_decides():
    found = versions()
    assert {'emotion_rescue', 'python', 'ros', 'numpy', 'onnxruntime'} <= set(found)
