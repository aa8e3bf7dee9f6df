"""A baseline that knows words, but neither their order nor what they mean: logistic regression.

What a language model is worth shows beside it, trained on the same texts.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from emotion_rescue.evaluation.logistic import fit_logistic
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.evaluation.transcription import plain_words

MOST_WORDS = 600
_LEAST_TEXTS = 2  # in which a word must occur
_PULL = 2e-3


class BagOfWords:
    """Probability of distress by which words occur in a text."""

    def __init__(self, texts: Sequence[str], distress: np.ndarray):
        """Learn from texts.

        Args:
            texts: n > 0.
            distress: float (n,), 0..1.
        """
        counts = Counter(word for text in texts for word in set(plain_words(text)))
        self._words = [word for word, count in counts.most_common(MOST_WORDS)
                       if count >= _LEAST_TEXTS]
        pull = np.full(len(self._words) + 1, _PULL)
        pull[-1] = 0.0
        self._weights = fit_logistic(self._design(texts), np.asarray(distress, float), pull)

    def distress(self, texts: Sequence[str]) -> np.ndarray:
        """Return float64 (n,), 0..1."""
        return sigmoid(self._design(texts) @ self._weights)

    def _design(self, texts):
        index = {word: i for i, word in enumerate(self._words)}
        design = np.zeros((len(texts), len(index) + 1))
        design[:, -1] = 1.0
        for row, text in zip(design, texts, strict=True):
            row[[index[word] for word in set(plain_words(text)) if word in index]] = 1.0
        return design
