"""Who is looked at next, when a scorer can only judge a few people at a time.

Time is counted in turns: one turn is one batch that a scorer was asked for, however long it took.
With `N` people who have a view to judge and batches of `B`, a round takes `n = ceil(N / B)` turns,
and nobody could be looked at more often if all were treated alike.

Everybody's claim grows with the turns since the last look, times a weight: 1 for somebody calm,
sure and unchanged, up to 1 + MOST_EXTRA by `look_worth`. The largest claims are served. That gives
everybody looks in proportion to the weight, and somebody of weight 1 waits `(sum of weights) / B`
turns on the average. So the weights above 1 share a budget: together they are at most
`STRETCH * B * n - N`, and those of weight 1 wait STRETCH rounds on the average at most. As looks
come in whole turns, each claim gets a fraction of a turn that depends on the id and the turn only,
evenly spread: 6 and 7 turns alternate where 6.5 is meant, where else all would wait for 7.

Why STRETCH is 1.305. People in distress shall be looked at twice as often as others, and the 95th
percentile of everybody's staleness (time since the last look, over all people and times) shall
stay within 1.25 rounds. A share `d` in distress at twice the rate stretches the round of the
others to `1 + d`. Staleness is even between two looks, so its 95th percentile over all would be
`(1 + d) (1 - 0.05 / (1 - d))`, 1.23 rounds for a third, if turns had fractions. They have not:
with 20 people in batches of 4, 6 of them in distress, the 14 calm ones must wait 6.5 turns (1.30
rounds) on the average to leave the others twice as many looks. Half sixes and half sevens give a
95th percentile of 6.07 turns; 1.25 rounds are 6.25 turns, and above an average of 6.63 turns
(1.326 rounds) it is more. 1.305 lies in between. (Of a calm one alone it is 6.35 turns: the bar
holds for all together, not for the worst one.) Both bars together cannot be met

- where everybody fits into one batch: all are looked at in every turn, none twice as often;
- where a round is short. 8 people in batches of 4, 2 of them in distress: the 6 others at half the
  rate wait for (6 + 2 * 2) / 4 = 2.5 turns, so twos and threes by halves, with a 95th percentile
  of 2.67 turns over all, above 1.25 * 2;
- where more than about a third are in distress: 7 of 20 need an average of 6.75 turns, which gives
  6.31, just above; half of all need 1.5 rounds, which gives 1.35.

There staleness wins: those in distress share the budget and are looked at less than twice as
often as others, never less often.

Hard bound. With `L = ceil(STRETCH * n)`, two looks at the same person are at most L turns apart so
long as nobody comes: of each batch, as many places are kept for the longest waiting as that takes,
and no more. Let those who wait be numbered from 1, the longest waiting first, and number `m` have
been looked at `a` turns ago. All meet the bound if the first `m` can be served in the `L - a + 1`
turns that number `m` has, this one included; later ones serve `B` each. So `m - B (L - a)` of them
must be served now. If no more than B must be served in one turn, then it is so in the next:
whoever is left moves up by those served, and has one turn less; whoever was served has L turns,
and `N <= B L`.

People who come are looked at first: all within a round, if nobody waits for L turns already.
Where so many come that somebody does, half of all places go to those who wait for L turns, the
longest waiting first, and the other half to those who came, first come first. Nobody is served
twice before somebody who waits for L turns, nor before the first look at somebody who came
earlier. So with at most `M` remembered, nobody waits for more than `ceil(2 M / B) + 1` turns for
the first look, and for L turns more than that for the next.

Where one batch does not hold all, nobody of a weight below IN_A_ROW is looked at in two turns
running, though places stay empty: 5 people in batches of 4 would else be looked at nearly all
the time, and those in distress could not be looked at twice as often.
"""

from collections.abc import Iterable
from collections.abc import Sequence
import math
import zlib

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.look_worth import look_worth
from emotion_rescue.pipeline.people_book import PersonRecord

# Rounds that somebody calm waits when as many are in distress as can be looked at twice as often.
STRETCH = 1.305

# How much more often than others somebody in the worst case is looked at: 2.3 times.
MOST_EXTRA = 1.3

# From this weight on somebody is looked at in two turns running; a little below 2, as the budget
# may leave those in distress a little less.
IN_A_ROW = 1.8


