"""How the camera of a robot moves slowly while it stands on loose ground."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.site.scenes import Camera

# Largest excursions, and the rates at which a robot rocks on its springs; this project's choice.
_PITCH_DEG, _ROLL_DEG, _HEIGHT_M = 0.6, 0.5, 0.008
_RATES_HZ = (0.15, 0.6)


def swaying(camera: Camera, times_s: Sequence[float], rng: np.random.Generator) -> list[Camera]:
    """Return the camera at each time; pitch, roll and height swing about those of `camera`.

    Args:
        camera: the middle of the movement.
        times_s: seconds.
        rng: source of chance: rates, phases and sizes.
    """
    rates_hz = rng.uniform(*_RATES_HZ, 3)
    phases, sizes = rng.uniform(0, 2 * np.pi, 3), rng.uniform(0.3, 1.0, 3)
    cameras = []
    for time_s in times_s:
        pitch, roll, height = sizes * np.sin(2 * np.pi * rates_hz * time_s + phases)
        cameras.append(replace(
            camera, pitch_deg=camera.pitch_deg + _PITCH_DEG * float(pitch),
            roll_deg=camera.roll_deg + _ROLL_DEG * float(roll),
            height_m=camera.height_m + _HEIGHT_M * float(height)))
    return cameras
