from dataclasses import dataclass

import pytest

from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.sight_look import give_back
from emotion_rescue.pipeline.sight_look import take_look
from fakes import person


@dataclass
class Sighting:
    person: object


class Record:
    """What a look needs of a PersonRecord."""

    def __init__(self, person_id, looked_ns):
        self.best, self.looked_ns = Sighting(person(person_id)), looked_ns
        self.turn, self.looked_at = 0 if looked_ns is None else 4, None

    def take_best(self, now_ns):
        best, self.best, self.looked_ns = self.best, None, now_ns
        return best


def _readings(judged):
    return [SightReading(name, 0, judged=value) for name, value in judged.items()]


@pytest.mark.parametrize(('judged', 'turns'), [
    ({}, {'a': 9, 'b': 9}),
    ({'a': True, 'b': True}, {'a': 9, 'b': 9}),
    ({'a': True, 'b': False}, {'a': 9, 'b': None}),
    ({'a': False, 'b': False}, {'a': 9, 'b': 9}),  # or the same two would be asked about forever
])
def test_only_who_was_put_off_has_the_turn_again(judged, turns):
    records = {'a': Record('a', 3), 'b': Record('b', None)}
    looks = [take_look(record, 9, 5) for record in records.values()]
    give_back(looks, _readings(judged))
    assert {name: record.looked_ns for name, record in records.items()} == turns
    assert {name for name, record in records.items() if record.turn == 5} == {
        name for name, looked_ns in turns.items() if looked_ns == 9} == {
        name for name, record in records.items() if record.looked_at is not None}
    assert {name for name, record in records.items() if record.best is not None} == {
        name for name, looked_ns in turns.items() if looked_ns != 9}


def test_a_newer_view_is_kept():
    record = Record('a', 3)
    look = take_look(record, 9, 5)
    record.best = newer = Sighting(person('a'))
    give_back([look, take_look(Record('b', 3), 9, 5)], _readings({'a': False, 'b': True}))
    assert record.best is newer