def next_turn(records: Iterable[PersonRecord]) -> int:
    """Return the number of the batch that a scorer is asked for next, from 1."""
    return 1 + max((record.turn for record in records), default=0)


def most_turns(people: int, batch: int) -> int:
    """Return the turns from one look to the next that nobody exceeds, see the module."""
    return math.ceil(STRETCH * math.ceil(people / batch))


def due_people(records: Iterable[PersonRecord], now_ns: int, *, batch: int,
               assess_every_s: float) -> list[PersonRecord]:
    """Return at most `batch` people to look at now, most urgent first.

    Stamps and turns are the only clock: the same records give the same answer, in whatever order
    they come; ids break ties.

    Args:
        records: everybody remembered; those without a view to judge are passed over.
        now_ns: stamp of the newest image.
        batch: most people at once, from 1 up.
        assess_every_s: pause before the same person is looked at again, in seconds; the bound of
            the module holds from its end on.
    """
    records = list(records)
    turn = next_turn(records)
    viewed = [r for r in records if r.best is not None]
    due = [r for r in viewed if _is_due(r, now_ns, assess_every_s)]
    new = sorted((r for r in due if r.looked_ns is None),
                 key=lambda r: (r.first_ns, r.person.person_id))
    old = sorted((r for r in due if r.looked_ns is not None), key=_longest_waiting_first)
    most = most_turns(len(viewed), batch)
    chosen = old[:_kept_from_new(old, turn, most, batch)] if new else []
    chosen += new[:batch - len(chosen)]
    left = [r for r in old if r not in chosen]
    chosen += left[:_kept_for_longest(left, turn, most, batch, batch - len(chosen))]
    if len(chosen) < batch:
        chosen += _most_valuable(viewed, chosen, due, turn, batch)
    return chosen


def _is_due(record, now_ns, assess_every_s):
    return record.looked_ns is None or now_ns - record.looked_ns >= assess_every_s * NS_PER_S


def _longest_waiting_first(record):
    return record.turn, record.looked_ns, record.person.person_id


def _kept_from_new(old: Sequence[PersonRecord], turn: int, most: int, batch: int) -> int:
    """Return how many places those who wait too long keep where others have just come."""
    half = batch * (turn + 1) // 2 - batch * turn // 2
    return min(half, sum(turn - record.turn >= most for record in old))


def _kept_for_longest(old: Sequence[PersonRecord], turn: int, most: int, batch: int,
                      places: int) -> int:
    """Return how many of the longest waiting must be served now for all to meet the bound."""
    must = max((m - batch * (most - (turn - record.turn))
                for m, record in enumerate(old, 1)), default=0)
    return min(places, max(0, must))


def _most_valuable(viewed, chosen, due, turn, batch):
    """Return whose claims are the largest, besides those who are chosen."""
    weights = _weights(viewed, batch)
    taken = {r.person.person_id for r in chosen}
    waiting = [r for r in due if r.looked_ns is not None and r.person.person_id not in taken]
    if len(viewed) > batch:
        rested = [r for r in waiting
                  if r.turn < turn - 1 or weights[r.person.person_id] >= IN_A_ROW]
        # A turn that nobody takes would never end.
        waiting = rested if rested or chosen else waiting
    waiting.sort(key=lambda r: _rank(r, turn, weights, _fraction(r, turn)))
    # The scorer may have no time for the last ones; among these the fraction means nothing.
    return sorted(waiting[:batch - len(chosen)], key=lambda r: _rank(r, turn, weights, 0.0))


def _rank(record, turn, weights, fraction):
    person_id = record.person.person_id
    claim = (turn - record.turn + fraction) * weights[person_id]
    return -claim, record.turn, person_id


def _fraction(record, turn):
    """Return 0..1, evenly spread over people and turns."""
    return zlib.crc32(f'{turn} {record.person.person_id}'.encode()) / 2.0**32


def _weights(viewed: Sequence[PersonRecord], batch: int) -> dict[str, float]:
    extras = {r.person.person_id: MOST_EXTRA * look_worth(r) for r in viewed}
    budget = STRETCH * batch * math.ceil(len(viewed) / batch) - len(viewed)
    # An exact sum is the same in any order.
    share = min(1.0, budget / max(math.fsum(extras.values()), 1e-9))
    return {person_id: 1.0 + share * extra for person_id, extra in extras.items()}
