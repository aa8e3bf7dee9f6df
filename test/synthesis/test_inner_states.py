from collections import Counter

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.synthesis.facial_actions import facial_actions
from emotion_rescue.synthesis.inner_states import pick
from emotion_rescue.synthesis.inner_states import sample_state
from emotion_rescue.synthesis.limb_poses import ARMS
from emotion_rescue.synthesis.limb_poses import LEGS
from emotion_rescue.synthesis.limb_poses import TRUNK_DEG
from emotion_rescue.synthesis.situations import SITUATIONS


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_situations_only_name_what_exists(situation):
    assert set(situation.always) | set(situation.often) <= set(CATEGORY_INDEX)
    assert not set(situation.always) & set(situation.often)
    assert set(situation.postures) <= set(LEGS) & set(TRUNK_DEG)
    assert set(situation.gestures) <= set(ARMS)
    assert all(0 < p < 1 for p in situation.often.values())
    assert all(1 <= v <= 10 for v in situation.vad)
    assert 0 <= situation.distress <= 1
    assert situation.attention in ('camera', 'around', 'down', 'closed')


def test_names_of_situations_are_unique():
    assert max(Counter(s.name for s in SITUATIONS).values()) == 1


def test_states_follow_their_situation_and_the_seed():
    states = [sample_state(np.random.default_rng(i)) for i in range(400)]
    assert states == [sample_state(np.random.default_rng(i)) for i in range(400)]
    for state in states:
        assert set(state.situation.always) <= set(state.emotions)
        assert all(1 <= v <= 10 for v in state.vad)
        assert 0 <= state.distress <= 1
        assert abs(state.vad[0] - state.situation.vad[0]) < 4
    reserved = np.mean([state.expressivity < 0.4 for state in states])
    assert 0.15 < reserved < 0.35
    assert {s.situation.name for s in states} == {s.name for s in SITUATIONS}


def test_pick_follows_the_weights():
    rng = np.random.default_rng(0)
    drawn = Counter(pick(rng, {'often': 9, 'rarely': 1, 'never': 0}) for _ in range(500))
    assert drawn['never'] == 0
    assert 400 < drawn['often'] < 490


def _situation(name):
    return tuple(s for s in SITUATIONS if s.name == name)


def test_faces_show_the_state_and_the_reserved_show_less():
    rng = np.random.default_rng(1)
    relieved = [sample_state(rng, _situation('relieved')) for _ in range(60)]
    smiles = [facial_actions(state, rng).get('mouthSmileLeft', 0.0) for state in relieved]
    open_ones = [s for s, state in zip(smiles, relieved, strict=True) if state.expressivity > 0.4]
    reserved = [s for s, state in zip(smiles, relieved, strict=True) if state.expressivity < 0.4]
    assert min(open_ones) > 0.2
    assert max(reserved) < np.mean(open_ones)


def test_the_unconscious_have_their_eyes_shut_and_show_no_feeling():
    rng = np.random.default_rng(2)
    for _ in range(20):
        state = sample_state(rng, _situation('unconscious'))
        actions = facial_actions(state, rng)
        assert not state.responsive
        assert actions['eyeBlinkLeft'] > 0.8
        assert set(actions) <= {'eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen'}


def test_facial_actions_are_within_0_and_1():
    rng = np.random.default_rng(3)
    for _ in range(200):
        actions = facial_actions(sample_state(rng), rng)
        assert all(0 <= value <= 1 for value in actions.values())
