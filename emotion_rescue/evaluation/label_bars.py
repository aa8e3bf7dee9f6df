"""What a label check must reach, and how it is told as text and JSON."""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.label_check import BACKGROUNDS
from emotion_rescue.evaluation.label_check import CEILING_BAR
from emotion_rescue.evaluation.label_check import LabelCheck
from emotion_rescue.evaluation.label_check import SHORTCUT_BAR
from emotion_rescue.synthesis.dataset.category_prevalences import EMOTIC_PERCENT

# From so many people on, more of them hardly help the trees of the ceiling.
_MANY = 2000


@dataclass(frozen=True)
class Bar:
    """One demand; `wanted` says it in words, `sure` is whether the whole interval agrees."""

    figure: Figure
    wanted: str
    passed: bool
    sure: bool

    def __str__(self):
        verdict = 'pass' if self.passed else 'FAIL'
        doubt = '' if self.sure else ', but the interval reaches across'
        return f'{verdict}  {self.figure.name}: {self.figure}, wanted {self.wanted}{doubt}'


def label_bars(check: LabelCheck) -> list[Bar]:
    """Return all demands on the labels, met or not."""
    low, high = CEILING_BAR
    best = check.ceiling.distress_auroc
    bars = [_within(Figure('ceiling, distress AUROC', best.value, best.low, best.high), low, high)]
    for figure in check.shuffled:
        at_chance = figure.low <= 0.5 <= figure.high
        bars.append(Bar(figure, '0.5 in the interval', at_chance, at_chance))
    control = check.control.auroc
    bars.append(Bar(control, 'an interval above 0.5', control.low > 0.5, control.low > 0.5))
    bars += [_within(probe.auroc, 0.0, SHORTCUT_BAR) for probe in check.shortcuts]
    return bars


def problems(check: LabelCheck) -> list[str]:
    """Return a phrase for each thing that is wrong; none where all is well."""
    found = [f'{bar.figure.name} is {bar.figure.value:.3f}, wanted {bar.wanted}'
             for bar in label_bars(check) if not bar.passed]
    shared = len(np.intersect1d(check.known.person, check.asked.person))
    if shared:
        found.append(f'{shared} of the people asked about are among those learned from')
    if check.missing:
        found.append(f'nobody has {", ".join(check.missing)}')
    if not check.has_backgrounds:
        found.append(f'there is no folder {BACKGROUNDS}, which synth images --backgrounds makes')
    return found


def as_text(check: LabelCheck) -> str:
    """Return everything in lines for a terminal."""
    lines = [f'{len(check.known)} people to learn from, {len(check.asked)} others to tell about; '
             'intervals are 95 %']
    if len(check.known) < _MANY:
        lines.append(f'With fewer than {_MANY} people to learn from the ceiling is too low, and '
                     'all intervals are wide.')
    lines += ['', *map(str, label_bars(check)), '', 'For comparison, distress AUROC:']
    lines += [f'      {probe.auroc.name}: {probe.auroc}' for probe in check.hints]
    lines += ['', 'Ceiling, and guesses:']
    lines += [f'      {figure.name}: {figure}, guessed {guess.value:.3f}'
              for figure, guess in zip(check.ceiling.figures, check.ceiling.guessed, strict=True)]
    lines += ['', f'{"category":16} {"% all":>6} {"EMOTIC":>6} {"people":>6} {"% asked":>7} '
                  f'{"AP %":>6} {"11-pt":>6}']
    for row in _category_rows(check):
        lines.append(f'{row["name"]:16} {row["percent"]:6.1f} {row["emotic_percent"]:6.1f} '
                     f'{row["people"]:6d} {100 * row["prevalence"]:7.1f} {100 * row["ap"]:6.1f} '
                     f'{100 * row["ap_11_point"]:6.1f}')
    for probe in check.shortcuts:
        if probe.importances:
            told = ', '.join(f'{name} {loss:.3f}' for name, loss in probe.importances[:6])
            lines.append(f'\nMost telling of {probe.auroc.name} (loss of AUROC): {told}')
    return '\n'.join(lines)


def as_json(check: LabelCheck) -> dict:
    """Return everything as plain numbers; None stands for what could not be measured."""
    return _plain({
        'passed': not problems(check), 'problems': problems(check),
        'people_known': len(check.known), 'people_asked': len(check.asked),
        'distressed_share': float(np.mean(check.asked.distressed)),
        'bars': [{'name': bar.figure.name, **_numbers(bar.figure), 'wanted': bar.wanted,
                  'passed': bar.passed, 'sure': bar.sure} for bar in label_bars(check)],
        'ceiling': {figure.name: _numbers(figure) for figure in check.ceiling.figures},
        'guessed': {figure.name: _numbers(figure) for figure in check.ceiling.guessed},
        'categories': _category_rows(check), 'missing_categories': list(check.missing),
        'for_comparison': {probe.auroc.name: _numbers(probe.auroc)
                           for probe in check.hints},
        'importances': {probe.auroc.name: dict(probe.importances[:10])
                        for probe in (*check.shortcuts, *check.hints) if probe.importances}})


def _category_rows(check):
    have = np.concatenate([check.known.truth.emotions, check.asked.truth.emotions])
    return [{**vars(category), 'percent': 100 * float(share),
             'emotic_percent': EMOTIC_PERCENT[category.name]}
            for category, share in zip(check.ceiling.categories, have.mean(axis=0), strict=True)]


def _within(figure, low, high):
    wanted = f'{low:.2f} to {high:.2f}' if low > 0 else f'at most {high:.2f}'
    return Bar(figure, wanted, bool(low <= figure.value <= high),
               bool(low <= figure.low and figure.high <= high)
               or bool(figure.high < low or figure.low > high))


def _numbers(figure):
    return {'value': figure.value, 'interval': [figure.low, figure.high]}


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value
