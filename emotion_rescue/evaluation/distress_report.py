"""All figures of a fused judgement, as tables for people and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
import math
from typing import Any

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.distress_figures import distress_figures
from emotion_rescue.evaluation.distress_figures import DISTRESSED
from emotion_rescue.evaluation.distress_figures import DistressFigure
from emotion_rescue.evaluation.distress_figures import gain_over
from emotion_rescue.evaluation.distress_figures import Judge
from emotion_rescue.evaluation.distress_figures import level_confusion
from emotion_rescue.evaluation.distress_figures import modality_sets
from emotion_rescue.evaluation.distress_figures import risk_coverage
from emotion_rescue.evaluation.distress_figures import with_only
from emotion_rescue.evaluation.filmed_people import FilmedPerson

_TRUTHS = ('not in distress', 'in distress')


@dataclass(frozen=True, eq=False)
class DistressReport:
    """What was measured of some people.

    Attributes:
        people: how many the robot saw; every figure is of these.
        clips: of how many clips.
        several: how many of these clips have several people.
        unseen: people whom the robot never saw.
        unseen_distressed: how many of these are in distress.
        sets: modalities -> the figures with these alone.
        gains: of everything together over each modality alone.
        levels: int (2, 5), see `level_confusion`.
        coverage: float (n,), see `risk_coverage`.
        risk: float (n,).
    """

    people: int
    clips: int
    several: int
    unseen: int
    unseen_distressed: int
    sets: dict[tuple[Modality, ...], list[DistressFigure]]
    gains: list[DistressFigure]
    levels: np.ndarray
    coverage: np.ndarray
    risk: np.ndarray


def measure_distress(people: Sequence[FilmedPerson], judge: Judge,
                     rounds: int) -> DistressReport:
    """Return all figures of `judge` on those of `people` whom the robot saw.

    Raises:
        InputError: there is nobody, or nothing was read of anybody.
    """
    found = sorted({one.modality for person in people for one in person.evidence})
    if not found:
        raise InputError(f'of {len(people)} people nothing was read; there is nothing to measure')
    clips = {person.clip: person.people for person in people}
    unseen = [person for person in people if not person.tracked]
    people = [person for person in people if person.tracked]
    coverage, risk = risk_coverage(people, judge)
    return DistressReport(
        len(people), len(clips), sum(count > 1 for count in clips.values()),
        len(unseen), sum(person.distress >= DISTRESSED for person in unseen),
        {chosen: distress_figures(with_only(people, chosen), judge, rounds)
         for chosen in modality_sets(found)},
        [gain_over(people, judge, one, rounds) for one in found],
        level_confusion(people, judge), coverage, risk)


def as_tables(report: DistressReport) -> str:
    """Return Markdown: figures by modalities, gains, levels."""
    sets = list(report.sets)
    lines = [f'{report.people:,} people in {report.clips:,} clips, {report.several:,} of them '
             f'with several people; {report.unseen:,} more people were never seen and are in no '
             f'figure, {report.unseen_distressed:,} of them in distress', '',
             f'| figure | {" | ".join(map(_named, sets))} |', '| --- ' * (len(sets) + 1) + '|']
    for row in zip(*report.sets.values(), strict=True):
        lines.append(f'| {row[0].name} | {" | ".join(map(_figure, row))} |')
    lines += ['', *(f'{gain.name}: {_figure(gain)}' for gain in report.gains), '',
              f'| truth | {" | ".join(level.name for level in DistressLevel)} |',
              '| --- ' * (len(DistressLevel) + 1) + '|']
    lines += [f'| {name} | {" | ".join(map(str, counts))} |'
              for name, counts in zip(_TRUTHS, report.levels.tolist(), strict=True)]
    return '\n'.join(lines)


def as_json(report: DistressReport) -> dict[str, Any]:
    """Return the same as plain JSON; null for what there is not."""
    return {
        'people': report.people, 'clips': report.clips, 'clips_with_several': report.several,
        'unseen': report.unseen, 'unseen_in_distress': report.unseen_distressed,
        'modalities': {_named(chosen): [_plain(figure) for figure in figures]
                       for chosen, figures in report.sets.items()},
        'gains': [_plain(gain) for gain in report.gains],
        'levels': {name: dict(zip([level.name for level in DistressLevel], counts, strict=True))
                   for name, counts in zip(_TRUTHS, report.levels.tolist(), strict=True)}}


def _named(modalities):
    return ' + '.join(modality.name.lower() for modality in modalities)


def _figure(figure):
    if math.isnan(figure.value):
        return 'nobody'
    low, high = figure.interval
    return f'{figure.value:.3f} [{low:.3f}, {high:.3f}] of {figure.people}'


def _plain(figure):
    record = asdict(figure)
    record['value'] = None if math.isnan(figure.value) else figure.value
    record['interval'] = [None if math.isnan(end) else end for end in figure.interval]
    return record
