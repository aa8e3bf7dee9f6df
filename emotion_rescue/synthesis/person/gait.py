"""Legs and arms of people who walk, limp or crawl, at each moment of their double step."""

from typing import NamedTuple

import numpy as np

# Sagittal angles of normal walking over a double step that begins as the heel strikes (Winter,
# The Biomechanics and Motor Control of Human Gait, 1991), read coarsely: share of the double step,
# hip and knee flexion, and how far the toes point below the level.
_WALK = np.array((
    (0.00, 28, 5, -18), (0.08, 26, 14, 0), (0.18, 17, 18, 0), (0.30, 6, 8, 0), (0.42, -6, 5, 6),
    (0.52, -11, 12, 24), (0.60, -6, 34, 48), (0.70, 10, 60, 40), (0.78, 24, 58, 18),
    (0.88, 31, 32, -4), (0.96, 30, 8, -16), (1.00, 28, 5, -18)))
# Who limps hurries over the hurt leg, keeps it stiff, and steps short with the other.
_LIMP_HURT = _WALK * (1, 0.55, 0.25, 0.5) + (0, 4, 14, 0)
_LIMP_SOUND = _WALK * (1, 0.5, 0.7, 0.6) + (0, 6, 6, 0)
STRIDE_LEGS = {'walk': 1.45, 'limp': 0.72, 'crawl': 0.75}
GAITS = frozenset({'walk', 'limp'})


class Step(NamedTuple):
    """One leg at one moment, degrees: hip and knee flexion, toes below the level."""

    hip: float
    knee: float
    toes: float


def step(posture: str, phase: float, *, hurt: bool) -> Step:
    """Return a leg in the posture 'walk' or 'limp'.

    Args:
        posture: one of GAITS.
        phase: of the double step, 0..1 (periodic), 0 as the heel strikes.
        hurt: whether it is the hurt leg of somebody who limps.
    """
    curves = _WALK if posture == 'walk' else _LIMP_HURT if hurt else _LIMP_SOUND
    return Step(*(float(_smooth(phase, curves[:, 0], curves[:, i])) for i in (1, 2, 3)))


def crawl_shift(phase: float) -> tuple[float, float]:
    """Return how far a knee is ahead of its middle place, -1..1, and how high it is, 0..1."""
    # Two thirds of the cycle on the ground, going back; one third in the air.
    phase = phase % 1.0
    if phase < 0.66:
        return 1 - 2 * phase / 0.66, 0.0
    swing = (phase - 0.66) / 0.34
    return float(-np.cos(np.pi * swing)), float(np.sin(np.pi * swing))


def _smooth(phase, at, values):
    """Return a periodic curve through points, linear in between, averaged over a tenth."""
    around = (phase + np.linspace(-0.04, 0.04, 9)) % 1.0
    return np.interp(around, at, values).mean()
