from dataclasses import replace

import pytest

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.pipeline.people_book import KEEP_VIEW_S
from emotion_rescue.pipeline.people_book import KEPT_READINGS
from emotion_rescue.pipeline.people_book import MOST_REMEMBERED
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.voice_shares import VOICE_IN_VIEW
from fakes import people
from fakes import person
from fakes import SECOND_NS


def opened():
    raise AssertionError('nobody looks in these tests')


def ids(records):
    return [record.person.person_id for record in records]


def test_people_in_view_and_out_of_view():
    book = PeopleBook(forget_s=10.0)
    assert book.records() == []
    book.see(people(0, 'a', 'b'), opened)
    book.see(people(SECOND_NS, 'b'), opened)
    assert ids(book.in_view(SECOND_NS)) == ['b']
    assert ids(book.records()) == ['a', 'b']
    book.see(people(2 * SECOND_NS), opened)
    assert book.in_view(2 * SECOND_NS) == []


def test_people_are_forgotten_by_stamps():
    book = PeopleBook(forget_s=10.0)
    book.see(people(0, 'a'), opened)
    book.see(people(10 * SECOND_NS), opened)
    assert ids(book.records()) == ['a']
    book.see(people(10 * SECOND_NS + 1), opened)
    assert book.records() == []


def test_number_of_people_remembered_is_bounded_but_everybody_in_view_is():
    book = PeopleBook(forget_s=1000.0)
    for n in range(MOST_REMEMBERED + 5):
        book.see(people(n, str(n)), opened)
    assert ids(book.records()) == [str(n) for n in range(5, MOST_REMEMBERED + 5)]
    crowd = [f'c{n}' for n in range(MOST_REMEMBERED + 20)]
    book.see(people(1000, *crowd), opened)
    assert ids(book.records()) == crowd


@pytest.mark.parametrize('later, expected_ns', [
    ([], 0),
    ([(1, (0.0, 0.0, 5.0, 5.0), 0.9)], 0),
    ([(1, (0.0, 0.0, 50.0, 50.0), 0.9)], 1),
    ([(1, (0.0, 0.0, 20.0, 20.0), 0.5)], 0),
    ([(1, (0.0, 0.0, 20.0, 20.0), 0.9)], 1),
    ([(SECOND_NS + 1, (0.0, 0.0, 5.0, 5.0), 0.9)], SECOND_NS + 1),
], ids=['only', 'smaller', 'larger', 'less sure', 'as good but newer', 'the old one is too old'])
def test_best_recent_sighting(later, expected_ns):
    book = PeopleBook(forget_s=10.0)
    book.see(people(0, person('a', (0.0, 0.0, 20.0, 20.0), 0.9)), opened)
    for stamp_ns, xyxy, score in later:
        book.see(people(stamp_ns, person('a', xyxy, score)), opened)
    assert book.records()[0].best.stamp_ns == expected_ns


def test_without_image_there_is_nothing_to_judge_and_a_look_uses_the_sighting_up():
    book = PeopleBook(forget_s=10.0)
    book.see(people(0, 'a'), None)
    record = book.records()[0]
    assert (record.best, record.images) == (None, 1)
    book.see(people(1, 'a'), opened)
    assert record.take_best(now_ns=2).stamp_ns == 1
    assert (record.best, record.looked_ns) == (None, 2)


def test_an_image_that_nobody_looks_at_is_let_go():
    book = PeopleBook(forget_s=60.0)
    book.see(people(0, 'a'), opened)
    book.see(people(round(KEEP_VIEW_S * SECOND_NS)), opened)
    assert book.records()[0].best is not None
    book.see(people(round(KEEP_VIEW_S * SECOND_NS) + 1), opened)
    assert book.records()[0].best is None


def test_readings_are_filed_by_person_and_bounded():
    book = PeopleBook(forget_s=10.0)
    assert not book.read(SightReading('nobody', 0, distress=0.5))
    book.see(people(0, 'a'), opened)
    assert not book.read(SightReading('a', 0)), 'it says nothing'
    for stamp in range(KEPT_READINGS + 3):
        assert book.read(SightReading('a', stamp, distress=0.5))
    assert [r.stamp_ns for r in book.records()[0].sight] == list(range(3, KEPT_READINGS + 3))


