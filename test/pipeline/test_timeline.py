import dataclasses
import itertools

from hypothesis import given
from hypothesis import strategies as st
import pytest
from timelines import estimate
from timelines import fresh
from timelines import moment
from timelines import moments
from timelines import view

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.timeline import chosen_views
from emotion_rescue.pipeline.timeline import level_changes
from emotion_rescue.pipeline.timeline import level_spans
from emotion_rescue.pipeline.timeline import LevelChange
from emotion_rescue.pipeline.timeline import responsiveness_changes
from emotion_rescue.pipeline.timeline import Timeline
from emotion_rescue.pipeline.timeline import why_changed
from emotion_rescue.pipeline.timeline import worst_level
from fakes import SECOND_NS

UNKNOWN, NONE, MILD, MODERATE, SEVERE = DistressLevel
LEVELS = st.lists(st.sampled_from(DistressLevel), max_size=20)


@pytest.mark.parametrize('levels, changes', [
    ((), []), ((UNKNOWN, UNKNOWN), []), ((MILD,), [(0, UNKNOWN, MILD)]),
    ((UNKNOWN, MILD, MILD, SEVERE, UNKNOWN),
     [(1, UNKNOWN, MILD), (3, MILD, SEVERE), (4, SEVERE, UNKNOWN)])])
def test_changes_of_the_level(levels, changes):
    assert [(c.moment.stamp_ns // SECOND_NS, c.before.level, c.moment.estimate.level)
            for c in level_changes(moments(*levels))] == changes


@pytest.mark.parametrize('levels, spans', [
    ((), []), ((NONE,), [(NONE, 0, 0)]),
    ((NONE, NONE, SEVERE, SEVERE, MILD), [(NONE, 0, 2), (SEVERE, 2, 4), (MILD, 4, 4)])])
def test_spans_of_the_level(levels, spans):
    assert [(level, begin // SECOND_NS, end // SECOND_NS)
            for level, begin, end in level_spans(moments(*levels))] == spans


@given(LEVELS)
def test_spans_leave_nothing_out(levels):
    spans = level_spans(moments(*levels))
    for (before, _, end_ns), (after, begin_ns, _) in itertools.pairwise(spans):
        assert end_ns == begin_ns and before is not after
    known_first = bool(levels) and levels[0] is not UNKNOWN
    assert len(level_changes(moments(*levels))) == max(0, len(spans) - 1) + known_first


@pytest.mark.parametrize('levels, worst', [
    ((), UNKNOWN), ((UNKNOWN,), UNKNOWN), ((UNKNOWN, NONE), NONE),
    ((NONE, SEVERE, UNKNOWN), SEVERE)])
def test_the_worst_that_was_found(levels, worst):
    assert worst_level(moments(*levels)) is worst


@pytest.mark.parametrize('before, after, words', [
    (SEVERE, moment(1, UNKNOWN, evidence=False), 'nothing is remembered'),
    (SEVERE, moment(1, UNKNOWN), 'confidence 0.10, needed is about 0.30'),
    (SEVERE, moment(1, MILD), 'no new reading'),
    (UNKNOWN, moment(1, MILD, fresh()), 'enough evidence now'),
    (MILD, moment(1, SEVERE, fresh()), 'it is worse'),
    (SEVERE, moment(1, NONE, fresh()), 'it is better')])
def test_why_the_level_changed(before, after, words):
    assert words in why_changed(LevelChange(after, estimate(before)), 0.3)


def lies_still(level):
    """Return a level that movement has raised."""
    raised = Evidence(Modality.MOTION, 'has not moved for 12 s', 1.0, 0.0)
    known = estimate(level)
    return dataclasses.replace(known, evidence=(raised, *known.evidence))


def test_movement_that_raises_the_level_or_does_so_no_longer_is_named():
    raised = dataclasses.replace(moment(1, SEVERE, fresh()), estimate=lies_still(SEVERE))
    assert 'has not moved for 12 s' in why_changed(LevelChange(raised, estimate(MILD)), 0.3)
    ended = moment(2, MILD)
    assert 'any more' in why_changed(LevelChange(ended, lies_still(SEVERE)), 0.3)


def test_movement_that_changes_nothing_is_no_reason():
    known = estimate(SEVERE)
    beside = dataclasses.replace(known, evidence=(*known.evidence, Evidence(
        Modality.MOTION, 'walks', 0.0, 0.0)))
    after = dataclasses.replace(moment(1, SEVERE, fresh()), estimate=beside)
    assert 'worse' in why_changed(LevelChange(after, estimate(MILD)), 0.3)


@pytest.mark.parametrize('values, changes', [
    ((), []), ((0, 0), []), ((1, 1, 2, 0), [0, 2, 3])])
def test_changes_of_the_responsiveness(values, changes):
    found = responsiveness_changes([dataclasses.replace(
        moment(second, NONE), estimate=DistressEstimate(responsiveness=Responsiveness(value)))
        for second, value in enumerate(values)])
    assert [one.stamp_ns // SECOND_NS for one in found] == changes


@pytest.mark.parametrize('count, most, kept', [
    (0, 3, []), (2, 3, [0, 1]), (10, 1, [9]), (10, 3, [0, 4, 9]), (10, 4, [0, 3, 4, 9])])
def test_views_before_changes_are_kept(count, most, kept):
    change = LevelChange(moment(4.5, SEVERE), estimate(UNKNOWN))
    chosen = chosen_views([view(i) for i in range(count)], [change], most)
    assert [one.stamp_ns // SECOND_NS for one in chosen] == kept


def test_of_nobody_nothing_is_known():
    assert Timeline('7', 0).estimate.level is UNKNOWN
