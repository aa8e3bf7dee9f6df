from dataclasses import replace

import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.look_worth import look_worth
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.people_book import Sighting
from fakes import person

NEAR = (0.0, 0.0, 80.0, 200.0)
CALM = DistressEstimate(0.1, DistressLevel.NONE, 0.7)


def record(distress=CALM, xyxy=NEAR, judged_xyxy=NEAR):
    who = person('a', xyxy)
    made = PersonRecord(who, first_ns=0, last_ns=0, distress=distress)
    made.best = Sighting(who, 0, lambda: None)
    made.looked_at = None if judged_xyxy is None else person('a', judged_xyxy)
    return made


@pytest.mark.parametrize('made', [
    record(), record(judged_xyxy=None), record(xyxy=(0.0,) * 4), record(judged_xyxy=(0.0,) * 4),
    record(xyxy=(3.0, 2.0, 85.0, 205.0)), record(xyxy=(0.0, 0.0, 12.0, 30.0),
                                                 judged_xyxy=(0.0, 0.0, 12.0, 30.0))],
    ids=['calm', 'never judged', 'no box', 'no box then', 'noise of the detector', 'far off'])
def test_calm_sure_and_unchanged_is_worth_nothing_more(made):
    assert look_worth(made) == 0.0


@pytest.mark.parametrize('distress', [
    replace(CALM, level=DistressLevel.MODERATE), replace(CALM, level=DistressLevel.SEVERE),
    replace(CALM, responsiveness=Responsiveness.UNRESPONSIVE)])
def test_distress_is_worth_the_most_however_far_off(distress):
    assert look_worth(record(distress, (0.0, 0.0, 12.0, 30.0))) == 1.0


@pytest.mark.parametrize(('less', 'more'), [
    (record(), record(DistressEstimate())),
    (record(), record(replace(CALM, confidence=0.4))),
    (record(), record(replace(CALM, to_border=0.03))),
    (record(), record(replace(CALM, level=DistressLevel.MILD))),
    (record(replace(CALM, level=DistressLevel.UNKNOWN)),
     record(replace(CALM, level=DistressLevel.UNKNOWN, probability=0.95))),
    (record(), record(xyxy=(0.0, 140.0, 200.0, 200.0))),
    (record(), record(xyxy=(300.0, 0.0, 380.0, 200.0))),
    (record(), record(judged_xyxy=(20.0, 50.0, 70.0, 170.0))),
    (record(replace(CALM, confidence=0.4), (0.0, 0.0, 12.0, 30.0), (0.0, 0.0, 12.0, 30.0)),
     record(replace(CALM, confidence=0.4)))],
    ids=['never judged', 'unsure', 'near a border', 'mild', 'was in distress', 'has fallen',
         'has gone elsewhere', 'seen better', 'near'])
def test_what_makes_a_look_worth_more(less, more):
    assert 0.0 <= look_worth(less) < look_worth(more) <= 1.0