@pytest.mark.parametrize('in_view, share', [([], None), (['a'], VOICE_IN_VIEW),
                                            (['a', 'b', 'c'], VOICE_IN_VIEW / 3)])
def test_voice_is_shared_among_those_in_view(in_view, share):
    book = PeopleBook(forget_s=60.0)
    book.see(people(0, 'gone before'), opened)
    book.see(people(5 * SECOND_NS, *in_view), opened)
    voice = VoiceReading(4 * SECOND_NS, 2.0, distress=0.9)
    assert book.hear(voice) == pytest.approx(1.0 - VOICE_IN_VIEW if in_view else 1.0)
    records = {r.person.person_id: r for r in book.records()}
    assert not records.pop('gone before').voice
    assert [r.voice[0].share for r in records.values()] == [
        pytest.approx(share)] * len(in_view)


def test_a_voice_goes_to_whoever_is_where_it_comes_from():
    book = PeopleBook(forget_s=60.0)
    left, right = people(0, 'left', 'right').people
    book.see(PeopleInView((replace(left, position_m=(-2.0, 0.0, 2.0)),
                           replace(right, position_m=(2.0, 0.0, 2.0))), 0), opened)
    book.hear(VoiceReading(0, 2.0, distress=0.9, bearing_rad=0.8, bearing_std_rad=0.05))
    theirs, others = (record.voice[0].share for record in book.records())
    assert theirs > 10 * others


def test_assessment_before_and_after_a_reading():
    book = PeopleBook(forget_s=10.0)
    book.see(people(0, person('a', position_m=(1.0, 0.0, 4.0))), opened)
    record = book.records()[0]
    before = record.assessment(0)
    assert (before.in_view, before.assessed_ns, before.position_m) == (True, None, (1, 0, 4))
    assert not before.vad.known
    book.read(SightReading('a', 0, distress=0.5))
    after = record.assessment(1)
    assert (after.in_view, after.assessed_ns, after.position_m) == (False, 0, None)


def heard_from_the_left(first_place, later_place):
    """Return two people's shares of a voice of 0 to 2 s that is told of after 5 s."""
    book = PeopleBook(forget_s=60.0)
    left, right = people(0, 'left', 'right').people
    for stamp_ns, place in ((0, first_place), (5 * SECOND_NS, later_place)):
        book.see(PeopleInView((replace(left, position_m=place), right), stamp_ns), opened)
    book.hear(VoiceReading(0, 2.0, distress=0.9, bearing_rad=0.8, bearing_std_rad=0.05))
    return [record.voice[0].share for record in book.records()]


def test_where_somebody_was_at_another_time_says_nothing_of_a_voice():
    """The camera may have turned since."""
    theirs, others = heard_from_the_left(None, (-2.0, 0.0, 2.0))
    assert theirs == pytest.approx(others)


def test_a_voice_told_of_late_belongs_to_where_people_were_then():
    theirs, others = heard_from_the_left((-2.0, 0.0, 2.0), (2.0, 0.0, 2.0))
    assert theirs > 10 * others


def test_tones_do_not_push_out_words_and_unjudged_words_are_no_evidence():
    book = PeopleBook(forget_s=60.0)
    book.see(people(0, 'a'), opened)
    record, = book.records()
    book.hear(VoiceReading(0, 1.0, transcript=Transcript('Help'),
                           words=WordsReading(distress=0.9)))
    book.hear(VoiceReading(0, 1.0, transcript=Transcript('Hm')))
    for _ in range(20):
        book.hear(VoiceReading(0, 1.0, distress=0.1))
    assert [v.reading.transcript.text for v in record.words] == ['Help']
    assert len(record.voice) == KEPT_READINGS
    assert len(record.heard) == KEPT_READINGS + 1
