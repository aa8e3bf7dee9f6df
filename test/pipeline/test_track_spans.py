from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.pipeline.track_spans import gone_on
from emotion_rescue.pipeline.track_spans import seen_again
from emotion_rescue.pipeline.track_spans import TrackSpan

A, B = TrackSpan('a', 0, 5), TrackSpan('b', 8, 9)


@pytest.mark.parametrize(('spans', 'track_id', 'stamp_ns', 'expected'), [
    ((), 'a', 3, (TrackSpan('a', 3, 3),)),
    ((A,), 'a', 7, (TrackSpan('a', 0, 7),)),
    ((A,), 'a', 4, (A,)),
    ((A,), 'b', 7, (A, TrackSpan('b', 7, 7))),
    ((A, B), 'a', 12, (A, B, TrackSpan('a', 12, 12)))],
    ids=['first', 'goes on', 'late', 'another', 'the first again'])
def test_an_image_more(spans, track_id, stamp_ns, expected):
    assert seen_again(spans, track_id, stamp_ns) == expected


@pytest.mark.parametrize(('earlier', 'later', 'expected'), [
    ((), (), ()), ((), (B,), (B,)), ((A,), (), (A,)), ((A,), (B,), (A, B)),
    ((A,), (TrackSpan('b', 3, 9),), (A, TrackSpan('b', 6, 9))),
    ((A,), (TrackSpan('b', 2, 5), TrackSpan('c', 7, 7)), (A, TrackSpan('c', 7, 7)))],
    ids=['nothing', 'no earlier', 'no later', 'one after the other', 'both at once', 'within'])
def test_one_person_is_one_track_at_a_time(earlier, later, expected):
    assert gone_on(earlier, later) == expected


@given(st.lists(st.tuples(st.sampled_from('abc'), st.integers(0, 9)), max_size=80),
       st.lists(st.tuples(st.sampled_from('bcd'), st.integers(0, 9)), max_size=80),
       st.integers(0, 60))
def test_spans_are_bounded_and_never_hold_a_stamp_twice(first, second, begin_ns):
    def seen(images, stamp_ns):
        spans = ()
        for track_id, pause_ns in images:
            stamp_ns += pause_ns + 1
            spans = seen_again(spans, track_id, stamp_ns)
        return spans

    spans = gone_on(seen(first, 0), seen(second, begin_ns))
    assert len(spans) <= 32
    for before, after in zip(spans, spans[1:], strict=False):
        assert before.first_ns <= before.last_ns < after.first_ns <= after.last_ns
