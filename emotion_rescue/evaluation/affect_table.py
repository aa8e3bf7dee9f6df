"""How a score of predictions is told: a table for a terminal, and JSON."""

from collections.abc import Iterator
import math

from emotion_rescue.evaluation.affect_predictions import AffectScore
from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.synthesis.dataset.listings import finite

_CONVENTIONS = """\
Chance of an AP is the share of people who have the category. mAP, precision, recall and F1 are
means over the categories that somebody has; precision is 0 where nobody is said to have one.
Hamming loss: share of wrong answers among all people times 26. Subset accuracy: share of people
of whom all 26 are right. VAD: mean of the three dimensions, MAE on 1..10, RMSE of levels divided
by 10. ECE-15: 15 bins of equal width; that of emotions pools all categories unless it says mean.
Distressed is who has a distress of at least 0.5 in the truth."""


def as_text(score: AffectScore) -> str:
    """Return the tables and what to know of them."""
    figures = [(figure.name, *_cells(figure)) for figure in score.figures.figures]
    wide = max(len(name) for name, *_ in figures)
    lines = [*_coverage(score), '', f'{"":{wide}}  value  95 % interval  chance']
    lines += [f'{name:{wide}}  {value}  [{low}, {high}]  {chance}'
              for name, value, low, high, chance in figures]
    lines += ['', f'{"category":15} people chance     AP  95 % interval  11-pt  95 % interval  '
                  'precis recall     F1 ECE-15']
    for category in score.figures.categories:
        plain, eleven = (_cells(category[name]) for name in ('AP', 'AP, 11-point'))
        others = [_number(category[name].value)
                  for name in ('precision', 'recall', 'F1', 'ECE-15')]
        lines.append(f'{category.name:15} {category.people:6d}  {plain[3]}  '
                     f'{plain[0]} [{plain[1]}, {plain[2]}]  {eleven[0]} [{eleven[1]}, '
                     f'{eleven[2]}]   {"  ".join(others)}')
    return '\n'.join([*lines, '', _CONVENTIONS])


def as_json(score: AffectScore) -> dict:
    """Return everything as plain values; None stands for what could not be measured."""
    return {
        'people': len(score.truth.distress), 'persons': score.persons,
        'unpredicted': score.unpredicted, 'surplus_predictions': score.surplus,
        'without_emotion_probabilities': score.silent, 'with_present': score.decided,
        'threshold': score.threshold, 'bootstrap_rounds': score.rounds,
        'notes': list(score.notes),
        'figures': {figure.name: _plain(figure) for figure in score.figures.figures},
        'categories': {category.name: {
            'people': category.people,
            **{figure.name: _plain(figure) for figure in category.figures}}
            for category in score.figures.categories}}


def _coverage(score: AffectScore) -> Iterator[str]:
    people = len(score.truth.distress)
    yield (f'{people:,} people, {score.persons:,} different ones; intervals by resampling of '
           f'these, {score.rounds} rounds')
    if score.unpredicted:
        yield (f'{score.unpredicted:,} of them have no prediction: ranked last, counted as having '
               'no emotion, left out of errors of VAD, distress and calibration')
    if score.surplus:
        yield f'{score.surplus:,} predictions are about nobody in the truth and were left out'
    if score.silent:
        yield (f'{score.silent:,} predictions give no probability of any emotion: ranked last, '
               'and without calibration')
    if score.decided:
        yield f'{score.decided:,} predictions say themselves which emotions are present'
    if score.decided < people - score.unpredicted:
        yield f'emotions of a probability from {score.threshold:g} on count as present'
    yield from score.notes


def _cells(figure):
    return tuple(map(_number, (figure.value, figure.low, figure.high, figure.chance)))


def _number(value):
    return '    -' if math.isnan(value) else f'{value:.3f}'


def _plain(figure: Figure):
    plain = finite({'value': figure.value, 'low': figure.low, 'high': figure.high,
                    'chance': figure.chance})
    return {'value': plain['value'], 'interval': [plain['low'], plain['high']],
            'chance': plain['chance']}
