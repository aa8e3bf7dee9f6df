"""Turns likelihoods of answers into calibrated probabilities, by calibration.json of the weights.

    {"emotions": {"Fear": {"scale": 1.1, "bias": 2.0, "threshold": 0.4}, ...},
     "distress": {"scale": 0.9, "bias": -0.1}}

A category's feature is the log of its share among all categories; distress' feature is the log
of P(yes) / P(no). Probability = 1 / (1 + exp(-(scale * feature + bias))), Platt's scaling. A
category that the file does not name could not be calibrated and stays unknown.
"""

from dataclasses import dataclass
import json
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import WeightsError

CALIBRATION_FILE = 'calibration.json'


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scale and bias of every category, and of distress; NaN where not fitted.

    Attributes:
        scale: float64 (26,).
        bias: float64 (26,).
        threshold: float64 (26,), probability from which a category counts as present.
        distress_scale: of the log odds of 'yes'.
        distress_bias: of the same.
    """

    scale: np.ndarray
    bias: np.ndarray
    threshold: np.ndarray
    distress_scale: float
    distress_bias: float

    def emotions(self, log_share: np.ndarray) -> np.ndarray:
        """Return float32 (..., 26) probabilities from log shares of the same shape."""
        return _sigmoid(self.scale * log_share + self.bias).astype(np.float32)

    def distress(self, log_odds) -> np.ndarray:
        """Return the probability of distress from the log odds of 'yes'."""
        return _sigmoid(self.distress_scale * np.asarray(log_odds) + self.distress_bias)


def read_calibration(folder: Path) -> Calibration | None:
    """Return the calibration of the weights in `folder`; None where they bring none.

    Raises:
        WeightsError: the file is there, but not in the form above.
    """
    path = folder / CALIBRATION_FILE
    return read_calibration_file(path) if path.is_file() else None


def read_calibration_file(path: Path) -> Calibration:
    """Return the calibration at `path`.

    Raises:
        WeightsError: it cannot be read, or is not in the form above.
    """
    try:
        return _from_json(json.loads(path.read_text(encoding='utf-8')))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WeightsError(
            f'{path} cannot be understood ({error!r}); copy it again, or leave it out to go '
            'on without calibration') from error


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Write `calibration` beside the weights in `folder`."""
    rows = zip(CATEGORY_NAMES, calibration.scale, calibration.bias, calibration.threshold,
               strict=True)
    content = {
        'emotions': {
            name: {'scale': round(float(s), 5), 'bias': round(float(b), 5),
                   'threshold': round(float(t), 5)}
            for name, s, b, t in rows if np.isfinite((s, b, t)).all()},
        'distress': {'scale': round(float(calibration.distress_scale), 5),
                     'bias': round(float(calibration.distress_bias), 5)},
    }
    (folder / CALIBRATION_FILE).write_text(json.dumps(content, indent=1) + '\n', encoding='utf-8')


def _from_json(content):
    def column(key):
        values = [content['emotions'].get(name, {}).get(key, 'nan') for name in CATEGORY_NAMES]
        return np.array([float(value) for value in values])

    distress = content.get('distress', {})
    return Calibration(
        scale=column('scale'), bias=column('bias'), threshold=column('threshold'),
        distress_scale=float(distress.get('scale', 'nan')),
        distress_bias=float(distress.get('bias', 'nan')))


def _sigmoid(x):
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60.0, 60.0)))
