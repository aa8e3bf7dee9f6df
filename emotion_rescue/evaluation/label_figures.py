"""Draws a label check: categories against chance, and distress ROC curves of every learner."""

from functools import partial
from pathlib import Path

import numpy as np

from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.drawn_sheets import draw_sheets
from emotion_rescue.evaluation.label_bars import label_bars
from emotion_rescue.evaluation.label_check import LabelCheck
from emotion_rescue.evaluation.label_check import SHORTCUT_BAR

_CEILING, _CHANCE, _PROBE, _BAD = '#1f5a8c', '#b8b8b8', '#d98c21', '#b3261e'


def draw_figures(check: LabelCheck, folder: Path) -> list[Path]:
    """Write categories.png, roc.png and shortcuts.png into `folder` and return their paths.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    return draw_sheets(folder, (('categories', (7, 7), partial(_draw_categories, check)),
                                ('roc', (6, 6), partial(_draw_roc, check)),
                                ('shortcuts', (7.5, 5), partial(_draw_shortcuts, check))))


def roc_curve(score: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the false and true positive rates at every distinct score, from (0, 0) to (1, 1).

    Args:
        score: float (n,).
        positive: bool (n,), with both values.
    """
    order = np.argsort(-score, kind='stable')
    last_of_ties = np.append(score[order][1:] != score[order][:-1], True)
    hits = np.cumsum(positive[order])[last_of_ties]
    alarms = np.cumsum(~positive[order])[last_of_ties]
    return (np.concatenate([[0.0], alarms / alarms[-1]]),
            np.concatenate([[0.0], hits / hits[-1]]))


def _draw_categories(check, axes):
    known = sorted((c for c in check.ceiling.categories if c.people), key=lambda c: c.ap)
    places = np.arange(len(known))
    axes.barh(places, [100 * c.ap for c in known], color=_CEILING,
              label='ceiling: trees on exact face and pose')
    axes.barh(places, [100 * c.prevalence for c in known], color=_CHANCE, height=0.5,
              label='chance: prevalence')
    axes.set_yticks(places, [f'{c.name} ({c.people})' for c in known], fontsize=8)
    axes.set(xlabel='average precision (%)', xlim=(0, 100), ylim=(-0.6, len(known) - 0.4),
             title=f'26 categories, {len(check.asked)} people never seen')
    axes.legend(loc='lower right')


def _draw_roc(check, axes):
    truth = check.asked.distressed
    lines = [(Figure('ceiling', *_numbers(check.ceiling.distress_auroc)),
              check.ceiling.said.distress, {'color': _CEILING, 'lw': 2.4}),
             (check.control.auroc, check.control.said, {'color': '#4c9a52', 'lw': 1.8})]
    lines += [(hint.auroc, hint.said, {'color': '#777777', 'lw': 1.0, 'ls': style})
              for hint, style in zip(check.hints, ('--', ':', '-.'), strict=False)]
    for probe in check.shortcuts:
        axes.plot(*roc_curve(probe.said, truth), color=_PROBE, lw=0.9, alpha=0.7)
    for figure, said, look in lines:
        name = f'{figure.name} ({figure.value:.2f})'
        axes.plot(*roc_curve(said, truth), label=name, **look)
    found = [probe.auroc.value for probe in check.shortcuts]
    axes.plot((), (), color=_PROBE,
              label=f'{len(found)} shortcuts ({min(found):.2f} to {max(found):.2f})')
    axes.plot((0, 1), (0, 1), color=_CHANCE, lw=1)
    axes.set(xlabel='calm people called distressed', ylabel='distressed people found',
             xlim=(0, 1), ylim=(0, 1), aspect='equal', title='Distress (AUROC)')
    axes.legend(fontsize=8, loc='lower right')


def _draw_shortcuts(check, axes):
    bars = label_bars(check)[1:]
    others = [probe.auroc for probe in (check.control, *check.hints)]
    figures = [check.ceiling.distress_auroc, *others, *(bar.figure for bar in bars)][::-1]
    colours = [_PROBE if bar.passed else _BAD for bar in bars][::-1]
    colours += ['#777777'] * len(others) + [_CEILING]
    for place, (figure, colour) in enumerate(zip(figures, colours, strict=True)):
        axes.plot((figure.low, figure.high), (place, place), color=colour, lw=2)
        axes.plot(figure.value, place, 'o', color=colour, ms=5)
    axes.axvline(0.5, color=_CHANCE, lw=1)
    axes.axvline(SHORTCUT_BAR, color=_BAD, lw=1, ls='--')
    names = [figure.name for figure in figures[:-1]] + ['ceiling']
    axes.set_yticks(np.arange(len(figures)), names, fontsize=8)
    axes.set(xlabel='distress AUROC with its 95 % interval; dashed: limit of shortcuts',
             xlim=(0.3, 1.0))


def _numbers(figure):
    return figure.value, figure.low, figure.high
