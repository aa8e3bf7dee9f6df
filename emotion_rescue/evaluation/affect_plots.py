"""Draws a score of predictions: AP of each category, calibration and ROC curve of distress."""

from functools import partial
from pathlib import Path

import numpy as np

from emotion_rescue.evaluation.affect_predictions import AffectScore
from emotion_rescue.evaluation.drawn_sheets import draw_sheets
from emotion_rescue.evaluation.label_figures import roc_curve
from emotion_rescue.evaluation.resampled_errors import probability_bin
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT

_SAID, _CHANCE = '#1f5a8c', '#b8b8b8'
_BINS = 15


def draw_score(score: AffectScore, folder: Path) -> list[Path]:
    """Write categories.png, and reliability.png and roc.png of distress; return their paths.

    What there is nothing of is not drawn: distress that is not known or not predicted, and a ROC
    curve of people who are all in distress, or none.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    distress = score.figures['distress AUROC'], score.figures['distress ECE-15']
    ranked, calibrated = (not np.isnan(figure.value) for figure in distress)
    return draw_sheets(folder, [
        (name, size, partial(draw, score)) for name, size, draw, wanted in (
            ('categories', (7, 7), _draw_categories, True),
            ('reliability', (6, 6), _draw_reliability, calibrated),
            ('roc', (6, 6), _draw_roc, ranked)) if wanted])


def reliability(positive: np.ndarray, probability: np.ndarray, bins: int = _BINS
                ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean probability, share of positives and number of rows of each bin that has rows.

    Args:
        positive: bool (n,).
        probability: float (n,), 0..1 or NaN; rows of NaN are left out.
        bins: of equal width.
    """
    known = ~np.isnan(probability)
    index = probability_bin(probability[known], bins)
    count = np.bincount(index, minlength=bins)
    filled = count > 0
    return (*(np.bincount(index, np.asarray(values, float)[known], bins)[filled] / count[filled]
              for values in (probability, positive)), count[filled])


def _draw_categories(score, axes):
    known = sorted((c for c in score.figures.categories if c.people), key=lambda c: c['AP'].value)
    places = np.arange(len(known))
    figures = [category['AP'] for category in known]
    axes.barh(places, [100 * figure.value for figure in figures], color=_SAID, label='predictions')
    axes.hlines(places, *([100 * getattr(figure, end) for figure in figures]
                          for end in ('low', 'high')), color='black', lw=1, label='95 % interval')
    axes.barh(places, [100 * figure.chance for figure in figures], color=_CHANCE, height=0.5,
              label='chance: share of people')
    axes.set_yticks(places, [f'{c.name} ({c.people})' for c in known], fontsize=8)
    axes.set(xlabel='average precision, not interpolated (%)', xlim=(0, 100),
             ylim=(-0.6, len(known) - 0.4),
             title=f'{len(known)} categories, {len(score.truth.distress):,} people')
    axes.figure.legend(loc='outside lower center', ncols=3)


def _draw_reliability(score, axes):
    truth, said = _distress(score)
    predicted, observed, count = reliability(truth, said)
    axes.plot((0, 1), (0, 1), color=_CHANCE, lw=1, ls='--', label='calibrated')
    axes.plot(predicted, observed, color=_SAID, lw=1)
    # The area of a point goes with its people.
    axes.scatter(predicted, observed, s=10 + 300 * count / count.sum(), color=_SAID,
                 label='predictions; area: people', clip_on=False, zorder=3)
    axes.set(xlabel='predicted distress', ylabel='share of people in distress', xlim=(0, 1),
             ylim=(0, 1), aspect='equal',
             title=f'Distress, ECE-15 {score.figures["distress ECE-15"]}')
    axes.legend(loc='upper left')


def _draw_roc(score, axes):
    truth, said = _distress(score)
    axes.plot((0, 1), (0, 1), color=_CHANCE, lw=1, ls='--', label='chance')
    axes.plot(*roc_curve(np.where(np.isnan(said), -np.inf, said), truth), color=_SAID, lw=2,
              label='predictions')
    axes.set(xlabel='share of people without distress taken for distressed',
             ylabel='share of people in distress found', xlim=(0, 1), ylim=(0, 1),
             aspect='equal', title=f'Distress, AUROC {score.figures["distress AUROC"]}')
    axes.legend(loc='lower right')


def _distress(score):
    known = ~np.isnan(score.truth.distress)
    return score.truth.distress[known] >= DISTRESS_PRESENT, score.said.distress[known]
