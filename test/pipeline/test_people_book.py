from dataclasses import replace

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.pipeline.people_book import KEEP_VIEW_S
from emotion_rescue.pipeline.people_book import KEPT_READINGS
from emotion_rescue.pipeline.people_book import MOST_REMEMBERED
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.person_looks import MOST_OPENED
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


FRAME_NS = SECOND_NS // 10
BOX = (20.0, 10.0, 60.0, 110.0)


def clothes_of(bgr):
    """Return how to open an image that is all of one colour."""
    return lambda: ImageFrame(np.full((120, 160, 3), bgr, np.uint8), 0)


RED, BLUE = clothes_of((20, 20, 200)), clothes_of((200, 40, 20))


def shown(book, first_ns, images, open_frame, *persons):
    """Show an image again and again; return the stamp of the next one."""
    for n in range(images):
        book.see(people(first_ns + n * FRAME_NS, *persons), open_frame)
    return first_ns + images * FRAME_NS


def test_a_person_with_a_new_track_is_one_record_and_goes_on():
    book = PeopleBook(forget_s=30.0)
    shown(book, 0, 10, RED, person('a', BOX))
    record, = book.records()
    record.distress = DistressEstimate(0.9, DistressLevel.SEVERE)
    record.take_best(now_ns=500)
    record.turn = 4
    book.read(SightReading('a', 400, distress=0.9))
    book.hear(VoiceReading(0, 0.5, distress=0.5))
    shown(book, 3 * SECOND_NS, 2, RED, person('b', BOX))
    assert ids(book.records()) == ['a', 'b'], 'it is too early to tell'
    assert book.read(SightReading('b', 3 * SECOND_NS, distress=0.8))
    shown(book, 3 * SECOND_NS + 2 * FRAME_NS, 1, RED, person('b', BOX))
    assert book.records() == [record]
    assert (record.key, record.track_ids, record.images) == ('a', ('a', 'b'), 13)
    assert (record.person.person_id, record.first_ns) == ('b', 0)
    assert (record.looked_ns, record.turn) == (500, 4)
    assert record.distress.level is DistressLevel.SEVERE
    assert [r.stamp_ns for r in record.sight] == [400, 3 * SECOND_NS]
    assert len(record.voice) == 1
    assert book.find('a') is book.find('b') is record
    assert record.assessment(book.stamp_ns).person_id == 'b', 'as in the detections'


@pytest.mark.parametrize('open_frame', [BLUE, None])
def test_somebody_else_in_the_same_place_is_another_record(open_frame):
    book = PeopleBook(forget_s=30.0)
    shown(book, 0, 10, RED, person('a', BOX))
    shown(book, 3 * SECOND_NS, 10, open_frame, person('b', BOX))
    assert ids(book.records()) == ['a', 'b']
    assert (book.joined, book.parted) == (0, 0)


def test_an_image_that_cannot_be_opened_joins_nobody(caplog):
    def broken():
        raise OSError('no such picture')

    book = PeopleBook(forget_s=30.0)
    shown(book, 0, 10, RED, person('a', BOX))
    shown(book, 3 * SECOND_NS, 10, broken, person('b', BOX))
    assert ids(book.records()) == ['a', 'b']
    assert 'no such picture' in caplog.text


def test_an_image_is_opened_once_for_each_who_went_and_never_for_who_stays():
    def openable():
        calls.append(1)
        return RED()

    calls, book = [], PeopleBook(forget_s=30.0)
    stays, goes = person('a', BOX), person('b', (90.0, 10.0, 130.0, 90.0))
    next_ns = shown(book, 0, 10, openable, stays, goes)
    next_ns = shown(book, next_ns, 95, openable, stays)
    assert calls == [], 'nobody came'
    shown(book, next_ns, 100, openable, stays)
    assert len(calls) == 1, 'to know who else looks like that'
    assert [r.look is None for r in book.records()] == [True, False]


def test_images_opened_at_one_image_are_bounded():
    def openable(bgr):
        def open_frame():
            calls.append(1)
            return clothes_of(bgr)()
        return open_frame

    calls, book = [], PeopleBook(forget_s=30.0)
    for n in range(20):
        shown(book, n * FRAME_NS * 3, 3, openable((20, 20, 200)), person(f'a{n}', BOX))
    crowd = [person(f'b{n}', BOX) for n in range(70)]
    for n in range(3):
        calls.clear()
        book.see(people(7 * SECOND_NS + n * FRAME_NS, *crowd), openable((20, 20, 200)))
        assert len(calls) <= MOST_OPENED
    assert calls, 'some were looked at'


