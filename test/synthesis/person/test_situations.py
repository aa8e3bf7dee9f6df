from collections import Counter

import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.synthesis.person.affect import RESPONSIVENESS
from emotion_rescue.synthesis.person.inner_states import ATTENTIONS
from emotion_rescue.synthesis.person.limb_poses import ARMS
from emotion_rescue.synthesis.person.limb_poses import LEGS
from emotion_rescue.synthesis.person.limb_poses import TRUNK_DEG
from emotion_rescue.synthesis.person.possible_gestures import fits
from emotion_rescue.synthesis.person.situations import COMPANIONS
from emotion_rescue.synthesis.person.situations import SITUATIONS

_FOLLOW_THE_STATE = {'Pain', 'Fatigue', 'Suffering'}


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_situations_only_name_what_exists(situation):
    assert set(situation.emotions) <= set(CATEGORY_INDEX) - _FOLLOW_THE_STATE
    assert set(situation.postures) <= set(LEGS) & set(TRUNK_DEG)
    assert set(situation.gestures) <= set(ARMS)
    assert set(situation.attention) <= set(ATTENTIONS)
    assert set(situation.responsiveness) <= set(RESPONSIVENESS)
    assert situation.age in ('any', 'child', 'adult')


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_situations_are_within_their_ranges(situation):
    assert situation.share > 0
    assert all(0 < p < 1 for p in situation.emotions.values())
    assert all(1 <= v <= 10 for v in situation.vad)
    assert all(0 <= p <= 1 for p in (*situation.pain, situation.fatigue, situation.entrapped))
    for weights in (situation.postures, situation.gestures, situation.attention,
                    situation.responsiveness):
        assert all(weight > 0 for weight in weights.values())


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_every_gesture_of_a_situation_goes_with_one_of_its_postures(situation):
    for gesture in situation.gestures:
        assert any(fits(gesture, posture) for posture in situation.postures), gesture


def test_names_of_situations_are_unique():
    assert max(Counter(s.name for s in SITUATIONS).values()) == 1


def test_companions_are_situations():
    names = {s.name for s in SITUATIONS}
    assert set(COMPANIONS) <= names
    assert {name for others in COMPANIONS.values() for name in others} <= names
