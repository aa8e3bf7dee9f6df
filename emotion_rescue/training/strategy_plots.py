"""Draws a comparison of strategies: figures with intervals, AP by category, differences."""

from functools import partial
import math
from pathlib import Path

import numpy as np

from emotion_rescue.evaluation.drawn_sheets import draw_sheets
from emotion_rescue.training.strategies import strategy_of
from emotion_rescue.training.strategy_figures import ComparedStrategies

_MEAN, _SEED, _CHANCE = '#1f5a8c', '#e08a1e', '#b8b8b8'
_RANKED = {'map': 'mAP', 'map_distress': 'mAP of distress categories',
           'distress_auroc': 'distress AUROC'}
_DIFFERING = 'mAP', 'distress AUROC'


def draw_strategies(compared: ComparedStrategies, folder: Path) -> list[Path]:
    """Write map.png, map_distress.png, distress_auroc.png, categories.png, differences.png.

    Where two numbers of people or more were learned from, there are learning_curve_map.png and
    learning_curve_distress_auroc.png, too. What there is nothing of is not drawn. Returns the
    paths.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    rows = len(compared.strategies)
    sheets = [(name, (8, 1.5 + 0.4 * rows), partial(_draw_figure, compared, figure))
              for name, figure in _RANKED.items()
              if not all(math.isnan(of.figures[figure].value)
                         for of in compared.strategies.values())]
    known = sum(count > 0 for count in compared.shares.values())
    if known:
        sheets.append(('categories', (3 + 0.9 * rows, 2.5 + 0.28 * known),
                       partial(_draw_categories, compared)))
    if compared.differences:
        sheets.append(('differences', (8, 1.5 + 0.5 * len(compared.differences)),
                       partial(_draw_differences, compared)))
    people = {strategy.most_people: compared.strategies[strategy.name].figures
              for strategy in map(strategy_of, compared.strategies)
              if strategy is not None and strategy.most_people}
    if len(people) > 1:
        sheets += [
            (f'learning_curve_{name}', (6, 4), partial(_draw_curve, compared, people, figure))
            for name, figure in _RANKED.items() if figure in _DIFFERING]
    return draw_sheets(folder, sheets)


def _draw_figure(compared, figure, axes):
    names = list(compared.strategies)[::-1]
    found = [compared.strategies[name].figures[figure] for name in names]
    places = np.arange(len(names))
    axes.hlines(places, [f.low for f in found], [f.high for f in found], color=_MEAN, lw=2,
                label='95 % interval by person')
    axes.scatter([value for f in found for value in f.seeds],
                 [place for place, f in zip(places, found, strict=True) for _ in f.seeds],
                 s=14, color=_SEED, zorder=3, label='each seed')
    axes.scatter([f.value for f in found], places, s=36, color=_MEAN, zorder=2,
                 label='mean over seeds')
    axes.axvline(compared.chances[figure], color=_CHANCE, ls='--', lw=1, label='chance')
    axes.set_yticks(places, names)
    axes.set(xlabel=figure, ylim=(-0.6, len(names) - 0.4),
             title=f'{figure}, {compared.people:,} test people')
    axes.figure.legend(loc='outside lower center', ncols=4, fontsize=8)


def _draw_curve(compared, people, figure, axes):
    """Draw a figure over the number of people learned from, people -> figures."""
    counts = sorted(people)
    found = [people[count][figure] for count in counts]
    axes.fill_between(counts, [f.low for f in found], [f.high for f in found], color=_MEAN,
                      alpha=0.2, label='95 % interval by test person')
    axes.plot(counts, [f.value for f in found], 'o-', color=_MEAN, label='mean over seeds')
    axes.axhline(compared.chances[figure], color=_CHANCE, ls='--', lw=1, label='chance')
    axes.set_xscale('log')
    axes.set_xticks(counts, [f'{count:,}' for count in counts])
    axes.minorticks_off()
    axes.set(xlabel='people learned from', ylabel=figure,
             title=f'{figure}, {compared.people:,} test people')
    axes.legend(fontsize=8)


def _draw_categories(compared, axes):
    """Draw how far each AP is above chance, so that frequent and rare categories compare."""
    names = list(compared.strategies)
    known = [name for name, count in compared.shares.items() if count]
    share = np.array([compared.shares[name] / compared.people for name in known])
    ap = np.array([[compared.strategies[s].categories[c]['AP'].value for s in names]
                   for c in known])
    image = axes.imshow(ap - share[:, None], cmap='RdBu', vmin=-0.5, vmax=0.5, aspect='auto')
    axes.set_xticks(range(len(names)), names, rotation=40, ha='right', fontsize=8)
    axes.set_yticks(range(len(known)), [f'{c} ({compared.shares[c]})' for c in known], fontsize=8)
    for (row, column), value in np.ndenumerate(ap):
        axes.text(column, row, f'{value:.2f}', ha='center', va='center', fontsize=7)
    axes.set_title('AP by category (number); colour: above chance')
    axes.figure.colorbar(image, ax=axes, label='AP minus share of people', shrink=0.6)


def _draw_differences(compared, axes):
    places = np.arange(len(compared.differences))[::-1]
    for offset, figure, colour in zip((0.12, -0.12), _DIFFERING, (_MEAN, _SEED), strict=True):
        found = [d.figures.figures[figure] for d in compared.differences]
        axes.hlines(places + offset, [f.low for f in found], [f.high for f in found], color=colour,
                    lw=2)
        axes.scatter([f.value for f in found], places + offset, color=colour, s=30, label=figure)
    axes.axvline(0, color=_CHANCE, ls='--', lw=1)
    axes.set_yticks(places, [f'{d.shows}\n{d.of} - {d.minus}' for d in compared.differences],
                    fontsize=7)
    axes.set(xlabel='difference, 95 % interval by person',
             ylim=(-0.6, len(compared.differences) - 0.4))
    axes.figure.legend(loc='outside lower center', ncols=2)
