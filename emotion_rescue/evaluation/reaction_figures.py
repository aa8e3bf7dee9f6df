"""How soon the published level follows a change of somebody's state, and how steady it is else."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
import math

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.distress_figures import DistressFigure
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.published_levels import cause_of_change

# The level shall follow a change within so many looks, and else change so rarely a minute.
BAR_LOOKS, BAR_CHANGES_A_MINUTE = 2, 0.1
# Stands for never, as the mean of two infinities is none.
_NEVER = 1e9
_NS_PER_MINUTE = 60 * NS_PER_S


@dataclass(frozen=True)
class Reaction:
    """How the level followed one change.

    Attributes:
        clip: in which it was.
        person: whose state changed.
        kind: of the change.
        outcome: 'followed', 'never', 'already' (the level was on the new side before) or 'unseen'
            (the robot did not see the person before and after the change); of the latter two
            nothing more is known.
        time_s: from the change to the first image at which the level is on the right side;
            infinite for 'never', else NaN where not known.
        looks: judged in between, or infinite or NaN as well.
        holds: whether the level is on the right side at the end.
        cause: what changed the level most.
        anew: whether nothing that was read before the change was remembered after it, as where
            the robot takes whoever falls for somebody new; then memory has not been measured.
    """

    clip: str
    person: int
    kind: str
    outcome: str
    time_s: float = math.nan
    looks: float = math.nan
    holds: bool = False
    cause: Modality | None = None
    anew: bool = False

    @property
    def measured(self) -> bool:
        """Whether there was something to follow."""
        return self.outcome in ('followed', 'never')


@dataclass(frozen=True)
class Steadiness:
    """How often the level of somebody whose state is constant changed.

    Attributes:
        clip: in which it was.
        person: who.
        minutes: from the first level that is not UNKNOWN to the last image.
        changes: from one known level to another, also where UNKNOWN lies in between.
        grave_changes: those of them that cross the border of MODERATE.
        unknown_changes: to UNKNOWN and back from it.
        causes: of each change.
    """

    clip: str
    person: int
    minutes: float
    changes: int
    grave_changes: int
    unknown_changes: int
    causes: tuple[Modality | None, ...] = ()


def reaction_of(person: FollowedPerson, told: Sequence[DistressEstimate]) -> Reaction:
    """Return how `told`, the judgement at each moment, followed the change of the person."""
    change, moments = person.change, person.moments
    name = person.clip, person.person, change.kind
    after = [i for i, moment in enumerate(moments) if moment.stamp_ns >= change.stamp_ns]
    before = range(len(moments) - len(after))
    if not all(any(moments[i].in_view for i in side) for side in (before, after)):
        return Reaction(*name, 'unseen')
    right = [_on_right_side(one.level, change.kind) for one in told]
    if right[before[-1]]:
        return Reaction(*name, 'already')
    first = next((i for i in after if right[i]), None)
    if first is None:
        return Reaction(*name, 'never', math.inf, math.inf, anew=_is_anew(person, after[0]))
    return Reaction(
        *name, 'followed', (moments[first].stamp_ns - change.stamp_ns) / NS_PER_S,
        moments[first].looks - moments[before[-1]].looks, right[-1],
        cause_of_change(told[first - 1], told[first]), _is_anew(person, after[0]))


def steadiness_of(person: FollowedPerson, told: Sequence[DistressEstimate]) -> Steadiness | None:
    """Return how steady `told`, the judgement at each moment, is; None: never judged."""
    levels = [one.level for one in told]
    known = [i for i, level in enumerate(levels) if level is not DistressLevel.UNKNOWN]
    if not known:
        return None
    changed = [(i, j) for i, j in pairwise(known) if levels[i] is not levels[j]]
    grave = sum(_is_grave(levels[i]) != _is_grave(levels[j]) for i, j in changed)
    unknown = sum((a is DistressLevel.UNKNOWN) != (b is DistressLevel.UNKNOWN)
                  for a, b in pairwise(levels[known[0]:]))
    minutes = (person.moments[-1].stamp_ns - person.moments[known[0]].stamp_ns) / _NS_PER_MINUTE
    return Steadiness(person.clip, person.person, minutes, len(changed), grave, unknown,
                      tuple(cause_of_change(told[i], told[j]) for i, j in changed))


def reaction_figures(reactions: Sequence[Reaction], rounds: int = 500) -> list[DistressFigure]:
    """Return times and shares over the changes that could be followed; never is infinite."""
    measured = [one for one in reactions if one.measured]
    clips = np.array([one.clip for one in measured])
    seconds, looks = (np.array([min(getattr(one, name), _NEVER) for one in measured], float)
                      for name in ('time_s', 'looks'))
    holds = np.array([one.holds for one in measured], float)
    parts = (
        ('reaction time, median, s', seconds, lambda v: _quantile(v, 0.5)),
        ('reaction time, p95, s', seconds, lambda v: _quantile(v, 0.95)),
        ('assessments until then, median', looks, lambda v: _quantile(v, 0.5)),
        ('assessments until then, p95', looks, lambda v: _quantile(v, 0.95)),
        (f'followed within {BAR_LOOKS} assessments', looks, lambda v: _mean(v <= BAR_LOOKS)),
        ('never followed', seconds, lambda v: _mean(v >= _NEVER)),
        ('followed, and so at the end', holds, _mean))
    return [DistressFigure(name, _or_never(metric(values)), tuple(
        map(_or_never, bootstrap_interval(metric, values, group=clips, rounds=rounds))),
        len(values)) for name, values, metric in parts]


def steadiness_figures(people: Sequence[Steadiness], rounds: int = 500) -> list[DistressFigure]:
    """Return changes a minute, over everybody's minutes together."""
    clips = np.array([one.clip for one in people])
    minutes = np.array([one.minutes for one in people], float)
    figures = []
    for name, count in (('level changes a minute', 'changes'),
                        ('of them over the border of MODERATE', 'grave_changes'),
                        ('to or from UNKNOWN a minute', 'unknown_changes')):
        counts = np.array([getattr(one, count) for one in people], float)
        figures.append(DistressFigure(
            name, _rate(counts, minutes),
            bootstrap_interval(_rate, counts, minutes, group=clips, rounds=rounds), len(people)))
    steady = np.array([one.changes == 0 for one in people], float)
    figures.append(DistressFigure(
        'people whose level never changed', _mean(steady),
        bootstrap_interval(_mean, steady, group=clips, rounds=rounds), len(people)))
    return figures


def _is_anew(person, number):
    """Return whether all that was known just before moment `number` is forgotten at it."""
    before = person.known_at(number - 1)
    return bool(before) and not set(before) & set(person.known_at(number))


def _on_right_side(level, kind):
    if level is DistressLevel.UNKNOWN:
        return False
    return _is_grave(level) == (kind != 'better')


def _is_grave(level):
    return level >= DistressLevel.MODERATE


def _quantile(values, share):
    return float(np.quantile(values, share, method='inverted_cdf')) if len(values) else math.nan


def _mean(values):
    return float(np.mean(values)) if len(values) else math.nan


def _rate(counts, minutes):
    total = float(np.sum(minutes))
    return float(np.sum(counts)) / total if total > 0.0 else math.nan


def _or_never(value):
    return math.inf if value > 0.5 * _NEVER else value