def test_two_who_were_taken_for_one_are_parted_again():
    book = PeopleBook(forget_s=30.0)
    shown(book, 0, 10, RED, person('a', BOX))
    next_ns = shown(book, 3 * SECOND_NS, 5, RED, person('b', BOX))
    assert len(book.records()) == 1
    shown(book, next_ns, 3, RED, person('b', BOX), person('a', (90.0, 10.0, 130.0, 110.0)))
    assert [(r.key, r.track_ids, r.images) for r in book.records()] == [
        ('a', ('a',), 18), ('b', ('b',), 3)]
    assert (book.joined, book.parted, book.doubles) == (1, 1, 0)


def test_a_part_of_somebody_is_not_confirmed_until_it_has_lasted():
    book = PeopleBook(forget_s=30.0)
    whole, part = person('a', BOX), person('b', (25.0, 60.0, 55.0, 108.0))
    next_ns = shown(book, 0, 5, RED, whole)
    next_ns = shown(book, next_ns, 10, RED, whole, part)
    assert [r.confirmed for r in book.records()] == [True, False]
    shown(book, next_ns, 1, RED, whole, part)
    assert [r.confirmed for r in book.records()] == [True, True]


def test_two_that_merge_are_both_remembered_and_the_hidden_one_is_out_of_view():
    book = PeopleBook(forget_s=30.0)
    next_ns = shown(book, 0, 5, RED, person('a', BOX), person('b', (50.0, 10.0, 90.0, 110.0)))
    shown(book, next_ns, 5, RED, person('a', (20.0, 10.0, 90.0, 110.0)))
    assert [(r.key, r.last_ns == book.stamp_ns, r.confirmed) for r in book.records()] == [
        ('a', True, True), ('b', False, True)]


def test_of_a_track_id_that_is_twice_in_an_image_the_surest_box_counts(caplog):
    book = PeopleBook(forget_s=30.0)
    for stamp_ns in range(2):
        book.see(people(stamp_ns, person('a', BOX, 0.5), person('a', (0.0, 0.0, 9.0, 9.0), 0.6),
                        person('a', BOX, 0.4), 'b'), None)
    assert [(r.person.score, r.images) for r in book.records()] == [(0.6, 2), (0.9, 2)]
    assert book.doubles == 4
    assert len(caplog.records) == 1 and 'already' in caplog.text


def test_an_image_that_is_told_of_again_confirms_nobody():
    book = PeopleBook(forget_s=30.0)
    for _ in range(5):
        book.see(people(7, 'a'), None)
    assert book.records()[0].images == 1


def test_a_reading_of_whoever_had_the_track_id_before_is_not_filed_with_the_next():
    book = PeopleBook(forget_s=10.0)
    book.see(people(0, 'a'), None)
    book.see(people(20 * SECOND_NS), None)
    book.see(people(21 * SECOND_NS, 'a'), None)
    assert not book.read(SightReading('a', 0, distress=0.9))
    assert [r.key for r in book.records()] == ['a~2']
    assert book.find('a') is book.find('a~2')


@settings(max_examples=50, deadline=None)
@given(images=st.lists(st.tuples(
    st.sampled_from((0.0, 0.1, 0.1, 0.1, 0.7, 2.5, 9.0)),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=5),
    st.sampled_from((RED, BLUE, None))), max_size=40), forget_s=st.sampled_from((0.5, 4.0, 30.0)))
def test_everybody_in_an_image_has_a_record_of_their_own(images, forget_s):
    book, now_ns = PeopleBook(forget_s=forget_s), 0
    for pause_s, boxes, open_frame in images:
        now_ns += round(pause_s * SECOND_NS)
        book.see(people(now_ns, *(person(f't{track}', (
            10.0 + 20.0 * place, 10.0, 50.0 + 20.0 * place, 110.0)) for track, place in boxes)),
            open_frame)
        here = {f't{track}' for track, _ in boxes}
        assert here <= set(ids(book.in_view(now_ns)))
        assert len({id(book.find(track)) for track in here}) == len(here)
        assert len({r.key for r in book.records()}) == len(book.records())
        assert all(now_ns - r.last_ns <= forget_s * SECOND_NS for r in book.records())
