"""Figures of merit of yes-or-no answers to many labels, for many resamples of the rows at once.

`truth` and `said` are bool (n, labels); `counts` is how often each row counts, float (rounds, n),
a line of ones for the data themselves. The figures are those of scikit-learn by the same names.
"""

import numpy as np


def precision_recall_f1(truth: np.ndarray, said: np.ndarray,
                        counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision, recall and F1 of every label, each float (rounds, labels).

    NaN for a label that nobody has. Precision is 0 where nobody is said to have the label
    (zero_division=0).
    """
    hits, claims, people = (counts @ rows.astype(float) for rows in (truth & said, said, truth))
    known = people > 0
    return tuple(np.where(known, top / np.maximum(bottom, 1), np.nan)
                 for top, bottom in ((hits, claims), (hits, people), (2 * hits, claims + people)))


def hamming_loss(truth: np.ndarray, said: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the share of wrong answers among all of all labels, float (rounds,); 0 is best."""
    return _mean((truth != said).mean(axis=1), counts)


def subset_accuracy(truth: np.ndarray, said: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the share of rows of which every label is right, float (rounds,)."""
    return _mean((truth == said).all(axis=1).astype(float), counts)


def _mean(values, counts):
    total = counts.sum(axis=1)
    return np.divide(counts @ values, total, out=np.full(len(counts), np.nan), where=total > 0)
