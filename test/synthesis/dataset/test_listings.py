import json
import math

import pytest

from emotion_rescue.synthesis.dataset.listings import finite
from emotion_rescue.synthesis.dataset.listings import read_listing


@pytest.mark.parametrize(('content', 'plain'), [
    ({}, {}), ([], []), (math.nan, None), (-math.inf, None), (0.5, 0.5), (True, True), ('a', 'a'),
    ({'a': math.nan, 'b': {'c': [1, math.inf, None]}}, {'a': None, 'b': {'c': [1, None, None]}}),
])
def test_what_json_lacks_is_none(content, plain):
    assert finite(content) == plain
    assert json.loads(json.dumps(finite(content), allow_nan=False)) == plain


def test_records_come_in_their_order(tmp_path):
    path = tmp_path / 'people.jsonl'
    path.write_text('')
    assert list(read_listing(path)) == []
    path.write_text('{"a": 1}\n{"a": 2}\n')
    assert [record['a'] for record in read_listing(path)] == [1, 2]
