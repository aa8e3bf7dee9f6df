import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.judged_survivors import JudgedSurvivors
from emotion_rescue.pipeline.operator_contradictions import contradiction
from emotion_rescue.pipeline.operator_contradictions import new_since
from emotion_rescue.pipeline.operator_judgements import judged_urgency
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord
from emotion_rescue.pipeline.operator_judgements import SILENT
from emotion_rescue.pipeline.operator_judgements import what_counts
from emotion_rescue.pipeline.operator_judgements import word_after
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorKind
from fakes import SECOND_NS

NONE, MILD, MODERATE, SEVERE, UNKNOWN = (
    DistressLevel[n] for n in ('NONE', 'MILD', 'MODERATE', 'SEVERE', 'UNKNOWN'))
REACTS, NOT_KNOWN, STILL = (
    Responsiveness[n] for n in ('RESPONSIVE', 'UNKNOWN', 'UNRESPONSIVE'))
CONFIRM, CORRECT, DISMISS, RESTORE = OperatorAction
NOTHING = DistressEstimate()
PROBABILITY = {NONE: 0.1, MILD: 0.45, MODERATE: 0.7, SEVERE: 0.9, UNKNOWN: math.nan}


def models(level=UNKNOWN, responsiveness=NOT_KNOWN, confidence=0.7):
    return DistressEstimate(PROBABILITY[level], level, confidence, responsiveness)


def judgement(action, level=0, responsiveness=0, who='person-a', **texts):
    return OperatorJudgement(who, int(action), int(level), int(responsiveness), **texts)


def word(*actions, now=NOTHING):
    """Return what holds after `actions`, each an action or a tuple that begins with one."""
    said = SILENT
    for action in actions:
        said = word_after(
            judgement(*(action if isinstance(action, tuple) else (action,))), said, now, 5)
    return said


@pytest.mark.parametrize('actions, then, now, state, level, responsiveness', [
    ((), models(), models(SEVERE), 'SILENT', SEVERE, NOT_KNOWN),
    ((CONFIRM,), models(SEVERE), models(NONE), 'CONFIRMED', SEVERE, NOT_KNOWN),
    ((CONFIRM,), models(SEVERE), models(UNKNOWN), 'CONFIRMED', SEVERE, NOT_KNOWN),
    ((CONFIRM,), models(MILD), models(SEVERE, STILL), 'CONFIRMED', SEVERE, STILL),
    ((CONFIRM,), models(NONE), models(UNKNOWN), 'CONFIRMED', UNKNOWN, NOT_KNOWN),
    ((CONFIRM,), models(MILD, STILL), models(MILD, REACTS), 'CONFIRMED', MILD, STILL),
    (((CORRECT, MILD),), models(SEVERE), models(SEVERE), 'CORRECTED', MILD, NOT_KNOWN),
    (((CORRECT, MILD, STILL),), models(NONE), models(NONE, REACTS), 'CORRECTED', MILD, STILL),
    (((CORRECT, MILD),), models(), models(NONE, STILL), 'CORRECTED', MILD, STILL),
    ((DISMISS,), models(SEVERE), models(SEVERE, STILL), 'DISMISSED', NONE, NOT_KNOWN),
    ((DISMISS, RESTORE), models(), models(SEVERE), 'SILENT', SEVERE, NOT_KNOWN),
    ((DISMISS, CONFIRM), models(SEVERE), models(NONE), 'CONFIRMED', SEVERE, NOT_KNOWN),
    (((CORRECT, SEVERE), CONFIRM), models(NONE), models(NONE), 'CONFIRMED', SEVERE, NOT_KNOWN),
    ((CONFIRM, (CORRECT, NONE)), models(SEVERE), models(SEVERE), 'CORRECTED', NONE, NOT_KNOWN),
])
def test_what_counts_after_judgements(actions, then, now, state, level, responsiveness):
    said = word(*actions, now=then)
    assert said.state is OperatorState[state]
    assert what_counts(now, said) == (level, responsiveness)


def test_what_was_said_is_kept():
    said = word_after(judgement(DISMISS, note='a doll', operator_name='Ada'), SILENT,
                      models(SEVERE), 7)
    assert said == OperatorWord(OperatorState.DISMISSED, note='a doll', operator_name='Ada',
                                stamp_ns=7, models=models(SEVERE))


@pytest.mark.parametrize('asked, before, said', [
    (judgement(0), SILENT, r'the action is 0, expected one of 1 \(CONFIRM\), 2 \(CORRECT\)'),
    (judgement(9), SILENT, 'the action is 9'),
    (judgement(RESTORE), SILENT, "nobody has judged 'person-a'; there is nothing to take back"),
    (judgement(CORRECT), SILENT, r'a correction to the level 0 .* 1 \(NONE\), 2 \(MILD\)'),
    (judgement(CORRECT, 5), SILENT, 'a correction to the level 5'),
    (judgement(CORRECT, MILD, 3), SILENT, 'the responsiveness is 3'),
    (judgement(CONFIRM, SEVERE), SILENT, 'CONFIRM takes neither level .* use CORRECT'),
    (judgement(DISMISS, 0, STILL), SILENT, 'DISMISS takes neither level nor responsiveness'),
    (judgement(DISMISS, note='x' * 501), SILENT, 'the note has 501 characters; shorten'),
    (judgement(DISMISS, operator_name='x' * 101), SILENT, 'the operator_name has 101'),
])
def test_what_cannot_be_taken_is_refused_in_a_sentence(asked, before, said):
    with pytest.raises(InputError, match=said):
        word_after(asked, before, models(SEVERE), 0)


