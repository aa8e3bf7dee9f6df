"""How well scores rank positives above negatives, for many resamples of the same rows at once."""

import numpy as np

_ELEVEN = np.linspace(0.0, 1.0, 11)
# 3 of 10 found reaches a recall of 0.3, whatever the last bit of the quotient says.
_ROUNDING = 1e-9


class Ranking:
    """n rows in the order of their scores; rows of equal score stand at one place, together.

    The methods take how often each row counts, float (rounds, n): a bootstrap resample is one
    line of such counts, and a line of ones is the data themselves. Sorting, the slow part, is
    done once. They return float (rounds,), NaN where there is nothing to tell.

    Args:
        positive: bool (n,).
        score: float (n,); NaN, an unknown score, ranks below all others.
    """

    def __init__(self, positive: np.ndarray, score: np.ndarray):
        score = np.where(np.isnan(score), -np.inf, score)
        self._order = np.argsort(-score, kind='stable')
        self._positive = np.asarray(positive, bool)[self._order]
        ranked = score[self._order]
        last = np.append(ranked[1:] != ranked[:-1], True)[:len(ranked)]
        self._last_of_ties = np.flatnonzero(last)

    def average_precisions(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the plain and the 11-point average precision; NaN without positives.

        Plain: area under precision over recall, not interpolated: sum over thresholds of
        (recall - recall before) * precision. 11-point, EMOTIC's official one (Kosti et al., TPAMI
        2019; PASCAL VOC 2007 before): mean of the best precision at recall >= 0, 0.1 ... 1.
        """
        hits, alarms = self._found(counts)
        if not hits.shape[1]:
            return np.full((2, len(counts)), np.nan)
        precision = hits / np.maximum(hits + alarms, 1)
        recall = _share(hits)
        plain = np.sum(np.diff(recall, axis=1, prepend=0.0) * precision, axis=1)
        best_from_here = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
        first = np.stack([(recall < r - _ROUNDING).sum(axis=1) for r in _ELEVEN], axis=1)
        eleven = np.take_along_axis(best_from_here, first, axis=1).mean(axis=1)
        return plain, np.where(hits[:, -1] > 0, eleven, np.nan)

    def auroc(self, counts: np.ndarray) -> np.ndarray:
        """Return the probability that a positive outranks a negative, ties count half.

        By the area under the ROC curve (trapezoids); NaN where a side is empty.
        """
        hits, alarms = (np.pad(found, ((0, 0), (1, 0))) for found in self._found(counts))
        heights = (hits[:, 1:] + hits[:, :-1]) / 2
        pairs = hits[:, -1] * alarms[:, -1]
        area = np.sum(np.diff(alarms, axis=1) * heights, axis=1)
        return np.divide(area, pairs, out=np.full(len(counts), np.nan), where=pairs > 0)

    def _found(self, counts):
        """Return the positives and the negatives found down to each place, (rounds, places)."""
        ranked = counts[:, self._order]
        hits = np.cumsum(ranked * self._positive, axis=1)[:, self._last_of_ties]
        return hits, np.cumsum(ranked, axis=1)[:, self._last_of_ties] - hits


def _share(found):
    total = found[:, -1:]
    return np.divide(found, total, out=np.full(found.shape, np.nan), where=total > 0)
