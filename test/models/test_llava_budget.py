import math

import pytest

from emotion_rescue.models.llava_budget import PersonTime


@pytest.mark.parametrize('budget_s, learned, spent_s, room', [
    (0.0, [], 0.0, math.inf),
    (0.0, [(4, 100.0)], 50.0, math.inf),
    (2.0, [], 0.0, 1),
    (2.0, [(1, 0.5)], 0.0, 4),
    (2.0, [(1, 0.5)], 1.1, 1),
    (2.0, [(1, 0.5)], 5.0, 0),
    (2.0, [(4, 2.0)], 0.0, 4),
    (2.0, [(1, 9.0)], 0.0, 0),
    (2.0, [(1, 0.0)], 0.0, math.inf),
], ids=['no budget', 'no budget, slow', 'nothing known', 'room', 'a part is spent', 'overdrawn',
        'learned from a batch', 'too slow for one', 'no time at all'])
def test_room(budget_s, learned, spent_s, room):
    time = PersonTime(budget_s)
    for count, took_s in learned:
        time.learn(count, took_s)
    assert time.room(spent_s) == room


def test_the_estimate_follows_a_change_and_forgets_an_outlier():
    time = PersonTime(1.0)
    time.learn(2, 2.0)
    time.learn(1, 9.0)
    assert time.seconds == pytest.approx(3.0)
    for _ in range(20):
        time.learn(4, 4.0)
    assert time.seconds == pytest.approx(1.0, abs=0.01)
