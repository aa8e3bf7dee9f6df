"""All figures of reaction and steadiness, as tables for people and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
import math
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.distress_figures import DistressFigure
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.evaluation.published_levels import Conclude
from emotion_rescue.evaluation.published_levels import published
from emotion_rescue.evaluation.reaction_figures import BAR_CHANGES_A_MINUTE
from emotion_rescue.evaluation.reaction_figures import BAR_LOOKS
from emotion_rescue.evaluation.reaction_figures import Reaction
from emotion_rescue.evaluation.reaction_figures import reaction_figures
from emotion_rescue.evaluation.reaction_figures import reaction_of
from emotion_rescue.evaluation.reaction_figures import Steadiness
from emotion_rescue.evaluation.reaction_figures import steadiness_figures
from emotion_rescue.evaluation.reaction_figures import steadiness_of

_EVERY = 'every change'
# What the kinds of clip_onset.KINDS are called in tables.
_NAMES = {'worse': 'calm to distress', 'silent': 'calm to unconscious',
          'better': 'distress to calm'}
_OUTCOMES = ('followed', 'never', 'already', 'unseen')


@dataclass(frozen=True, eq=False)
class ReactionReport:
    """What was measured.

    Attributes:
        reactions: one a change.
        by_kind: name of a kind of change -> figures.
        constant: people in clips in which no state changes.
        steadiness: of those of them who were judged.
        steady: figures of these.
    """

    reactions: list[Reaction]
    by_kind: dict[str, list[DistressFigure]]
    constant: int
    steadiness: list[Steadiness]
    steady: list[DistressFigure]


def measure_reaction(people: Sequence[FollowedPerson], conclude: Conclude,
                     rounds: int) -> ReactionReport:
    """Return all figures of the fusion `conclude` on `people`.

    Raises:
        InputError: nobody changes, and nobody is in a clip without a change.
    """
    changing = [person for person in people if person.change is not None]
    constant = [person for person in people if person.constant]
    if not changing and not constant:
        raise InputError(f'of {len(people)} people nobody changes, and nobody is in a clip '
                         'without a change; film some with: emotion-rescue synth clips --onset')
    reactions = [reaction_of(person, published(conclude, person)) for person in changing]
    kinds = [kind for kind in _NAMES if any(one.kind == kind for one in reactions)]
    by_kind = {_NAMES[kind]: reaction_figures([one for one in reactions if one.kind == kind],
                                              rounds) for kind in kinds}
    if reactions:
        by_kind = {_EVERY: reaction_figures(reactions, rounds), **by_kind}
    steadiness = [one for one in (
        steadiness_of(person, published(conclude, person)) for person in constant)
        if one is not None]
    return ReactionReport(reactions, by_kind, len(constant), steadiness,
                          steadiness_figures(steadiness, rounds) if constant else [])


def as_tables(report: ReactionReport) -> str:
    """Return Markdown: reaction by the kind of change, then steadiness."""
    lines = []
    if report.reactions:
        outcomes = Counter(one.outcome for one in report.reactions)
        lines += [
            f'{len(report.reactions):,} changes of a state: '
            f'{outcomes["followed"]:,} followed, {outcomes["never"]:,} never; not measured: '
            f'{outcomes["already"]:,} on the new side before, {outcomes["unseen"]:,} not seen '
            f'before and after (bar: within {BAR_LOOKS} assessments)',
            f'at {sum(one.anew for one in report.reactions):,} of those measured the robot took '
            'the person for somebody new, and remembered nothing from before', '',
            f'| figure | {" | ".join(report.by_kind)} |', '| --- ' * (len(report.by_kind) + 1)
            + '|']
        lines += [f'| {row[0].name} | {" | ".join(map(_figure, row))} |'
                  for row in zip(*report.by_kind.values(), strict=True)]
        lines += [f'followed because of: {_causes(one.cause for one in _followed(report))}', '']
    if report.constant:
        minutes = sum(one.minutes for one in report.steadiness)
        lines += [
            f'{report.constant:,} people whose state is constant, '
            f'{len(report.steadiness):,} of them judged, for {minutes:.1f} minutes (bar: '
            f'{BAR_CHANGES_A_MINUTE:g} changes a minute)', '', '| figure | value |',
            '| --- | --- |']
        lines += [f'| {figure.name} | {_figure(figure)} |' for figure in report.steady]
        lines.append('changed because of: '
                     f'{_causes(c for one in report.steadiness for c in one.causes)}')
    return '\n'.join(lines).rstrip()


def as_json(report: ReactionReport) -> dict[str, Any]:
    """Return the same as plain JSON, and each change and person; null for never and unknown."""
    outcomes = Counter(one.outcome for one in report.reactions)
    return {
        'bars': {'assessments': BAR_LOOKS, 'changes_a_minute': BAR_CHANGES_A_MINUTE},
        'outcomes': {outcome: outcomes[outcome] for outcome in _OUTCOMES},
        'reaction': {kind: [_plain(figure) for figure in figures]
                     for kind, figures in report.by_kind.items()},
        'constant': report.constant, 'judged': len(report.steadiness),
        'steadiness': [_plain(figure) for figure in report.steady],
        'changes': [{**asdict(one), 'time_s': _finite(one.time_s), 'looks': _finite(one.looks),
                     'cause': _cause(one.cause)} for one in report.reactions],
        'people': [{**asdict(one), 'causes': list(map(_cause, one.causes))}
                   for one in report.steadiness]}


def _followed(report):
    return [one for one in report.reactions if one.outcome == 'followed']


def _causes(causes):
    counts = Counter(map(_cause, causes))
    return ', '.join(f'{cause} {count}' for cause, count in counts.most_common()) or 'nothing'


def _cause(cause):
    return 'age alone' if cause is None else cause.name


def _figure(figure):
    if math.isnan(figure.value):
        return 'nobody'
    value, low, high = map(_number, (figure.value, *figure.interval))
    return f'{value} [{low}, {high}] of {figure.people}'


def _number(value):
    return 'never' if math.isinf(value) else f'{value:.2f}'


def _plain(figure):
    return {**asdict(figure), 'value': _finite(figure.value),
            'interval': list(map(_finite, figure.interval))}


def _finite(value):
    return value if math.isfinite(value) else None
