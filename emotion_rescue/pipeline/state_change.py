"""Tells that somebody's state has changed, so that readings of the old one do not outvote the new.

Readings of one model about somebody whose state stays hardly differ from look to look, so that a
mean of many is steadier than each. After a change the same mean would lag behind for as long as
the old readings are remembered.
"""

from collections.abc import Sequence

from emotion_rescue.pipeline.distress_evidence import ReadingEvidence

# So many readings in a row have to say that something has changed: one alone may be an error.
CONFIRMED = 2
# By so much, in log-odds, each of them has to differ from the mean of those before.
CHANGED = 0.8
# Of the readings before, this many tell the state that was.
_BEFORE = 3

Weighed = Sequence[tuple[ReadingEvidence, float]]


def of_newest_state(readings: Weighed) -> Weighed:
    """Return those of `readings` that are of the same state as the newest.

    The state has changed with a reading if it and all after it, CONFIRMED or more, differ from the
    mean of the three before by at least CHANGED, all to the same side. Readings that are hardly
    worth anything beside the best neither tell a change nor hide one. Where it is doubtful since
    when, or whether it was for better or worse, the answer with more distress is taken after a
    change for the worse; so more distress in the newest reading never gives less in the mean.

    Args:
        readings: of one modality with what each weighs, the oldest first.
    """
    best = max((one.quality for one, _ in readings), default=0.0)
    telling = [i for i, (one, _) in enumerate(readings) if one.quality >= best / 2]
    values = [readings[i][0].log_odds for i in telling]
    worse, better = [readings], [readings]
    for first in range(1, len(values) - CONFIRMED + 1):
        before = values[max(0, first - _BEFORE):first]
        steps = [value - sum(before) / len(before) for value in values[first:]]
        if min(steps) >= CHANGED:
            worse.append(readings[telling[first]:])
        elif max(steps) <= -CHANGED:
            better.append(readings[telling[first]:])
    return max(worse, key=mean_log_odds) if len(worse) > 1 else min(better, key=mean_log_odds)


def mean_log_odds(readings: Weighed) -> float:
    """Return the weighted mean; 0 of nothing."""
    total = sum(weight for _, weight in readings)
    return sum(weight * one.log_odds for one, weight in readings) / total if total else 0.0
