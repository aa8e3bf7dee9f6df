"""Figures of a voice model as tables of text, and as JSON."""

from collections.abc import Sequence
import math
from typing import Any

from emotion_rescue.evaluation.voice_category_figures import MEASURES
from emotion_rescue.training.voice_measuring import MeasuredVoices


def figure_table(measured: Sequence[MeasuredVoices]) -> str:
    """Return a Markdown table: a figure a row, an SNR a column.

    A cell is value [interval] / baseline; unknown where the model or the labels lack it.
    """
    header = ['figure', *(each.condition for each in measured)]
    rows = [[row[0].name, *(_cell(f.value, f.interval, f.baseline) for f in row)]
            for row in zip(*(each.figures for each in measured), strict=True)]
    return _markdown(header, rows)


def category_table(measured: MeasuredVoices) -> str:
    """Return a Markdown table: a category a row; cells as in `figure_table`."""
    rows = [[f'{each.name} ({each.clips})',
             *(_cell(each.value[m], each.interval[m], each.baseline[m]) for m in MEASURES)]
            for each in measured.categories]
    return _markdown(['category (clips)', *MEASURES], rows)


def as_json(measured: Sequence[MeasuredVoices]) -> list[dict[str, Any]]:
    """Return an entry for each SNR; an SNR of None is no noise, a number of None is unknown."""
    return [{
        'condition': each.condition,
        'snr_db': None if math.isinf(each.snr_db) else each.snr_db, 'clips': each.clips,
        'figures': {f.name: _entry(f.value, f.interval, f.baseline) for f in each.figures},
        'categories': {c.name: {'clips': c.clips, **{
            m: _entry(c.value[m], c.interval[m], c.baseline[m]) for m in MEASURES}}
            for c in each.categories}} for each in measured]


def _entry(value, interval, baseline):
    numbers = {'value': value, 'low': interval[0], 'high': interval[1], 'baseline': baseline}
    return {name: None if math.isnan(x) else x for name, x in numbers.items()}


def _cell(value, interval, baseline):
    if math.isnan(value):
        return 'unknown'
    simple = 'unknown' if math.isnan(baseline) else f'{baseline:.2f}'
    return f'{value:.2f} [{interval[0]:.2f}, {interval[1]:.2f}] / {simple}'


def _markdown(header, rows):
    lines = [header, ['---'] * len(header), *rows]
    return '\n'.join(f'| {" | ".join(line)} |' for line in lines)
