import pytest

from emotion_rescue.nodes.stamp_matcher import StampMatcher

NEEDED = frozenset(('image', 'detections'))


@pytest.fixture
def clock():
    now = [0.0]

    def read():
        return now[0]

    read.go_on = lambda seconds: now.__setitem__(0, now[0] + seconds)
    return read


@pytest.fixture
def matcher(clock):
    return StampMatcher(NEEDED, 1.0, clock)


def stamps(matcher, wanted=NEEDED):
    return [matched.stamp_ns for matched in matcher.take(wanted)]


def test_nothing_has_come(matcher):
    assert stamps(matcher) == []


def test_what_belongs_together_comes_together_in_any_order(matcher):
    matcher.put('image', 1, 'i1')
    matcher.put('image', 2, 'i2')
    matcher.put('detections', 2, 'd2')
    matched, = matcher.take(NEEDED)
    assert (matched.stamp_ns, matched.parts) == (2, {'image': 'i2', 'detections': 'd2'})
    matcher.put('detections', 1, 'd1')
    assert stamps(matcher) == [1]
    assert stamps(matcher) == []


def test_what_is_wanted_besides_is_waited_for_a_while(matcher, clock):
    for name in NEEDED:
        matcher.put(name, 1, name)
    wanted = NEEDED | {'distress'}
    assert stamps(matcher, wanted) == []
    clock.go_on(1.1)
    assert stamps(matcher, wanted) == [1]
    assert matcher.incomplete == 0


def test_without_what_is_needed_a_stamp_is_given_up_and_counted(matcher, clock):
    matcher.put('image', 1, 'i')
    clock.go_on(1.1)
    assert stamps(matcher) == []
    assert matcher.incomplete == 1


def test_what_comes_after_its_stamp_was_given_out_is_no_loss(matcher, clock):
    matcher.put('distress', 1, 'late')
    clock.go_on(1.1)
    assert stamps(matcher) == []
    assert matcher.incomplete == 0


def test_stamps_that_jump_back_are_stamps_like_others(matcher):
    for stamp_ns in (5, 0):
        for name in NEEDED:
            matcher.put(name, stamp_ns, name)
    assert stamps(matcher) == [5, 0]


def test_a_flood_is_bounded(matcher):
    for stamp_ns in range(1000):
        matcher.put('image', stamp_ns, 'i')
    assert matcher.incomplete == 940
