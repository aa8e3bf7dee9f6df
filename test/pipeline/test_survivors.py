import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.fusion import SimpleFusion
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.survivors import SAME_VOICE_S
from emotion_rescue.pipeline.survivors import SurvivorKind
from emotion_rescue.pipeline.survivors import SurvivorList
from emotion_rescue.pipeline.survivors import UNKNOWN_URGENCY
from fakes import person
from fakes import SECOND_NS


def record(person_id, images=3, last_ns=0, level=DistressLevel.UNKNOWN, probability=float('nan')):
    return PersonRecord(person(person_id, position_m=(1.0, 2.0, 3.0)), 0, last_ns, images,
                        distress=DistressEstimate(probability, level))


def call(start_s, distress=0.9):
    return VoiceReading(int(start_s * SECOND_NS), 2.0, 'microphone', 0.9, distress=distress)


@pytest.fixture
def survivors():
    return SurvivorList(SimpleFusion(half_life_s=8.0))


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
    ([record('b'), record('a')], ['person-a', 'person-b']),
], ids=['nobody', 'not confirmed', 'confirmed', 'by urgency', 'unknown since', 'ties'])
def test_confirmed_people_most_urgent_first(survivors, records, listed):
    assert [s.survivor_id for s in survivors.ranked(records, 0)] == listed


def test_somebody_forgotten_stays_listed_without_a_position(survivors):
    seen, = survivors.ranked([record('a', last_ns=5)], 5)
    assert (seen.in_view, seen.position_m) == (True, (1.0, 2.0, 3.0))
    forgotten, = survivors.ranked([], 6)
    assert (forgotten.in_view, forgotten.position_m) == (False, None)
    assert (forgotten.first_ns, forgotten.last_ns) == (0, 5)


def test_a_voice_is_listed_after_two_windows_and_judged(survivors):
    survivors.hear(call(0.0))
    assert survivors.ranked([], 2 * SECOND_NS) == ()
    survivors.hear(call(1.0))
    heard, = survivors.ranked([], 3 * SECOND_NS)
    assert (heard.survivor_id, heard.kind, heard.person_id) == ('voice-1', SurvivorKind.HEARD, '')
    assert (heard.first_ns, heard.last_ns) == (0, 3 * SECOND_NS)
    assert heard.distress.level is DistressLevel.SEVERE
    assert heard.urgency == pytest.approx(0.9)


def test_a_voice_after_a_long_silence_is_another_one(survivors):
    for start_s in (0.0, 1.0, 4.0 + SAME_VOICE_S, 5.0 + SAME_VOICE_S):
        survivors.hear(call(start_s, distress=0.1))
    ids = [s.survivor_id for s in survivors.ranked([], 30 * SECOND_NS)]
    assert ids == ['voice-1', 'voice-2'], 'the older one is unknown by now and ranks above'
    assert survivors.ranked([], 200 * SECOND_NS)[0].urgency == UNKNOWN_URGENCY


def test_clear_forgets_everybody_and_uses_no_number_again(survivors):
    for start_s in (0.0, 1.0):
        survivors.hear(call(start_s))
    survivors.ranked([record('a')], 0)
    survivors.clear()
    assert survivors.ranked([], 0) == ()
    for start_s in (0.0, 1.0):
        survivors.hear(call(start_s))
    assert [s.survivor_id for s in survivors.ranked([], 0)] == ['voice-2']
