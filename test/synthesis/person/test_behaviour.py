from collections import Counter

import numpy as np
import pytest

from emotion_rescue.synthesis.person.behaviour import pick
from emotion_rescue.synthesis.person.behaviour import sample_attention
from emotion_rescue.synthesis.person.behaviour import sample_gesture
from emotion_rescue.synthesis.person.behaviour import sample_motion
from emotion_rescue.synthesis.person.behaviour import sample_posture
from emotion_rescue.synthesis.person.limb_poses import ARMS
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.person.motions import MOTIONS
from emotion_rescue.synthesis.person.possible_gestures import fits
from emotion_rescue.synthesis.person.situations import SITUATIONS

_BY_NAME = {s.name: s for s in SITUATIONS}


def test_pick_follows_the_weights():
    rng = np.random.default_rng(0)
    drawn = Counter(pick(rng, {'often': 9, 'rarely': 1, 'never': 0}) for _ in range(500))
    assert drawn['never'] == 0
    assert 400 < drawn['often'] < 490


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_postures_and_gestures_exist_and_go_together(situation):
    rng = np.random.default_rng(1)
    for responsiveness in situation.responsiveness:
        for pain in (0.0, 0.5, 1.0):
            posture = sample_posture(rng, situation, responsiveness)
            gesture = sample_gesture(rng, situation, posture, situation.vad, pain, 0.8,
                                     responsiveness)
            assert posture in LEGS
            assert gesture in ARMS
            assert fits(gesture, posture)


def test_without_consciousness_all_lie_or_slump_and_nothing_moves_a_hand():
    rng = np.random.default_rng(6)
    for _ in range(50):
        posture = sample_posture(rng, _BY_NAME['trapped'], 'pain')
        assert posture.startswith('lie_')
        assert sample_gesture(rng, _BY_NAME['trapped'], posture, (2, 6, 2), 0.5, 0.9,
                              'pain') == 'limp'


def _share(gestures, situation, **state):
    rng = np.random.default_rng(2)
    state = {'posture': 'stand', 'vad': (3, 5, 3), 'pain': 0.0, 'expressivity': 0.9,
             'responsiveness': 'alert'} | state
    drawn = [sample_gesture(rng, _BY_NAME[situation], **state) for _ in range(400)]
    return np.mean([gesture in gestures for gesture in drawn])


def test_pain_is_guarded_the_more_it_hurts():
    guards = ('hold_belly', 'hold_arm', 'hold_shoulder', 'hold_flank')
    shares = [_share(guards, 'walking_out', pain=pain) for pain in (0.0, 0.4, 0.9)]
    assert shares[0] < 0.02
    assert shares[0] < shares[1] < shares[2]


def test_the_overwhelmed_hold_their_head_and_the_reserved_their_hands_still():
    low, high = (_share(('cover_face', 'hold_head'), 'grieving', vad=vad)
                 for vad in ((1, 5, 1), (5, 5, 6)))
    assert low > 1.5 * high
    assert _share(('relaxed',), 'grieving', expressivity=0.1) > 0.3
    # Who waves for help does so whatever the temper.
    assert _share(('relaxed',), 'waving_for_help', expressivity=0.1) == 0


@pytest.mark.parametrize(('responsiveness', 'expected'), [
    ('asleep', {'breathing', 'still', 'shifting'}), ('unresponsive', {'breathing', 'still'})])
def test_who_is_not_awake_does_nothing(responsiveness, expected):
    rng = np.random.default_rng(3)
    drawn = {sample_motion(rng, 'lie_back', 'limp', (3, 2, 2), 0.5, 0.9, responsiveness)
             for _ in range(100)}
    assert drawn == expected <= set(MOTIONS)
    if responsiveness == 'unresponsive':
        assert sample_attention(rng, _BY_NAME['trapped'], (3, 2, 2), 0.9, 'pain') == 'closed'


@pytest.mark.parametrize(('posture', 'gesture', 'motion'), [
    ('walk', 'relaxed', 'walking'), ('limp', 'hold_belly', 'limping'), ('stand', 'wave', 'waving'),
    ('kneel', 'work', 'working')])
def test_motion_is_what_posture_and_gesture_are(posture, gesture, motion):
    rng = np.random.default_rng(4)
    assert sample_motion(rng, posture, gesture, (5, 5, 5), 0.0, 0.9, 'alert') == motion


def test_fear_trembles():
    rng = np.random.default_rng(5)
    frightened, calm = (
        np.mean([sample_motion(rng, 'stand', 'relaxed', vad, 0.0, 0.9, 'alert') == 'trembling'
                 for _ in range(300)]) for vad in ((2, 9, 1), (7, 3, 7)))
    assert frightened > 0.3
    assert calm < 0.08
