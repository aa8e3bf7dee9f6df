"""Whether a motion is periodic: sines fitted to a series of any spacing (Lomb, 1976)."""

import math

import numpy as np

_FEWEST = 8
# Rates tried in each width of a peak, which is one by the length of the series; and at most.
_PER_WIDTH, _MOST_RATES = 4, 128
# A series of n values shows rates up to this many times its own; 0.5 is Nyquist's.
_NYQUIST = 0.45


def share_of_sines(seconds: np.ndarray, values: np.ndarray, band_hz: tuple[float, float]
                   ) -> float:
    """Return which share 0..1 of the variance one rate within `band_hz` explains.

    A random series of n values reaches about 2 ln(rates tried) / n; that is taken off.

    Args:
        seconds: float (n,), rising, of any spacing.
        values: float (n, k) of k parts that share one rate; rows with NaN are left out.
        band_hz: lowest and highest rate.

    Returns:
        NaN where the series is too short, too sparse, or too slow for the band.
    """
    used = np.isfinite(values).all(axis=1) if values.size else np.zeros(len(values), bool)
    seconds, values = seconds[used], values[used]
    if len(seconds) < _FEWEST:
        return math.nan
    pause = float(np.median(np.diff(seconds)))
    highest = min(band_hz[1], _NYQUIST / pause) if pause > 0 else 0.0
    lowest = max(band_hz[0], 0.75 / (seconds[-1] - seconds[0]))
    if highest <= lowest:
        return math.nan
    values = values - values.mean(axis=0)
    whole = float((values ** 2).sum())
    if whole <= 0:
        return 0.0
    span = seconds[-1] - seconds[0]
    count = int(min(max(_PER_WIDTH * (highest - lowest) * span, _FEWEST), _MOST_RATES))
    turns = 2 * math.pi * np.linspace(lowest, highest, count)[:, None] * (seconds - seconds[0])
    waves = np.stack((np.cos(turns), np.sin(turns), np.ones_like(turns)), axis=1)
    held = waves @ waves.transpose(0, 2, 1) + 1e-6 * len(seconds) * np.eye(3)
    along = waves @ values
    fitted = (along * np.linalg.solve(held, along)).sum(axis=(1, 2))
    best = float(fitted.max()) / whole
    chance = min(2 * math.log(count) / len(seconds), 0.9)
    return min(max(0.0, (best - chance) / (1 - chance)), 1.0)
