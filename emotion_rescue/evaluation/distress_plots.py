"""Draws how sure a judgement may be before it errs, and which levels whom were given."""

from pathlib import Path

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.evaluation.distress_report import DistressReport
from emotion_rescue.evaluation.drawn_sheets import sheet_class

_SIZE_IN, _DPI = (11.0, 4.4), 150
_CALM, _DISTRESSED = '#7fb2d9', '#c25b1a'


def draw_distress(report: DistressReport, path: Path) -> None:
    """Write a PNG: risk over coverage on the left, levels of both truths on the right.

    Args:
        report: what was measured.
        path: of the file; its folder is made.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    figure = sheet_class()(figsize=_SIZE_IN, layout='constrained')
    left, right = figure.subplots(1, 2)
    left.plot(report.coverage, report.risk, color='#1f5a8c')
    left.set(xlabel='share of people judged, surest first', ylabel='share judged wrong',
             xlim=(0, 1), ylim=(0, 0.6), title='Risk over coverage')
    shares = report.levels / report.levels.sum(axis=1, keepdims=True).clip(1)
    places = range(len(DistressLevel))
    for side, (values, colour, name) in enumerate((
            (shares[0], _CALM, 'not in distress'), (shares[1], _DISTRESSED, 'in distress'))):
        right.bar([place + 0.4 * side - 0.2 for place in places], values, 0.38, color=colour,
                  label=name)
    right.set(xticks=list(places), xticklabels=[level.name for level in DistressLevel],
              ylabel='share of people', title='Levels')
    right.legend(frameon=False)
    figure.suptitle(f'{report.people:,} people in {report.clips:,} clips')
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=_DPI)
