from dataclasses import replace
import math

from filmed import said
from followed import followed
from followed import told
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.followed_people import KnownReading
from emotion_rescue.evaluation.reaction_figures import Reaction
from emotion_rescue.evaluation.reaction_figures import reaction_figures
from emotion_rescue.evaluation.reaction_figures import reaction_of
from emotion_rescue.evaluation.reaction_figures import Steadiness
from emotion_rescue.evaluation.reaction_figures import steadiness_figures
from emotion_rescue.evaluation.reaction_figures import steadiness_of
from emotion_rescue.evaluation.reaction_report import as_json
from emotion_rescue.evaluation.reaction_report import as_tables
from emotion_rescue.evaluation.reaction_report import measure_reaction
from emotion_rescue.pipeline.fusion import LogOddsFusion


def values(figures):
    return {figure.name: figure.value for figure in figures}


@pytest.mark.parametrize('kind, levels, outcome, time_s, looks, holds', [
    ('worse', '', 'unseen', math.nan, math.nan, False),
    ('worse', 'nnn', 'unseen', math.nan, math.nan, False),
    ('worse', 'nnnnnn', 'never', math.inf, math.inf, False),
    ('worse', 'nnniii', 'never', math.inf, math.inf, False),
    ('worse', 'nnnooo', 'followed', 0.0, 1, True),
    ('worse', 'nnnnso', 'followed', 1.0, 2, True),
    ('worse', 'nnnnsi', 'followed', 1.0, 2, False),
    ('worse', 'uuuuus', 'followed', 2.0, 3, True),
    ('worse', 'oonnno', 'followed', 2.0, 3, True),
    ('worse', 'nnoooo', 'already', math.nan, math.nan, False),
    ('silent', 'nnnooo', 'followed', 0.0, 1, True),
    ('better', 'ssssii', 'followed', 1.0, 2, True),
    ('better', 'ssssun', 'followed', 2.0, 3, True),
    ('better', 'sssuuu', 'never', math.inf, math.inf, False),
    ('better', 'ssiiii', 'already', math.nan, math.nan, False),
    ('better', 'ssuiii', 'followed', 0.0, 1, True)])
def test_reaction(kind, levels, outcome, time_s, looks, holds):
    one = reaction_of(followed(len(levels), 3.0, kind), told(levels))
    assert (one.outcome, one.holds) == (outcome, holds)
    assert [one.time_s, one.looks] == pytest.approx([time_s, looks], nan_ok=True)


@pytest.mark.parametrize('spans, anew', [
    ([], False), ([(0, 5)], False), ([(0, 2)], True), ([(3, 5)], False),
    ([(0, 2), (3, 5)], True), ([(0, 2), (1, 3)], False), ([(0, 1), (3, 5)], False)])
@pytest.mark.parametrize('levels', ['nnnnso', 'nnnnnn'])
def test_somebody_of_whom_all_is_forgotten_is_taken_for_another(levels, spans, anew):
    person = replace(followed(6, 3.0), readings=tuple(
        KnownReading(said(Modality.SIGHT, float(i)), *span) for i, span in enumerate(spans)))
    assert reaction_of(person, told(levels)).anew is anew


def test_somebody_out_of_view_since_the_change_has_not_been_seen():
    person = followed(6, 3.0)
    gone = replace(person, moments=tuple(
        replace(moment, in_view=moment.stamp_ns < 3_000_000_000) for moment in person.moments))
    assert reaction_of(gone, told('nnnooo')).outcome == 'unseen'


@pytest.mark.parametrize('levels, expected', [
    ('', None), ('uuuu', None), ('uuun', (0.0, 0, 0, 0)), ('nnnn', (0.05, 0, 0, 0)),
    ('unin', (2 / 60, 2, 0, 0)), ('uniion', (4 / 60, 3, 2, 0)), ('nuun', (0.05, 0, 0, 2)),
    ('nuuo', (0.05, 1, 1, 2)), ('nuuu', (0.05, 0, 0, 1)), ('soso', (0.05, 3, 0, 0))])
def test_steadiness(levels, expected):
    one = steadiness_of(followed(len(levels)), told(levels))
    assert one is None if expected is None else (
        one.changes, one.grave_changes, one.unknown_changes) == expected[1:]
    assert one is None or one.minutes == pytest.approx(expected[0])


def test_figures_of_nothing_are_unknown():
    for figure in (*reaction_figures([]), *steadiness_figures([])):
        assert math.isnan(figure.value) and figure.people == 0
    unmeasured = [Reaction('a', 0, 'worse', 'already'), Reaction('b', 0, 'worse', 'unseen')]
    assert all(figure.people == 0 for figure in reaction_figures(unmeasured))


def test_never_is_an_infinite_time():
    followed_ones = [Reaction(f'clips/{i}', 0, 'worse', 'followed', float(i), i, True)
                     for i in range(8)]
    never = [Reaction(f'clips/never{i}', 0, 'worse', 'never', math.inf, math.inf)
             for i in range(2)]
    figures = reaction_figures(followed_ones + never, rounds=50)
    found = values(figures)
    assert found['reaction time, median, s'] == 4.0
    assert found['reaction time, p95, s'] == math.inf
    assert found['assessments until then, median'] == 4.0
    assert found['followed within 2 assessments'] == pytest.approx(0.3)
    assert found['never followed'] == pytest.approx(0.2)
    assert found['followed, and so at the end'] == pytest.approx(0.8)
    for figure in figures:
        low, high = figure.interval
        assert low <= figure.value <= high and not math.isnan(low + high)


def test_changes_are_counted_over_all_minutes():
    people = [Steadiness('a', 0, 1.0, 2, 1, 0), Steadiness('a', 1, 1.0, 0, 0, 4),
              Steadiness('b', 0, 2.0, 0, 0, 0)]
    found = values(steadiness_figures(people, rounds=20))
    assert found == {
        'level changes a minute': 0.5, 'of them over the border of MODERATE': 0.25,
        'to or from UNKNOWN a minute': 1.0,
        'people whose level never changed': pytest.approx(2 / 3)}


def test_nobody_to_measure():
    conclude = LogOddsFusion(half_life_s=8.0).conclude
    for people in ([], [followed(3, constant=False)]):
        with pytest.raises(InputError, match='nobody changes'):
            measure_reaction(people, conclude, 5)


def test_report_of_people_who_are_never_judged():
    report = measure_reaction([followed(5), followed(5, 3.0)],
                              LogOddsFusion(half_life_s=8.0).conclude, 5)
    text, content = as_tables(report), as_json(report)
    assert '0 followed, 1 never' in text and '0 of them judged' in text and 'nobody' in text
    assert content['outcomes'] == {'followed': 0, 'never': 1, 'already': 0, 'unseen': 0}
    assert content['changes'][0]['time_s'] is None and content['people'] == []
