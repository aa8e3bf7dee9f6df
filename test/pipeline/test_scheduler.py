from itertools import pairwise
import math
import random

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.people_book import PersonRecord
from emotion_rescue.pipeline.people_book import Sighting
from emotion_rescue.pipeline.scheduler import due_people
from emotion_rescue.pipeline.scheduler import most_turns
from emotion_rescue.pipeline.scheduler import next_turn
from emotion_rescue.pipeline.sight_look import take_look
from fakes import people
from fakes import person
from fakes import SECOND_NS

CALM = DistressEstimate(0.1, DistressLevel.NONE, 0.7)
BAD = DistressEstimate(0.9, DistressLevel.SEVERE, 0.7)
UNKNOWN = DistressEstimate()


def record(person_id, *, first_s=0.0, turn=0, looked_s=None, distress=CALM, view=True):
    """Return somebody looked at in `turn` of turns a second apart; the next one is at 10 s."""
    looked_s = turn if turn and looked_s is None else looked_s
    looked_ns = None if looked_s is None else int(looked_s * SECOND_NS)
    who = person(person_id, (0.0, 0.0, 80.0, 200.0))
    made = PersonRecord(who, first_ns=int(first_s * SECOND_NS), last_ns=0, looked_ns=looked_ns,
                        turn=turn, looked_at=who, distress=distress)
    made.best = Sighting(who, 0, lambda: None) if view else None
    return made


LAST = record('last', turn=9, view=False)
CASES = {
    'nobody': ([], 4, []),
    'first looks by when they were found': (
        [record('b', first_s=2.0), record('a', first_s=1.0)], 4, ['a', 'b']),
    'a first look before any second one': (
        [record('old', turn=8, distress=BAD), record('new', first_s=9.0)], 1, ['new']),
    'but not before somebody who waits too long, where there is room for both': (
        [record('late', turn=1), record('new 1'), record('new 2'), LAST], 2, ['late', 'new 1']),
    'longest not looked at': ([record('a', turn=7), record('b', turn=3)], 1, ['b']),
    'distress counts as age': (
        [*(record(f'calm {n}', turn=6) for n in range(6)), record('bad', turn=7, distress=BAD)],
        1, ['bad']),
    'but the bound comes first': (
        [record('calm', turn=7), record('bad', turn=8, distress=BAD), LAST], 1, ['calm']),
    'unknown comes before calm': (
        [*(record(f'calm {n}', turn=6) for n in range(6)),
         record('unknown', turn=6, distress=UNKNOWN)], 1, ['unknown']),
    'calm ones are not looked at in two turns running': (
        [*(record(f'calm {n}', turn=9) for n in range(3)), record('bad', turn=9, distress=BAD),
         record('calm 3', turn=8)], 4, ['bad', 'calm 3']),
    'unless there is nobody else': (
        [*(record(f'calm {n}', turn=9) for n in range(5))], 4, 4),
    'not yet due': ([record('a', turn=9, looked_s=9.5)], 4, []),
    'due again': ([record('a', turn=9)], 4, ['a']),
    'nothing to look at': ([record('a', view=False)], 4, []),
}


@pytest.mark.parametrize('records, batch, expected', CASES.values(), ids=CASES.keys())
def test_order(records, batch, expected):
    due = due_people(records, 10 * SECOND_NS, batch=batch, assess_every_s=1.0)
    found = [r.person.person_id for r in due]
    assert (len(found) if isinstance(expected, int) else sorted(found)) == expected


def test_turns_are_counted():
    assert next_turn([]) == 1
    assert next_turn([record('a', turn=4), record('b')]) == 5
    assert [most_turns(n, 4) for n in (0, 1, 5, 20, 50)] == [0, 2, 3, 7, 17]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([CALM, BAD, UNKNOWN])), max_size=15),
       st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(drawn, batch, random_order):
    records = [record(f'p{n}', turn=turn, distress=distress)
               for n, (turn, distress) in enumerate(drawn)]
    first = due_people(records, 10 * SECOND_NS, batch=batch, assess_every_s=1.0)
    random_order.shuffle(records)
    assert due_people(records, 10 * SECOND_NS, batch=batch, assess_every_s=1.0) == first
    assert len({r.person.person_id for r in first}) == len(first) <= batch


