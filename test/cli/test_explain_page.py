import dataclasses
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest
from timelines import full_timeline
from timelines import moments
from timelines import said
from timelines import view

from emotion_rescue.cli.explain_page import explain_page
from emotion_rescue.cli.explain_page import MOST_VIEWS
from emotion_rescue.cli.html_elements import printable
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.timeline import Timeline

VOID = ('meta', 'img', 'br')


class Page(HTMLParser):
    """Notes elements, text and what is loaded from where; open elements have to match."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.sources, self._open = [], '', [], []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.sources += [value for name, value in attrs if name in ('src', 'href', 'srcset')]
        assert not [name for name, _ in attrs if name.startswith('on')]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


def page(timeline, *notes):
    return Page(explain_page(timeline, 'walk.mp4, 3.0 s', FusionWeights().borders, notes))


def test_of_nobody_nothing_is_known_and_that_is_said():
    shown = page(Timeline('7', 0))
    for words in ('Person 7: UNKNOWN (not known, which is not well)', 'Nothing is known',
                  'It never changed', 'nobody has looked at this person closely',
                  'No words were understood', 'no reading of this person', 'walk.mp4'):
        assert words in shown.text
    assert 'img' not in shown.tags


def test_somebody_never_judged_is_unknown_not_well():
    shown = page(Timeline('7', 0, moments(DistressLevel.UNKNOWN)))
    assert 'probability of distressunknown' in shown.text
    assert 'not known whether the person reacts' in shown.text
    assert 'Not known, all the time.' in shown.text


def test_somebody_who_stops_to_react_is_told_with_the_time():
    reacts, still = (dataclasses.replace(
        one, estimate=dataclasses.replace(one.estimate, responsiveness=value))
        for one, value in zip(moments(DistressLevel.MILD, DistressLevel.MILD),
                              (Responsiveness.RESPONSIVE, Responsiveness.UNRESPONSIVE),
                              strict=True))
    text = page(Timeline('7', 0, (reacts, still))).text
    assert '0:00.0: reacts' in text and '0:01.0: DOES NOT REACT' in text


def test_whoever_is_forgotten_is_unknown_and_nothing_holds_any_more():
    last = moments(DistressLevel.SEVERE, DistressLevel.SEVERE)
    gone = dataclasses.replace(last[1], in_view=False, estimate=DistressEstimate(probability=0.9))
    text = page(Timeline('7', 0, (last[0], gone))).text
    for words in ('Person 7: UNKNOWN', 'nothing is remembered: too long out of sight',
                  'no reading is left', 'no, last seen at 0:00.0'):
        assert words in text


def test_everything_that_led_to_the_level():
    shown = page(full_timeline('Help me'), 'the recording has no sound')
    for words in ('Person 7: SEVERE', 'no, last seen at 0:02.0', '90 %', 'confidence 0.60',
                  'enough evidence now', 'new readings, by which it is worse',
                  'new: voice: scream (0.90), of 0:01.9 (speaks strongly for distress',
                  'looks: Fear (0.81); speaks strongly for distress (+1.50), 0.2 s old',
                  '“Help me”', 'not known whose', 'not judged', 'Fear 0.80', 'distress unknown',
                  'the recording has no sound', 'judged anew'):
        assert words in shown.text
    assert shown.tags.count('figure') == 2


def test_whose_words_and_what_they_say_alone():
    shown = page(Timeline('7', 0, moments(DistressLevel.MILD), said=(
        said('Hello', share=0.6, distress=0.25),)))
    assert 'theirs: 60 %' in shown.text and 'distress 25 %' in shown.text


def test_nothing_is_loaded_from_elsewhere_or_run():
    shown = page(full_timeline('Help'))
    assert shown.sources and all(s.startswith('data:image/jpeg;base64,') for s in shown.sources)
    assert not {'script', 'link', 'iframe', 'object'} & set(shown.tags)


def test_of_very_many_views_some_are_left_out_and_that_is_said():
    many = Timeline('7', 0, moments(DistressLevel.MILD),
                    tuple(view(second) for second in range(MOST_VIEWS + 40)))
    shown = page(many)
    assert shown.tags.count('figure') == MOST_VIEWS
    assert f'{MOST_VIEWS} of {MOST_VIEWS + 40}' in shown.text


@pytest.mark.parametrize('text', ['<script>alert(1)</script>', '</blockquote></html>', '"><img>',
                                  '&lt;b&gt;', '<!--', ']]>', '\0\ud800\r'])
def test_attacks_are_quoted(text):
    check_quoted(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_whatever_was_said_is_text(text):
    check_quoted(text)


def check_quoted(text):
    harmless = page(full_timeline('Help me'))
    shown = page(full_timeline(text))
    assert shown.tags == harmless.tags
    assert shown.text == harmless.text.replace('Help me', printable(text))