@pytest.mark.parametrize('actions, then, now, said', [
    ((), models(), models(SEVERE), ''),
    ((DISMISS,), models(NONE), models(MILD), ''),
    ((DISMISS,), models(NONE), models(SEVERE, confidence=0.4), ''),
    ((DISMISS,), models(NONE), models(SEVERE, confidence=0.72),
     'the operator dismissed this survivor, the models say SEVERE with confidence 0.72; '
     "the operator's word stays"),
    ((DISMISS,), models(), models(UNKNOWN, STILL, 0.2), 'the models say UNKNOWN and UNRESPONSIVE'),
    ((CONFIRM,), models(MODERATE), models(SEVERE), ''),
    ((CONFIRM,), models(SEVERE), models(UNKNOWN), ''),
    ((CONFIRM,), models(SEVERE), models(NONE), 'confirmed SEVERE, the models say NONE'),
    ((CONFIRM,), models(), models(NONE), ''),
    ((CONFIRM,), models(MILD, REACTS), models(MILD, STILL), ''),
    (((CORRECT, MODERATE),), models(), models(SEVERE), ''),
    (((CORRECT, MILD),), models(), models(SEVERE), 'said MILD, the models say SEVERE'),
    (((CORRECT, SEVERE),), models(), models(NONE), 'said SEVERE, the models say NONE'),
    (((CORRECT, NONE, REACTS),), models(), models(NONE, STILL),
     'said NONE and RESPONSIVE, the models say NONE and UNRESPONSIVE'),
])
def test_models_that_are_sure_of_the_opposite_are_heard(actions, then, now, said):
    found = contradiction(now, word(*actions, now=then))
    assert (said in found) if said else not found


def test_what_the_operator_knew_when_judging_is_nothing_new():
    said = word(DISMISS, now=models(SEVERE))
    assert not new_since(models(SEVERE, confidence=0.9), said)
    assert new_since(models(SEVERE, STILL), said)
    assert new_since(models(MODERATE), said)


ESTIMATES = st.builds(
    DistressEstimate, st.just(math.nan) | st.floats(0.0, 1.0), st.sampled_from(DistressLevel),
    st.floats(0.0, 1.0), st.sampled_from(Responsiveness))
ACTIONS = st.sampled_from([(CONFIRM,), (DISMISS,), (RESTORE,)]) | st.tuples(
    st.just(CORRECT), st.sampled_from([NONE, MILD, MODERATE, SEVERE]),
    st.sampled_from(Responsiveness))


@given(said_before=st.lists(ACTIONS, max_size=3), then=ESTIMATES, now=ESTIMATES)
def test_nobody_confirmed_becomes_less_urgent_whatever_the_models_say(said_before, then, now):
    before = SILENT
    for action in said_before:
        if action[0] is not RESTORE or before is not SILENT:
            before = word_after(judgement(*action), before, then, 0)
    shown = SILENT if before.state is OperatorState.DISMISSED else before
    said = word_after(judgement(CONFIRM), before, then, 0)
    assert judged_urgency(now, said) >= judged_urgency(then, shown)
    assert (judged_urgency(now, said) >= 0.8) == (what_counts(now, said)[0] is SEVERE)


@given(now=ESTIMATES, other=ESTIMATES)
def test_a_correction_ranks_first_in_its_level(now, other):
    for level in (MILD, MODERATE, SEVERE):
        corrected = judged_urgency(now, word((CORRECT, level, REACTS)))
        by_models = DistressEstimate(other.probability, level)
        assert corrected >= judged_urgency(by_models, SILENT)
    if now.responsiveness is not STILL:
        assert judged_urgency(now, word((CORRECT, NONE))) == 0.0


IDS = ('person-a', 'person-b', 'voice-1')
STEPS = st.lists(st.one_of(
    st.tuples(st.just('judge'), st.sampled_from([*IDS, 'person-nobody']), ACTIONS),
    st.tuples(st.just('list'), st.sets(st.sampled_from(IDS)), ESTIMATES)), max_size=12)


@given(steps=STEPS)
def test_no_sequence_of_judgements_and_lists_loses_a_word_or_somebody_judged(steps):
    judged, words, shown = JudgedSurvivors(), {}, set()
    for n, (step, what, how) in enumerate(steps):
        if step == 'list':
            # The models' list may lose somebody for want of room.
            listed = judged.ranked([Survivor(key, SurvivorKind.SEEN, key, how, 0, n)
                                    for key in what], n * SECOND_NS)
            assert {s.survivor_id for s in listed} == what | set(words)
            shown = what | set(words)
        else:
            try:
                judged.judge(judgement(*how, who=what))
                assert what in shown
            except InputError:
                assert what not in shown or (how[0] is RESTORE and what not in words)
                continue
            words[what] = how[0]
            if how[0] is RESTORE:
                del words[what]
        states = {s.survivor_id: s.operator.state for s in judged.listed}
        assert {key: OperatorState(action) for key, action in words.items()} == {
            key: state for key, state in states.items() if state is not OperatorState.SILENT}
        dismissed = [s.dismissed for s in judged.listed]
        assert dismissed == sorted(dismissed), 'dismissed ones come last'
        rest = [s.urgency for s in judged.listed if not s.dismissed]
        assert rest == sorted(rest, reverse=True)
        assert sum(judged.counts().values()) == len(words)
