import random

import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.people_book import Sighting
from emotion_rescue.pipeline.scheduler import due_people
from fakes import person
from fakes import SECOND_NS


def record(person_id, *, first_s=0.0, looked_s=None, distress=None, view=True):
    looked_ns = None if looked_s is None else int(looked_s * SECOND_NS)
    who = person(person_id)
    made = PersonRecord(who, first_ns=int(first_s * SECOND_NS), last_ns=0, looked_ns=looked_ns)
    made.best = Sighting(who, 0, lambda: None) if view else None
    if distress is not None:
        made.distress = DistressEstimate(probability=distress)
    return made


CASES = {
    'nobody': ([], []),
    'first looks by when they were found': (
        [record('b', first_s=2.0), record('a', first_s=1.0)], ['a', 'b']),
    'a first look before any second one': (
        [record('old', looked_s=0.0, distress=0.99), record('new', first_s=9.0)],
        ['new', 'old']),
    'longest not looked at': (
        [record('a', looked_s=5.0), record('b', looked_s=3.0)], ['b', 'a']),
    'distress counts as age': (
        [record('calm', looked_s=4.0, distress=0.0), record('bad', looked_s=6.0, distress=1.0)],
        ['bad', 'calm']),
    'but everybody has a turn': (
        [record('calm', looked_s=0.0, distress=0.0), record('bad', looked_s=6.0, distress=1.0)],
        ['calm', 'bad']),
    'unknown comes before calm': (
        [record('calm', looked_s=5.0, distress=0.1), record('unknown', looked_s=5.0)],
        ['unknown', 'calm']),
    'not yet due': ([record('a', looked_s=9.5)], []),
    'due again': ([record('a', looked_s=9.0)], ['a']),
    'nothing to look at': ([record('a', view=False)], []),
    'ids break ties': ([record('b'), record('a')], ['a', 'b']),
}


@pytest.mark.parametrize('records, expected', CASES.values(), ids=CASES.keys())
def test_order(records, expected):
    due = due_people(records, 10 * SECOND_NS, batch=9, assess_every_s=1.0)
    assert [r.person.person_id for r in due] == expected


def test_batch_is_limited_and_the_order_of_records_does_not_matter():
    records = [record(str(i), looked_s=i % 3) for i in range(8)]
    first = due_people(records, 10 * SECOND_NS, batch=3, assess_every_s=1.0)
    random.Random(0).shuffle(records)
    assert due_people(records, 10 * SECOND_NS, batch=3, assess_every_s=1.0) == first
    assert len(first) == 3
