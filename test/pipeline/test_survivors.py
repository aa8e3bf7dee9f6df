from dataclasses import replace

import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.survivors import MOST_LISTED
from emotion_rescue.pipeline.survivors import SurvivorKind
from emotion_rescue.pipeline.survivors import SurvivorList
from emotion_rescue.pipeline.unseen_voices import SAME_VOICE_S
from emotion_rescue.pipeline.urgency import UNKNOWN_URGENCY
from fakes import person
from fakes import SECOND_NS


def record(person_id, images=3, last_ns=0, level=DistressLevel.UNKNOWN, probability=float('nan'),
           responsiveness=Responsiveness.UNKNOWN):
    return PersonRecord(
        replace(person(person_id, position_m=(1.0, 2.0, 3.0)), position_std_m=(0.1, 0.2, 0.3)),
        0, last_ns, images, distress=DistressEstimate(
            probability, level, responsiveness=responsiveness))


def call(start_s, distress=0.9):
    return VoiceReading(int(start_s * SECOND_NS), 2.0, 'microphone', 0.9, distress=distress)


@pytest.fixture
def survivors():
    return SurvivorList(LogOddsFusion(half_life_s=8.0))


@pytest.mark.parametrize('records, listed', [
    ([], []),
    ([record('a', images=2)], []),
    ([record('a', images=3)], ['person-a']),
    ([record('well', level=DistressLevel.NONE, probability=0.2),
      record('unknown'),
      record('mild', level=DistressLevel.MILD, probability=0.45),
      record('severe', level=DistressLevel.SEVERE, probability=0.9)],
     ['person-severe', 'person-mild', 'person-unknown', 'person-well']),
    ([record('mild', level=DistressLevel.MILD, probability=0.45),
      record('was severe', level=DistressLevel.UNKNOWN, probability=0.9)],
     ['person-was severe', 'person-mild']),
    ([record('hardly severe', level=DistressLevel.SEVERE, probability=0.76),
      record('nearly severe', level=DistressLevel.MODERATE, probability=0.84),
      record('was severe', level=DistressLevel.UNKNOWN, probability=0.95),
      record('does not react', level=DistressLevel.NONE, probability=0.1,
             responsiveness=Responsiveness.UNRESPONSIVE),
      record('moderate', level=DistressLevel.MODERATE, probability=0.6)],
     ['person-hardly severe', 'person-does not react', 'person-nearly severe',
      'person-was severe', 'person-moderate']),
    ([record('b'), record('a')], ['person-a', 'person-b']),
], ids=['nobody', 'not confirmed', 'confirmed', 'by urgency', 'unknown since',
        'by level first', 'ties'])
def test_confirmed_people_most_urgent_first(survivors, records, listed):
    assert [s.survivor_id for s in survivors.ranked(records, 0)] == listed


def test_somebody_out_of_view_and_forgotten_stays_listed_at_the_last_position(survivors):
    for records, stamp_ns, in_view in (
            ([record('a', last_ns=5)], 5, True), ([record('a', last_ns=5)], 6, False),
            ([], 7, False)):
        found, = survivors.ranked(records, stamp_ns)
        assert (found.in_view, found.position_m) == (in_view, (1.0, 2.0, 3.0))
        assert found.position_std_m == (0.1, 0.2, 0.3)
        assert (found.first_ns, found.last_ns) == (0, 5)


@pytest.mark.parametrize('level, probability, urgency', [
    (DistressLevel.UNKNOWN, float('nan'), UNKNOWN_URGENCY),
    (DistressLevel.NONE, 0.1, UNKNOWN_URGENCY),
    (DistressLevel.SEVERE, 0.9, 0.79)])
def test_of_somebody_forgotten_nothing_is_known_any_more(survivors, level, probability, urgency):
    known = record('a', level=level, probability=probability)
    known.distress = replace(known.distress, confidence=0.6, evidence=(
        Evidence(Modality.SIGHT, 'looks: Fear (0.90)', 1.0, 2.0),))
    survivors.ranked([known], SECOND_NS)
    survivors.ranked([], 31 * SECOND_NS)
    forgotten, = survivors.ranked([], 32 * SECOND_NS)
    assert (forgotten.distress.level, forgotten.distress.confidence) == (DistressLevel.UNKNOWN, 0)
    assert forgotten.distress.probability == pytest.approx(probability, nan_ok=True)
    assert forgotten.urgency == pytest.approx(urgency)
    assert [e.age_s for e in forgotten.distress.evidence] == [33.0]


