from dataclasses import replace
import json

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.judged_survivors import JudgedSurvivors
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_record import OperatorRecord
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.survivors import MOST_LISTED
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorKind
from emotion_rescue.pipeline.survivors import SurvivorList
from fakes import person
from fakes import SECOND_NS

CONFIRM, CORRECT, DISMISS, RESTORE = OperatorAction


def survivor(key, level=DistressLevel.UNKNOWN, probability=float('nan'), **fields):
    return Survivor(key, SurvivorKind.SEEN, key, DistressEstimate(probability, level, 0.7), 0, 0,
                    **fields)


SEVERE = survivor('severe', DistressLevel.SEVERE, 0.9, in_view=True, position_m=(1.0, 2.0, 3.0))
WELL = survivor('well', DistressLevel.NONE, 0.1)
UNSEEN = survivor('unseen')


@pytest.fixture
def judged():
    made = JudgedSurvivors()
    made.ranked([WELL, UNSEEN, SEVERE], 4 * SECOND_NS)
    return made


def ids(survivors):
    return [s.survivor_id for s in survivors]


def test_an_empty_list_says_so():
    with pytest.raises(InputError, match="no survivor 'a' is listed; the list is empty"):
        JudgedSurvivors().judge(OperatorJudgement('a', CONFIRM))


def test_an_unknown_id_is_named_with_those_that_exist(judged):
    with pytest.raises(InputError, match="no survivor '' is listed; listed are severe, unseen, "
                                         'well$'):
        judged.judge(OperatorJudgement('', DISMISS))
    judged.ranked([survivor(f'{n:03}') for n in range(25)], 0)
    with pytest.raises(InputError, match='019 and 5 more'):
        judged.judge(OperatorJudgement('severe', DISMISS))


@pytest.mark.parametrize('judgements, order, sentence', [
    ([], ['severe', 'unseen', 'well'], None),
    ([('severe', DISMISS)], ['unseen', 'well', 'severe'],
     'severe is dismissed, and listed behind everybody else'),
    ([('well', CORRECT, 4)], ['well', 'severe', 'unseen'],
     'well is SEVERE, whatever the models say'),
    ([('well', CONFIRM)], ['severe', 'unseen', 'well'],
     'well is confirmed, and stays at least as urgent as NONE'),
    ([('severe', DISMISS), ('severe', RESTORE)], ['severe', 'unseen', 'well'],
     'severe: what was said is taken back; the level is SEVERE again')])
def test_a_judgement_holds_at_once(judged, judgements, order, sentence):
    taken = [judged.judge(OperatorJudgement(*j)) for j in judgements]
    assert ids(judged.listed) == order
    assert not taken or taken[-1].sentence == sentence


def test_a_word_outlives_readings_leaving_the_view_forgetting_and_stamps_that_jump(judged):
    judged.judge(OperatorJudgement('severe', CORRECT, 2, note='sprained ankle'))
    gone = replace(SEVERE, in_view=False)
    for listed, stamp_ns in (([SEVERE], 5), ([gone], 90), ([], 200), ([gone, UNSEEN], 1)):
        kept = {s.survivor_id: s for s in judged.ranked(listed, stamp_ns * SECOND_NS)}['severe']
        assert (kept.level, kept.operator.note) == (DistressLevel.MILD, 'sprained ankle')
        assert kept.position_m == (1.0, 2.0, 3.0)


def test_somebody_judged_whom_the_list_has_no_room_for_stays_and_ages(judged):
    aged = replace(UNSEEN, in_view=True, distress=replace(
        UNSEEN.distress, level=DistressLevel.MILD, evidence=(
            Evidence(Modality.SIGHT, 'looks: Fear (0.90)', 1.0, 2.0),)))
    judged.ranked([aged], 4 * SECOND_NS)
    judged.judge(OperatorJudgement('unseen', CONFIRM))
    for stamp_s in (5, 6):
        kept = judged.ranked([SEVERE], stamp_s * SECOND_NS)[1]
    assert (kept.in_view, kept.level) == (False, DistressLevel.MILD)
    assert (kept.distress.level, kept.distress.confidence) == (DistressLevel.UNKNOWN, 0.0)
    assert kept.distress.evidence[0].age_s == pytest.approx(4.0)


