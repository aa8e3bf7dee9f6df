import html

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.cli.html_elements import element
from emotion_rescue.cli.html_elements import Html
from emotion_rescue.cli.html_elements import joined
from emotion_rescue.cli.html_elements import printable


@pytest.mark.parametrize('parts, text', [
    ((), '<p></p>'), (('',), '<p></p>'), (('a < b',), '<p>a &lt; b</p>'),
    ((1, 2.5), '<p>12.5</p>'),
    (([element('b', '&')], 'c'), '<p><b>&amp;</b>c</p>'), ((Html('<i>'),), '<p><i></p>')])
def test_what_is_no_element_is_escaped(parts, text):
    assert element('p', *parts) == text


def test_attributes():
    assert element('img', alt='"<', http_equiv='x', class_='y') == (
        '<img alt="&quot;&lt;" http-equiv="x" class="y">')


@pytest.mark.parametrize('text, shown', [
    ('', ''), ('Hilfe, ä\n', 'Hilfe, ä\n'), ('a\0b', 'a�b'), ('\ud800', '�'),
    ('gpj.\u202eexe', 'gpj.�exe'), ('می\u200cخواهم', 'می\u200cخواهم')])
def test_what_no_page_can_hold_is_marked(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_text_stays_text(text):
    escaped = joined(text)
    assert not set(escaped) & set('<>"')
    assert html.unescape(escaped) == printable(text)
    escaped.encode()