class Site:
    """People who come and go, one image and one batch a turn of any length.

    Attributes:
        looks: id -> turns of the looks.
        longest: most turns until the first look, and from one to the next.
    """

    def __init__(self, batch):
        self.book, self.batch, self.turn, self.now_ns = PeopleBook(forget_s=1e6), batch, 0, 0
        self.looks, self.begun, self.most_remembered, self.longest = {}, {}, 0, [0, 0]

    def step(self, states, seconds):
        """Show the people of `states` (id -> judgement), the next turn after `seconds`."""
        self.turn += 1
        self.now_ns += max(1, int(seconds * SECOND_NS))
        self.book.see(people(self.now_ns, *states), lambda: None)
        records = self.book.records()
        for r in records:
            r.distress = states.get(r.person.person_id, UNKNOWN)
        due = due_people(records, self.now_ns, batch=self.batch, assess_every_s=0.0)
        assert due or not any(r.best for r in records)
        number = next_turn(records)
        for r in due:
            take_look(r, self.now_ns, number)
            self.book.read(SightReading(r.person.person_id, self.now_ns, distress=0.5))
        self._note(states, {r.person.person_id for r in due})

    def _note(self, states, looked):
        for person_id in states:
            self.begun.setdefault(person_id, self.turn - 1)
        for person_id in list(self.begun):
            first = person_id not in self.looks
            self.longest[not first] = max(self.longest[not first],
                                          self.turn - self.begun[person_id])
            if person_id in looked:
                self.looks.setdefault(person_id, []).append(self.turn)
                self.begun[person_id] = self.turn
            elif person_id not in states and not first:
                del self.begun[person_id]  # waits from when the person is back
        self.most_remembered = max(self.most_remembered, len(self.book.records()))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([CALM, BAD, UNKNOWN]), min_size=1, max_size=24),
       st.integers(1, 5), st.randoms(use_true_random=False))
def test_whoever_stays_is_looked_at_within_the_bound(states, batch, chance):
    """All at once within a round, then never further apart than promised, whatever happens."""
    site, count = Site(batch), len(states)
    for _ in range(6 * math.ceil(count / batch)):
        states[chance.randrange(count)] = chance.choice([CALM, BAD, UNKNOWN])
        site.step({f'p{n}': state for n, state in enumerate(states)}, chance.uniform(0.2, 3.0))
    assert site.longest[0] <= math.ceil(count / batch)
    assert site.longest[1] <= most_turns(count, batch)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(1, 12), st.integers(0, 4), st.randoms(
    use_true_random=False))
def test_nobody_starves_however_people_come_and_go(batch, stay, come, chance):
    """Some stay, some are seen now and then, and strangers come all the time."""
    site, strangers = Site(batch), 0
    for _ in range(30):
        seen = [f's{n}' for n in range(stay)]
        seen += [f'now and then {n}' for n in range(4) if chance.random() < 0.3]
        for _ in range(come):
            strangers += 1
            seen.append(f'x{strangers}')
        site.step({who: chance.choice([CALM, BAD, UNKNOWN]) for who in seen}, 0.1)
    first = math.ceil(2 * site.most_remembered / batch) + 1
    assert site.longest[0] <= first
    assert site.longest[1] <= first + most_turns(site.most_remembered, batch)
    staying = [site.looks.get(f's{n}', []) for n in range(stay)]
    assert min(map(len, staying)) >= 1


@pytest.mark.parametrize('come', [1, 4, 9])
def test_a_flood_of_strangers_does_not_keep_others_from_their_turn(come):
    """As where a tracker gives new ids all the time."""
    site = Site(batch=4)
    for turn in range(60):
        site.step({'stays': BAD, **{f'x{turn} {n}': UNKNOWN for n in range(come)}}, 2.0)
    assert len(site.looks['stays']) >= 4
    assert sum(person_id != 'stays' for person_id in site.looks) >= min(come, 2) * 50


@pytest.mark.parametrize(('count', 'bad'), [(5, 1), (9, 2), (20, 6), (50, 16)])
def test_people_in_distress_are_looked_at_twice_as_often(count, bad):
    site = Site(batch=4)
    states = {f'p{n}': BAD if n % 3 == 2 and n // 3 < bad else CALM for n in range(count)}
    for _ in range(300):
        site.step(states, 0.5)
    counts = {True: [], False: []}
    for person_id, state in states.items():
        counts[state is BAD].append(len(site.looks[person_id]))
    mean = {key: sum(found) / len(found) for key, found in counts.items()}
    assert mean[True] >= 1.98 * mean[False]
    assert staleness_turns(site.looks.values()) <= 1.25 * math.ceil(count / 4)
    assert site.longest[1] <= most_turns(count, 4)


def staleness_turns(looks):
    """Return the 95th percentile of the turns since the last look, over all people and times."""
    ages = [tenth / 10 for turns in looks for begin, end in pairwise(turns)
            for tenth in range(10 * (end - begin))]
    return sorted(ages)[int(0.95 * len(ages))]


def test_turns_depend_on_who_is_there_not_on_the_order_of_detections():
    def turns(seed):
        chance, site = random.Random(seed), Site(batch=3)
        names = [f'p{n:02}' for n in range(11)]
        for _ in range(60):
            site.step({name: BAD if name in ('p02', 'p07') else CALM for name in names}, 0.5)
            chance.shuffle(names)  # in the first image they are found one after the other
        return site.looks

    assert turns(1) == turns(2)
