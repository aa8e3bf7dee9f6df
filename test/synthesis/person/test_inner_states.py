from collections import Counter
from dataclasses import astuple
from functools import cache

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.emotions import DISTRESS_CATEGORY_NAMES
from emotion_rescue.synthesis.person.affect import RESPONSIVENESS
from emotion_rescue.synthesis.person.inner_states import ATTENTIONS
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.synthesis.person.inner_states import sample_group
from emotion_rescue.synthesis.person.limb_poses import ARMS
from emotion_rescue.synthesis.person.motions import MOTIONS
from emotion_rescue.synthesis.person.possible_gestures import fits
from emotion_rescue.synthesis.person.situations import COMPANIONS
from emotion_rescue.synthesis.person.situations import SITUATIONS


@cache
def _groups():
    return tuple(sample_group(np.random.default_rng((5, i))) for i in range(1800))


@cache
def _people():
    return tuple(state for group in _groups() for state in group)


def _distressed(people):
    return np.array([state.distress >= DISTRESS_PRESENT for state in people])


def _auroc(names, present):
    """Return how well the share of distress of each name, on other people, tells distress."""
    half = np.arange(len(names)) % 2 == 0
    shares = {name: present[half & (names == name)].mean() for name in set(names[half])}
    scores = np.array([shares.get(name, 0.5) for name in names[~half]])
    above = scores[present[~half]][:, None] - scores[~present[~half]][None]
    return float((above > 0).mean() + 0.5 * (above == 0).mean())


def test_the_same_seed_gives_the_same_people():
    again = [sample_group(np.random.default_rng((5, i))) for i in range(50)]
    assert again == list(_groups()[:50])
    assert len({astuple(state)[4] for state in _people()}) > 0.9 * len(_people())


def test_states_are_within_their_ranges_and_name_what_exists():
    for state in _people():
        numbers = (*state.vad, state.distress, state.pain, state.fatigue, state.expressivity)
        assert np.isfinite(numbers).all()
        assert all(1 <= v <= 10 for v in state.vad)
        assert all(0 <= value <= 1 for value in numbers[3:])
        assert state.posture in state.situation.postures
        assert state.gesture in ARMS
        assert fits(state.gesture, state.posture)
        assert state.motion in MOTIONS
        assert state.attention in ATTENTIONS
        assert state.responsiveness in RESPONSIVENESS
        assert state.emotions
        order = [CATEGORY_INDEX[name] for name in state.emotions]
        assert order == sorted(set(order))


def test_every_situation_occurs_and_children_and_rescuers_are_balanced():
    people = _people()
    counts = Counter(state.situation.name for state in people)
    assert set(counts) == {s.name for s in SITUATIONS}
    assert max(counts.values()) < 0.1 * len(people)
    present = _distressed(people)
    assert 0.4 < present.mean() < 0.5
    for member in (lambda s: s.rescuer, lambda s: s.age == 'child', lambda s: s.age == 'adult'):
        chosen = np.array([member(state.situation) for state in people])
        # A suit or a small body tells as good as nothing about distress.
        assert abs(present[chosen].mean() - present[~chosen].mean()) < 0.13


def test_all_categories_occur_and_those_of_distress_are_frequent():
    people = _people()
    prevalence = {name: np.mean([name in state.emotions for state in people])
                  for name in CATEGORY_NAMES}
    assert min(prevalence.values()) > 0.015
    assert min(prevalence[name] for name in DISTRESS_CATEGORY_NAMES) > 0.075
    assert max(prevalence.values()) < 0.4
    assert 2.5 < sum(prevalence.values()) < 3.5


def test_posture_tells_something_about_distress_but_not_much():
    present = _distressed(_people())
    assert 0.6 < _auroc(np.array([s.posture for s in _people()]), present) < 0.75
    assert _auroc(np.array([s.attention for s in _people()]), present) < 0.62
    assert _auroc(np.array([s.motion for s in _people()]), present) < 0.72
    assert _auroc(np.array([s.gesture for s in _people()]), present) < 0.85


def test_people_in_distress_stand_and_walk_and_others_lie():
    lying = np.array([state.posture.startswith('lie') for state in _people()])
    present = _distressed(_people())
    assert 0.2 < 1 - present[lying].mean() < 0.6
    upright = np.array([state.posture in ('stand', 'walk') for state in _people()])
    assert 0.25 < present[upright].mean() < 0.5


@pytest.mark.parametrize(('category', 'measure'), [
    ('Pain', lambda s: s.pain), ('Fatigue', lambda s: s.fatigue),
    ('Suffering', lambda s: s.distress), ('Sadness', lambda s: -s.vad[0]),
    ('Fear', lambda s: s.vad[1] - s.vad[0] - s.vad[2]), ('Confidence', lambda s: s.vad[2]),
    ('Happiness', lambda s: s.vad[0]), ('Peace', lambda s: s.vad[0] - s.vad[1])])
def test_labels_follow_the_continuous_state(category, measure):
    values = np.array([measure(state) for state in _people()])
    has = np.array([category in state.emotions for state in _people()])
    low, high = np.quantile(values, (0.5, 0.9))
    assert has[values > high].mean() > 3 * has[values < low].mean()


def test_distress_goes_with_suffering_and_silence_does_not_hide_it():
    suffering = np.array(['Suffering' in state.emotions for state in _people()])
    distress = np.array([state.distress for state in _people()])
    assert distress[suffering].mean() > distress[~suffering].mean() + 0.4
    unconscious = [s for s in _people() if s.responsiveness in ('pain', 'unresponsive')]
    assert unconscious
    for state in unconscious:
        assert not state.responsive
        assert state.distress >= DISTRESS_PRESENT
        assert state.attention == 'closed'
        assert state.gesture == 'limp'
        assert state.vad[1] <= 2.0
    asleep = [s for s in _people() if s.responsiveness == 'asleep']
    assert all(state.responsive for state in asleep)
    assert np.mean([state.distress for state in asleep]) < 0.1


def test_a_share_is_reserved_whatever_the_state():
    reserved = np.array([state.expressivity < 0.4 for state in _people()])
    present = _distressed(_people())
    assert 0.18 < reserved.mean() < 0.26
    assert abs(present[reserved].mean() - present[~reserved].mean()) < 0.06


def test_few_are_entrapped_and_all_of_the_trapped():
    entrapped = np.array([state.entrapped for state in _people()])
    assert 0.02 < entrapped.mean() <= 0.08
    assert all(s.entrapped for s in _people() if s.situation.name == 'trapped')
    assert all(s.posture.startswith(('lie', 'sit', 'slump')) for s in _people() if s.entrapped)


def test_groups_are_mostly_one_person_or_two_who_belong_together():
    sizes = Counter(len(group) for group in _groups())
    assert set(sizes) == {1, 2}
    assert 0.05 < sizes[2] / len(_groups()) < 0.2
    for group in _groups():
        if len(group) == 2:
            first, second = (state.situation.name for state in group)
            assert second in COMPANIONS[first]
    assert all(len(sample_group(np.random.default_rng(i), company=0.0)) == 1 for i in range(50))
