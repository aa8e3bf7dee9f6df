import pytest

from emotion_rescue.synthesis.person.limb_poses import ARMS
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.person.possible_gestures import fits
from emotion_rescue.synthesis.person.possible_gestures import ROCKING


@pytest.mark.parametrize('posture', LEGS)
def test_hands_can_do_nothing_and_something_in_every_posture(posture):
    possible = {gesture for gesture in ARMS if fits(gesture, posture)}
    assert possible & {'relaxed', 'lap', 'limp', 'support'}
    assert len(possible) > 5


@pytest.mark.parametrize('gesture', ARMS)
def test_every_gesture_can_be_made_in_several_postures(gesture):
    assert sum(fits(gesture, posture) for posture in LEGS) > 1


@pytest.mark.parametrize(('gesture', 'posture', 'possible'), [
    ('', 'no such posture', False),
    ('hands_on_hips', 'stand', True), ('hands_on_hips', 'lie_front', False),
    ('hug_knees', 'sit_knees_up', True), ('hug_knees', 'stand', False),
    ('wave', 'crawl', True), ('wave_both', 'crawl', False),
    ('limp', 'slump', True), ('limp', 'stand', False),
    ('walking', 'walk', True), ('walking', 'sit_box', False),
])
def test_gestures_go_with_postures_that_leave_the_hands_free(gesture, posture, possible):
    assert fits(gesture, posture) == possible


def test_nobody_rocks_lying_or_walking():
    assert ROCKING < set(LEGS)
    assert not any(posture.startswith('lie') or posture == 'walk' for posture in ROCKING)
