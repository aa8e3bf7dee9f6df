"""How a comparison of strategies is told: a short table, a whole one as Markdown, and JSON."""

from collections.abc import Mapping
from collections.abc import Sequence
import math
from typing import Any

from emotion_rescue.core.emotions import DISTRESS_CATEGORY_NAMES
from emotion_rescue.training.strategies import strategy_of
from emotion_rescue.training.strategy_figures import ComparedStrategies
from emotion_rescue.training.strategy_figures import SeedsFigure
from emotion_rescue.training.strategy_notes import ANY
from emotion_rescue.training.strategy_notes import ORACLE
from emotion_rescue.training.strategy_notes import READING
from emotion_rescue.training.strategy_notes import SMALL_BASE

KEY_FIGURES = ('mAP', 'mAP of distress categories', 'F1, macro', 'VAD MAE', 'distress AUROC')
LOWER_IS_BETTER = ('MAE', 'RMSE', 'ECE', 'Hamming')
# All that scores are good for before they are calibrated; VAD is expected levels in any case.
_OF_RAW = ('mAP', 'AP', 'AUROC', 'VAD', 'valence', 'arousal', 'dominance')
_SHORT = {'mAP of distress categories': 'mAP of distress', 'F1, macro': 'F1'}


def short_text(compared: ComparedStrategies) -> str:
    """Return the figures that matter most, and differences, for a terminal."""
    names = list(compared.strategies)
    wide = max(map(len, [*names, *(d.shows for d in compared.differences)]))
    heads = ''.join(f'  {_SHORT.get(name, name):<22}' for name in KEY_FIGURES)
    lines = [f'{compared.people:,} test people, {compared.persons:,} different ones', '',
             f'{"":{wide}}{heads}'.rstrip()]
    lines += [f'{name:{wide}}' + ''.join(f'  {_cell(name, figure, of.figures[figure]):<22}'
                                         for figure in KEY_FIGURES).rstrip()
              for name, of in compared.strategies.items()]
    if compared.differences:
        lines += ['', 'differences (* the interval and all seeds are of one sign)']
        lines += [f'{d.shows:{wide}}' + ''.join(
            f'  {_difference(d.figures.figures[figure], "*", ""):<22}'
            for figure in KEY_FIGURES).rstrip() for d in compared.differences]
    return '\n'.join(lines)


def as_markdown(compared: ComparedStrategies, about: Sequence[str], oracle: bool,
                small_base: bool) -> str:
    """Return everything.

    Args:
        compared: what was measured.
        about: lines about what was run.
        oracle: whether descriptions come from the renderer.
        small_base: whether the base was made for the comparison.
    """
    names = list(compared.strategies)
    listed = [f'- **{s.name}**: {s.words}' for s in map(strategy_of, names) if s is not None]
    notes = [SMALL_BASE if small_base else '', ANY, ORACLE if oracle else '']
    figures = next(iter(compared.strategies.values())).figures
    return '\n'.join([
        '# Strategies of judging people, compared', '', *about, '', *listed, '',
        '## Figures', '', READING.format(rounds=compared.rounds,
                                        distress=', '.join(DISTRESS_CATEGORY_NAMES)), '',
        *_rows(['', 'chance', *names], (
            [_named(figure), _number(compared.chances.get(figure, math.nan)),
             *(_cell(name, figure, compared.strategies[name].figures[figure]) for name in names)]
            for figure in figures)), '',
        '## Seeds', '', *_rows(['', *(_SHORT.get(f, f) for f in KEY_FIGURES)], (
            [name, *(_seeds(name, figure, of.figures[figure]) for figure in KEY_FIGURES)]
            for name, of in compared.strategies.items())), '',
        '## Differences', '',
        'Paired: the same people, the same seeds. Bold where the interval and all seeds are of '
        'one sign.', '', *_rows(['', *map(_named, KEY_FIGURES)], (
            [f'{d.shows}: {d.of} minus {d.minus}',
             *(_difference(d.figures.figures[figure], '**', '**') for figure in KEY_FIGURES)]
            for d in compared.differences)), '', *verdicts(compared), '',
        '## AP by category', '', *_rows(['', 'people', *names], (
            [category, str(count), *(_number(of.categories[category]['AP'].value)
                                     for of in compared.strategies.values())]
            for category, count in compared.shares.items() if count)), '',
        '## How to read this', '', *filter(None, notes), ''])


def verdicts(compared: ComparedStrategies) -> list[str]:
    """Return one sentence a difference, about mAP and distress AUROC."""
    return [f'- {d.shows}: ' + '; '.join(
        f'{figure} {_difference(d.figures.figures[figure], "", "")}, '
        + ('a clear difference' if d.figures.figures[figure].clear else 'no clear difference')
        for figure in ('mAP', 'distress AUROC')) + '.' for d in compared.differences]


def as_json(compared: ComparedStrategies, about: Mapping[str, Any]) -> dict:
    """Return everything as plain values; NaN stands for what could not be measured."""
    return {
        **about, 'people': compared.people, 'persons': compared.persons,
        'bootstrap_rounds': compared.rounds, 'chance': dict(compared.chances),
        'people_of_category': dict(compared.shares),
        'strategies': {name: _plain(name, of) for name, of in compared.strategies.items()},
        'differences': [{'shows': d.shows, 'of': d.of, 'minus': d.minus,
                         **_plain('', d.figures)} for d in compared.differences]}


def _plain(name, of):
    def figure(found):
        return {'value': found.value, 'interval': [found.low, found.high],
                'seeds': list(found.seeds)}

    return {
        'figures': {key: figure(value) for key, value in of.figures.items() if _told(name, key)},
        'categories': {category: {key: figure(value) for key, value in figures.items()
                                  if _told(name, key)}
                       for category, figures in of.categories.items()}}


def _told(name, figure):
    return not name.endswith('-raw') or any(figure.startswith(word) or figure.endswith(word)
                                            for word in _OF_RAW)


def _cell(name, figure, found: SeedsFigure):
    if math.isnan(found.value) or not _told(name, figure):
        return '-'
    return f'{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]'


def _seeds(name, figure, found: SeedsFigure):
    if math.isnan(found.value) or not _told(name, figure):
        return '-'
    return ', '.join(f'{value:.3f}' for value in found.seeds)


def _difference(found: SeedsFigure, before, after):
    if math.isnan(found.value):
        return '-'
    text = f'{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]'
    return f'{before}{text}{after}' if found.clear else text


def _named(figure):
    return f'{figure} (lower is better)' if any(
        word in figure for word in LOWER_IS_BETTER) else figure


def _number(value):
    return '-' if math.isnan(value) else f'{value:.3f}'


def _rows(heads, rows):
    yield f'| {" | ".join(heads)} |'
    yield '| --- |' + ' --- |' * (len(heads) - 1)
    yield from (f'| {" | ".join(cells)} |' for cells in rows)
