"""Every figure about answers on people, for many resamples of the people at once.

`counts` is how often each person counts, float (rounds, n), as `intervals.resample_counts` gives
it; a line of ones stands for the people themselves. What cannot be told is NaN.
"""

import numpy as np

from emotion_rescue.core.emotions import DISTRESS_CATEGORY_INDICES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.evaluation.multilabel_metrics import hamming_loss
from emotion_rescue.evaluation.multilabel_metrics import precision_recall_f1
from emotion_rescue.evaluation.multilabel_metrics import subset_accuracy
from emotion_rescue.evaluation.ranking import Ranking
from emotion_rescue.evaluation.resampled_errors import absolute_error
from emotion_rescue.evaluation.resampled_errors import calibration_error
from emotion_rescue.evaluation.resampled_errors import calibration_gaps
from emotion_rescue.evaluation.resampled_errors import root_mean_square_error
from emotion_rescue.evaluation.resampled_errors import share_of_gaps

_IN_TROUBLE = list(DISTRESS_CATEGORY_INDICES)


def emotion_figures(truth: np.ndarray, score: np.ndarray, present: np.ndarray, counts: np.ndarray
                    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return what is measured over all categories, and what of each.

    Means are over the categories that somebody of the resample has, those of calibration errors
    over all about which anything is said.

    Args:
        truth: bool (n, 26).
        score: float (n, 26), probabilities or NaN.
        present: bool (n, 26), who is said to have which.
        counts: float (rounds, n).

    Returns:
        name -> float (rounds,), and name -> float (rounds, 26).
    """
    columns = [(truth[:, c], score[:, c]) for c in range(truth.shape[1])]
    plain, eleven = (np.stack(of_each, axis=1) for of_each in zip(
        *(Ranking(*column).average_precisions(counts) for column in columns), strict=True))
    precision, recall, f1 = precision_recall_f1(truth, present, counts)
    gaps = [calibration_gaps(*column, counts) for column in columns]
    errors = np.stack([share_of_gaps(*of_one) for of_one in gaps], axis=1)
    whole = {
        'mAP': mean_of_known(plain), 'mAP, 11-point': mean_of_known(eleven),
        'mAP of distress categories': mean_of_known(plain[:, _IN_TROUBLE]),
        'mAP of distress categories, 11-point': mean_of_known(eleven[:, _IN_TROUBLE]),
        'precision, macro': mean_of_known(precision), 'recall, macro': mean_of_known(recall),
        'F1, macro': mean_of_known(f1), 'Hamming loss': hamming_loss(truth, present, counts),
        'subset accuracy': subset_accuracy(truth, present, counts),
        'emotions ECE-15': share_of_gaps(*(sum(part) for part in zip(*gaps, strict=True))),
        'emotions ECE-15, mean of categories': mean_of_known(errors)}
    return whole, {'AP': plain, 'AP, 11-point': eleven, 'precision': precision, 'recall': recall,
                   'F1': f1, 'ECE-15': errors}


def vad_figures(truth: np.ndarray, answer: np.ndarray,
                counts: np.ndarray) -> dict[str, np.ndarray]:
    """Return errors of valence, arousal, dominance, and their means over the three.

    MAE is on 1..10. RMSE is of levels divided by 10, as EMOTIC's authors compute their error.

    Args:
        truth: float (n, 3) on 1..10 or NaN.
        answer: likewise.
        counts: float (rounds, n).
    """
    columns = list(zip(truth.T, answer.T, strict=True))
    absolute = np.stack([absolute_error(*column, counts) for column in columns], axis=1)
    squared = np.stack([root_mean_square_error(*column, counts) for column in columns], axis=1)
    squared /= LEVEL_MAX
    return {**{f'{name} MAE': absolute[:, i] for i, name in enumerate(DIMENSIONS)},
            'VAD MAE': absolute.mean(axis=1),
            **{f'{name} RMSE / 10': squared[:, i] for i, name in enumerate(DIMENSIONS)},
            'VAD RMSE / 10': squared.mean(axis=1)}


def distress_figures(truth: np.ndarray, answer: np.ndarray, present_from: float,
                     counts: np.ndarray) -> dict[str, np.ndarray]:
    """Return how well distress is ranked, met and calibrated where the truth is known.

    Args:
        truth: float (n,), 0..1 or NaN.
        answer: likewise; who is unknown ranks last, and if all are, nothing is ranked.
        present_from: truth from which somebody counts as distressed.
        counts: float (rounds, n).
    """
    known = ~np.isnan(truth)
    truth, answer, counts = truth[known], answer[known], counts[:, known]
    distressed = truth >= present_from
    ranked = (Ranking(distressed, answer).auroc(counts) if not np.isnan(answer).all() else
              np.full(len(counts), np.nan))
    return {'distress AUROC': ranked, 'distress MAE': absolute_error(truth, answer, counts),
            'distress ECE-15': calibration_error(distressed, answer, counts)}


def mean_of_known(values: np.ndarray) -> np.ndarray:
    """Return the mean over the columns that are not NaN, float (rounds,); NaN where all are."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    return np.divide(np.where(known, values, 0.0).sum(axis=1), count,
                     out=np.full(len(values), np.nan), where=count > 0)