def test_nobody_confirmed_is_dropped_from_a_full_list():
    models, judged = SurvivorList(LogOddsFusion(half_life_s=8.0)), JudgedSurvivors()

    def listed(stamp_ns, *who, level):
        records = [PersonRecord(person(key), 0, stamp_ns, 3, distress=DistressEstimate(
            {DistressLevel.NONE: 0.1, DistressLevel.SEVERE: 0.9}[level], level)) for key in who]
        return judged.ranked(models.ranked(records, stamp_ns), stamp_ns)

    listed(0, 'well', level=DistressLevel.NONE)
    judged.judge(OperatorJudgement('person-well', CONFIRM))
    everybody = listed(1, *map(str, range(MOST_LISTED)), level=DistressLevel.SEVERE)
    assert len(everybody) == MOST_LISTED + 1
    assert everybody[-1].survivor_id == 'person-well'
    assert everybody[-1].operator.state is OperatorState.CONFIRMED


def test_a_contradiction_is_told_and_the_word_stays(judged):
    judged.judge(OperatorJudgement('well', DISMISS))
    judged.judge(OperatorJudgement('severe', DISMISS))
    assert judged.contradictions() == [], 'the operator knew that'
    worse = survivor('well', DistressLevel.SEVERE, 0.9)
    listed = judged.ranked([worse, SEVERE, UNSEEN], 5 * SECOND_NS)
    assert ids(listed) == ['unseen', 'severe', 'well']
    assert all(s.contradiction for s in listed if s.dismissed)
    sentence, = judged.contradictions()
    assert sentence.startswith('well: the operator dismissed this survivor, the models say SEVERE')


def test_clear_forgets_words_and_people(judged):
    judged.judge(OperatorJudgement('severe', DISMISS))
    assert judged.clear() == 1
    assert judged.listed == () and judged.clear() == 0
    listed, = judged.ranked([SEVERE], 0)
    assert listed.operator.state is OperatorState.SILENT


def test_every_judgement_is_a_line_of_json(judged, tmp_path):
    record = OperatorRecord(tmp_path / 'new' / 'folder', '/robot/distress')
    assert not record.path.exists()
    for asked in (OperatorJudgement('severe', CORRECT, 2, 1, 'ankle\n"ok"', 'Ada'),
                  OperatorJudgement('unseen', DISMISS)):
        record.append(asked, judged.judge(asked))
    OperatorRecord(tmp_path / 'new' / 'folder', '/robot/distress').append(
        OperatorJudgement('severe', RESTORE), judged.judge(OperatorJudgement('severe', RESTORE)))
    first, second, third = map(json.loads, record.path.read_text().splitlines())
    assert {key: first[key] for key in (
        'node', 'stamp_ns', 'survivor_id', 'action', 'level', 'responsiveness', 'note',
        'operator_name', 'in_view', 'position_m')} == {
            'node': '/robot/distress', 'stamp_ns': 4 * SECOND_NS, 'survivor_id': 'severe',
            'action': 'CORRECT', 'level': 'MILD', 'responsiveness': 'RESPONSIVE',
            'note': 'ankle\n"ok"', 'operator_name': 'Ada', 'in_view': True,
            'position_m': [1.0, 2.0, 3.0]}
    assert first['models'] == {'level': 'SEVERE', 'responsiveness': 'UNKNOWN', 'probability': 0.9,
                               'confidence': 0.7, 'evidence': []}
    assert second['models']['probability'] is None and second['action'] == 'DISMISS'
    assert (third['action'], third['level']) == ('RESTORE', 'UNKNOWN')
    assert record.written == 2 and record.problem == ''


def test_a_record_that_cannot_be_written_says_so(judged, tmp_path):
    file = tmp_path / 'file'
    file.write_text('')
    record, asked = OperatorRecord(file, '/distress'), OperatorJudgement('severe', CONFIRM)
    with pytest.raises(UnfinishedError, match='cannot be recorded in .* operator_log'):
        record.append(asked, judged.judge(asked))
    assert record.problem and record.written == 0
