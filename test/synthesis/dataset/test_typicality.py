import pytest

from emotion_rescue.synthesis.dataset.typicality import facing
from emotion_rescue.synthesis.dataset.typicality import typicality
from emotion_rescue.synthesis.person.situations import SITUATIONS

BY_NAME = {situation.name: situation for situation in SITUATIONS}


@pytest.mark.parametrize('name,posture,gesture,work_suit', [
    ('waving_for_help', 'somersault', 'juggle', False),
    ('waving_for_help', 'stand', 'relaxed', False),
    ('rescuer_waiting', 'stand', 'hands_on_hips', False),
    ('asleep', 'lie_side', 'limp', True)])
def test_what_is_rare_is_less_typical_but_possible(name, posture, gesture, work_suit):
    situation = BY_NAME[name]
    best = typicality(situation, max(situation.postures, key=situation.postures.get),
                      max(situation.gestures, key=situation.gestures.get), situation.rescuer)
    assert best == 1.0
    assert 0.0 < typicality(situation, posture, gesture, work_suit) < best


def test_faces_are_seen_from_before_and_of_whoever_lies():
    assert facing(0.0, 'stand') == facing(180.0, 'lie_back') == 1.0
    assert facing(0.0, 'stand') > facing(-90.0, 'stand') > facing(180.0, 'stand') > 0.0