def test_a_full_list_drops_the_least_urgent_and_counts(survivors, caplog):
    well = [record(f'well {n}', level=DistressLevel.NONE, probability=0.2) for n in range(3)]
    survivors.ranked([record('severe', level=DistressLevel.SEVERE, probability=0.9),
                      record('unknown')], 0)
    others = [record(f'mild {n}', level=DistressLevel.MILD, probability=0.5)
              for n in range(MOST_LISTED - 3)]
    for stamp_ns in (1, 2):
        listed = survivors.ranked([*others, *well], stamp_ns)
        assert len(listed) == MOST_LISTED
        assert {'person-severe', 'person-unknown', 'person-well 0'} <= {
            s.survivor_id for s in listed}
    assert survivors.dropped == 2
    assert len(caplog.records) == 1 and '2 of the least urgent' in caplog.text


def test_a_voice_that_was_heard_before_a_jump_is_kept_as_unknown(survivors):
    for start_s in (100.0, 101.0):
        survivors.hear(call(start_s), 1.0)
    survivors.ranked([], 103 * SECOND_NS)
    survivors.end_voice()
    kept, = survivors.ranked([], 50 * SECOND_NS)
    assert (kept.survivor_id, kept.distress.level) == ('voice-1', DistressLevel.UNKNOWN)
    assert kept.urgency == pytest.approx(0.79)


def test_a_voice_that_may_be_somebody_s_in_view_is_less_sure(survivors):
    for start_s in (0.0, 1.0):
        survivors.hear(call(start_s), 0.4)
    unsure, = survivors.ranked([], 3 * SECOND_NS)
    survivors.hear(call(2.0), 1.0)
    assert 0.3 < unsure.distress.confidence < survivors.ranked(
        [], 3 * SECOND_NS)[0].distress.confidence


def test_a_voice_is_listed_after_two_windows_and_judged(survivors):
    survivors.hear(call(0.0), 1.0)
    assert survivors.ranked([], 2 * SECOND_NS) == ()
    survivors.hear(call(1.0), 1.0)
    heard, = survivors.ranked([], 3 * SECOND_NS)
    assert (heard.survivor_id, heard.kind, heard.person_id) == ('voice-1', SurvivorKind.HEARD, '')
    assert (heard.first_ns, heard.last_ns) == (0, 3 * SECOND_NS)
    assert heard.distress.level is DistressLevel.SEVERE
    assert heard.urgency == pytest.approx(0.9)


def test_a_voice_after_a_long_silence_is_another_one(survivors):
    for start_s in (0.0, 1.0, 4.0 + SAME_VOICE_S, 5.0 + SAME_VOICE_S):
        survivors.hear(call(start_s, distress=0.1), 1.0)
    ids = [s.survivor_id for s in survivors.ranked([], 30 * SECOND_NS)]
    assert ids == ['voice-1', 'voice-2'], 'the older one is unknown by now and ranks above'
    assert survivors.ranked([], 200 * SECOND_NS)[0].urgency == UNKNOWN_URGENCY


def test_clear_forgets_everybody_and_uses_no_number_again(survivors):
    for start_s in (0.0, 1.0):
        survivors.hear(call(start_s), 1.0)
    survivors.ranked([record('a')], 0)
    survivors.clear()
    assert survivors.ranked([], 0) == ()
    for start_s in (0.0, 1.0):
        survivors.hear(call(start_s), 1.0)
    assert [s.survivor_id for s in survivors.ranked([], 0)] == ['voice-2']


def test_a_person_with_another_track_stays_the_same_survivor(survivors):
    known = record('a')
    survivors.ranked([known], 0)
    known.person = person('b')
    known.take_track('b')
    found, = survivors.ranked([known], 0)
    assert (found.survivor_id, found.person_id) == ('person-a', 'b')
    assert found.track_ids == ('a', 'b')


def test_tracks_told_of_are_bounded_and_the_first_is_among_them():
    known = record('a')
    for n in range(100):
        known.take_track(f't{n}')
    assert len(known.track_ids) == 32
    assert (known.track_ids[0], known.track_ids[1], known.track_ids[-1]) == ('a', 't69', 't99')


def test_a_part_of_somebody_is_nobody_to_list(survivors):
    part = record('b', images=10)
    part.doubted = True
    assert [s.survivor_id for s in survivors.ranked([record('a'), part], 0)] == ['person-a']
    part.doubted = False
    assert len(survivors.ranked([record('a'), part], 0)) == 2
