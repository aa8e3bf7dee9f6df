import math
from types import SimpleNamespace

import pytest

from emotion_rescue.cli.demo_people import PeopleSummary
from emotion_rescue.cli.demo_people import seconds_of
from emotion_rescue.cli.demo_people import table
from emotion_rescue.cli.demo_people import top_emotions
from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX


def stamp(time_s):
    return SimpleNamespace(sec=int(time_s), nanosec=round(time_s % 1 * 1e9))


def array(time_s, people, name='people'):
    return SimpleNamespace(header=SimpleNamespace(stamp=stamp(time_s)), **{name: people})


def detections(time_s, *ids):
    return array(time_s, [SimpleNamespace(id=i) for i in ids], 'detections')


def emotions(person_id, assessed=True, at_s=0.0, **probability):
    values = [math.nan] * CATEGORY_COUNT
    for name, value in probability.items():
        values[CATEGORY_INDEX[name]] = value
    return SimpleNamespace(person_id=person_id, assessed=assessed, assessed_at=stamp(at_s),
                           probability=values)


def vad(person_id, assessed, valence, arousal, dominance):
    return SimpleNamespace(person_id=person_id, assessed=assessed, valence=valence,
                           arousal=arousal, dominance=dominance)


def distress(person_id, level, probability, *evidence):
    return SimpleNamespace(
        person_id=person_id, level=level, probability=probability, confidence=0.5,
        responsiveness=1, evidence=[SimpleNamespace(modality=0, what=what, weight=1.0, age_s=0.1)
                                    for what in evidence])


@pytest.fixture
def summary():
    return PeopleSummary()


def test_nobody(summary):
    summary.add_detections(detections(0.0))
    assert summary.people == []
    assert table(summary.people) == 'nobody was found'


def test_time_in_view_lasts_to_the_next_image(summary):
    for time_s, ids in ((0.0, ('a',)), (0.5, ('a', 'b')), (1.5, ('b',)), (2.0, ())):
        summary.add_detections(detections(time_s, *ids))
    a, b = summary.people
    assert (a.seconds_in_view, a.images, a.first_s, a.last_s) == (1.5, 2, 0.0, 0.5)
    assert (b.seconds_in_view, b.images, b.first_s, b.last_s) == (1.5, 2, 0.5, 1.5)


def test_a_jump_back_in_time_takes_nothing_away(summary):
    for time_s in (5.0, 6.0, 0.0, 1.0):
        summary.add_detections(detections(time_s, 'a'))
    assert summary.people[0].seconds_in_view == 2.0


def test_not_judged_is_unknown(summary):
    summary.add_detections(detections(0.0, 'a'))
    summary.add_emotions(array(0.0, [emotions('a', assessed=False)]))
    summary.add_vad(array(0.0, [vad('a', False, math.nan, math.nan, math.nan)]))
    summary.add_distress(array(0.0, [distress('a', 0, math.nan)]))
    summary.add_detections(detections(1.0))
    person, = summary.people
    assert (person.emotions, person.vad, person.assessments) == ({}, {}, 0)
    assert person.distress['probability'] is None
    assert 'not judged' in table([person])
    assert 'UNKNOWN' in table([person])


def test_the_newest_judgement_and_the_highest_level_are_kept(summary):
    summary.add_detections(detections(0.0, 'a'))
    for at_s, fear in ((0.0, 0.9), (0.0, 0.9), (1.0, 0.7)):
        summary.add_emotions(array(at_s, [emotions('a', at_s=at_s, Fear=fear, Pain=0.8)]))
    summary.add_vad(array(0.0, [vad('a', True, 2.0, 8.0, math.nan)]))
    for level in (2, 4, 3):
        summary.add_distress(array(0.0, [distress('a', level, 0.6, 'looks like Fear (0.70)')]))
    summary.add_detections(detections(1.0))
    person, = summary.people
    assert person.assessments == 2
    assert top_emotions(person) == [('Pain', 0.8), ('Fear', 0.7)]
    assert person.vad == {'valence': 2.0, 'arousal': 8.0}
    assert person.distress['level'] == 'MODERATE'
    assert person.highest_level == 'SEVERE'
    text = table([person])
    for part in ('Pain 0.80, Fear 0.70', '2.0 8.0 ?', 'MODERATE (0.60)', 'looks like Fear (0.70)'):
        assert part in text


def test_whoever_was_only_glimpsed_is_counted(summary):
    for time_s, ids in ((0.0, ('longer', 'short')), (0.2, ('longer', 'brief')), (0.6, ())):
        summary.add_detections(detections(time_s, *ids))
    text = table(summary.people)
    assert 'longer' in text
    assert 'brief' not in text
    assert text.endswith('and 2 more, each seen for less than 0.5 s')


def test_judgements_of_somebody_never_seen_are_left_out(summary):
    summary.add_emotions(array(0.0, [emotions('ghost')]))
    summary.add_distress(array(0.0, [distress('ghost', 4, 0.9)]))
    assert summary.people == []


def test_seconds_of():
    assert seconds_of(SimpleNamespace(sec=3, nanosec=250_000_000)) == 3.25
