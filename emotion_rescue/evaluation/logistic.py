"""Logistic regression in a few lines, for calibration and baselines."""

import numpy as np


def fit_logistic(design: np.ndarray, target: np.ndarray, pull: np.ndarray,
                 centre: np.ndarray | None = None, steps: int = 100,
                 counts: np.ndarray | None = None) -> np.ndarray:
    """Return weights (d,) that minimise mean cross entropy + sum(pull * (weights - centre)^2) / 2.

    Newton's method with bounded steps.

    Args:
        design: float (n, d); a column of ones makes a bias.
        target: float (n,), 0..1.
        pull: float (d,), at least 0; some pull keeps weights finite where classes separate.
        centre: float (d,), where weights are pulled to; None is 0.
        steps: at most.
        counts: float (n,), how often each row counts; None: once.
    """
    centre = np.zeros(design.shape[1]) if centre is None else centre
    weights = np.zeros(design.shape[1])
    counts = np.ones(len(target)) if counts is None else counts
    total = counts.sum()
    for _ in range(steps):
        p = sigmoid(design @ weights)
        slope = design.T @ (counts * (p - target)) / total + pull * (weights - centre)
        curve = (design.T * (counts * p * (1 - p))) @ design / total + np.diag(pull + 1e-9)
        step = np.linalg.solve(curve, slope)
        largest = np.abs(step).max()
        weights = weights - step * min(1.0, 2.0 / max(largest, 1e-12))
        if largest < 1e-9:
            break
    return weights


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60.0, 60.0)))
