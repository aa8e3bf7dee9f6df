"""The loss that is left when every field is given the temperature that suits it best.

A model that learns on becomes surer of itself than it should be, which its loss on others tells
before its ranking of them suffers. A calibration takes that back, so that epochs are compared by
what it leaves.
"""

import numpy as np

from emotion_rescue.models.llava_prompt import split_fields

_TEMPERATURES = np.geomspace(0.125, 8.0, 49)


def tempered_loss(log_likelihoods: np.ndarray, targets: np.ndarray) -> float:
    """Return the mean cross-entropy of the fields, each at its best temperature.

    Args:
        log_likelihoods: float (n, answers).
        targets: float (n, answers), shares of a field's answers; all 0 where it is not known.

    Returns:
        The mean over the fields that are known of somebody; NaN where there is none.
    """
    said, true = split_fields(log_likelihoods), split_fields(targets)
    losses = []
    for name, wanted in true.items():
        known = wanted.sum(axis=1) > 0
        if known.any():
            losses.append(min(_cross_entropy(said[name][known] / temperature, wanted[known])
                              for temperature in _TEMPERATURES))
    return float(np.mean(losses)) if losses else float('nan')


def _cross_entropy(scores, targets):
    shifted = scores - scores.max(axis=1, keepdims=True)
    shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(shares * targets).sum(axis=1).mean())
