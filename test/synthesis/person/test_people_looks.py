import dataclasses

import pytest

from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.situations import SITUATIONS

# The same seeds' clothes differ only where somebody is dressed for the work of rescue.
_CALM = dataclasses.replace(SITUATIONS[0], rescuer=False, age='any')


def _state(situation=_CALM, **changes):
    state = InnerState(
        situation=situation, posture='stand', gesture='relaxed', emotions=('Peace',),
        vad=(6.0, 3.0, 6.0), distress=0.1, responsive=True, expressivity=0.5)
    return dataclasses.replace(state, **changes)


@pytest.mark.parametrize('changes', [
    {}, {'posture': 'lie_back'}, {'distress': 0.95, 'pain': 0.9}, {'responsive': False},
    {'gesture': 'wave', 'vad': (1.0, 9.0, 1.0)}])
def test_what_people_wear_says_nothing_of_their_state(changes):
    for seed in range(40):
        assert sample_look(seed, _state(), 0.4) == sample_look(seed, _state(**changes), 0.4)


def test_situations_without_rescuers_dress_alike():
    everybody = [s for s in SITUATIONS if not s.rescuer and getattr(s, 'age', 'any') == 'any']
    looks = {s.name: [sample_look(seed, _state(s), 0.2) for seed in range(10)]
             for s in everybody}
    assert all(look == looks[everybody[0].name] for look in looks.values())


@pytest.mark.parametrize(('age', 'low', 'high'), [('child', 0.2, 0.5), ('adult', 0.58, 1.0)])
def test_situations_choose_between_children_and_adults(age, low, high):
    situation = dataclasses.replace(_CALM, age=age)
    for seed in range(40):
        build, _ = sample_look(seed, _state(situation), 0.0)
        assert low <= build['age'] <= high


def test_what_a_situation_needs_changes_the_age_alone():
    looks = [[sample_look(seed, _state(dataclasses.replace(_CALM, age=age)), 0.0)[0]
              for seed in range(30)] for age in ('any', 'child', 'adult')]
    for builds in zip(*looks, strict=True):
        rest = [{name: value for name, value in build.items() if name != 'age'}
                for build in builds]
        assert rest[0] == rest[1] == rest[2]
        assert builds[1]['age'] < 0.55 < builds[2]['age']


def test_suits_are_worn_by_survivors_and_not_by_all_rescuers():
    rescuer = dataclasses.replace(_CALM, rescuer=True)
    worn = {name: sum(sample_look(seed, _state(situation), 0.0)[1].work_suit
                      for seed in range(300))
            for name, situation in (('survivor', _CALM), ('rescuer', rescuer))}
    assert 0.08 < worn['survivor'] / 300 < 0.25
    assert 0.38 < worn['rescuer'] / 300 < 0.62


def test_splits_wear_different_clothes():
    looks = [{sample_look(first + i, _state(), 0.0)[1] for i in range(50)}
             for first in (0, 1_000_000, 2_000_000)]
    assert all(len(split) == 50 for split in looks)
    assert not looks[0] & looks[1]
    assert not looks[1] & looks[2]
    assert not looks[0] & looks[2]
