import json

from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.json_lines import read_json_lines


def _read(folder, content):
    path = folder / 'a.jsonl'
    path.write_bytes(content)
    return list(read_json_lines(path))


@pytest.mark.parametrize(('content', 'expected'), [
    (b'', []), (b'\n \r\n', []), (b'{}', [(1, {})]),
    (b'\xef\xbb\xbf{"a": 1}\r\n\n{"b": null}', [(1, {'a': 1}), (3, {'b': None})]),
    # A line ends where bytes say so, not at a mark within a text.
    ('{"a": "x\u2028y"}\n'.encode(), [(1, {'a': 'x\u2028y'})])])
def test_lines(tmp_path, content, expected):
    assert _read(tmp_path, content) == expected


@pytest.mark.parametrize(('content', 'message'), [
    (b'{}\n{"a": \n', 'line 2 is no JSON: Expecting value at column'),
    (b'[\n{}\n]', 'line 1 is no JSON'),
    (b'{}\n[{}]', 'line 2 is no object'),
    (b'null', 'line 1 is no object'),
    (b'{"a": NaN}', 'line 1: NaN is no JSON value; write null'),
    (b'{"a": [-Infinity]}', 'line 1: -Infinity is no JSON value'),
    (b'{"e": {"Fear": 1, "Fear": 0}}', "line 1: 'Fear' is there twice"),
    (b'\x89PNG\n', 'line 1 is no text in UTF-8'),
    (b'[' * 100_000, 'line 1 is nested too deeply'),
    (b'{"a": 1' + b'0' * 5000 + b'}', 'line 1: ')])
def test_what_is_no_json_is_named_by_line(tmp_path, content, message):
    with pytest.raises(InputError, match='a.jsonl, ' + message):
        _read(tmp_path, content)


@pytest.mark.parametrize('name', ['missing.jsonl', '.'])
def test_what_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(InputError, match='cannot be read'):
        list(read_json_lines(tmp_path / name))


@given(st.binary(max_size=60))
@example(b'{"a": "\xed\xa0\x80"}')
def test_any_bytes_are_objects_or_refused(tmp_path_factory, content):
    try:
        found = _read(tmp_path_factory.mktemp('any'), content)
    except InputError:
        return
    assert all(isinstance(record, dict) for _, record in found)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.text())),
    max_size=5))
def test_what_was_written_is_read(tmp_path_factory, records):
    content = '\n'.join(map(json.dumps, records)).encode()
    found = _read(tmp_path_factory.mktemp('any'), content)
    assert found == list(enumerate(records, start=1))
