"""How far human joints move, and poses held to it.

The ranges are the means of the American Academy of Orthopaedic Surgeons (Greene and Heckman, The
Clinical Measurement of Joint Motion, 1994), except where the body's weight bends a joint further
than a physician does: the knee in deep kneeling reaches 155 degrees (Hefzy et al. 1998), the ankle
in a lunge 40 (Bennell et al. 1998), the hip of somebody who hugs the knees 135.
"""

import numpy as np

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import cross
from emotion_rescue.synthesis.rotations import unit

# Degrees, least and most; names as in joint_angles, neutral zero.
LIMITS_DEG: dict[str, tuple[float, float]] = {
    'spine_flexion': (-25.0, 80.0), 'spine_side_bend': (-35.0, 35.0),
    'spine_twist': (-45.0, 45.0), 'head_pitch': (-45.0, 45.0), 'head_roll': (-45.0, 45.0),
    'head_yaw': (-75.0, 75.0), 'shoulder_elevation': (0.0, 180.0),
    'elbow_flexion': (0.0, 150.0), 'hip_flexion': (-30.0, 135.0), 'hip_abduction': (-35.0, 60.0),
    'knee_flexion': (0.0, 155.0), 'ankle_flexion': (-55.0, 40.0),
}
# Planes in which an arm rises, as joint_angles.shoulder_plane; backwards only a little, and the
# less the higher: extension ends at 60 degrees.
_BACKWARDS_MOST_DEG, _ACROSS_MOST_DEG, _EXTENSION_MOST_DEG = -45.0, 135.0, 60.0


def held(name: str, degrees: float) -> float:
    """Return `degrees` of the angle `name` (of LIMITS_DEG, without its side) within its limits."""
    return float(np.clip(degrees, *LIMITS_DEG[name]))


def turn_within(part: str, pitch: float, roll: float, yaw: float) -> tuple[float, float, float]:
    """Return how far the 'spine' or the 'head' turns forwards, sideways and about itself."""
    names = ('flexion', 'side_bend', 'twist') if part == 'spine' else ('pitch', 'roll', 'yaw')
    return tuple(held(f'{part}_{name}', value)
                 for name, value in zip(names, (pitch, roll, yaw), strict=True))


def arm_excess_deg(upper: np.ndarray) -> float:
    """Return by how many degrees an upper arm is beyond what shoulders allow; 0 within.

    Args:
        upper: (3,) direction outwards, forwards, upwards as seen from the chest.
    """
    out, forwards, up = unit(np.asarray(upper, float))
    elevation = np.degrees(np.arccos(np.clip(-up, -1, 1)))
    plane = np.degrees(np.arctan2(forwards, out))
    excess = max(0.0, elevation - LIMITS_DEG['shoulder_elevation'][1])
    # Near the hanging arm the plane says little: an arm 10 degrees behind the back is at rest.
    weight = np.clip((elevation - 15) / 30, 0, 1)
    if plane > _ACROSS_MOST_DEG or plane < -150:
        excess += weight * min(abs(plane - _ACROSS_MOST_DEG), 60.0)
    elif plane < _BACKWARDS_MOST_DEG:
        excess += max(0.0, elevation - _EXTENSION_MOST_DEG)
        excess += 0.5 * weight * np.clip((elevation - 45) / 30, 0, 1) * (
            _BACKWARDS_MOST_DEG - plane)
    return float(excess)


def bent_at_most(upper: np.ndarray, lower: np.ndarray, most_deg: float) -> np.ndarray:
    """Return `lower`, (3,), turned back so that it is bent at most `most_deg` from `upper`."""
    upper, lower = unit(upper), unit(lower)
    bend = np.degrees(np.arccos(np.clip(upper @ lower, -1, 1)))
    if bend <= most_deg:
        return lower
    return about(cross(upper, lower), most_deg - bend) @ lower


def thigh_within(thigh: np.ndarray) -> np.ndarray:
    """Return the direction (outwards, forwards, upwards) of a thigh within the hip's limits."""
    out, forwards, up = unit(np.asarray(thigh, float))
    low, high = LIMITS_DEG['hip_abduction']
    aside = np.radians(np.clip(np.degrees(np.arcsin(out)), low, high))
    flexion = np.radians(held('hip_flexion', np.degrees(np.arctan2(forwards, -up))))
    return np.array((np.sin(aside), np.cos(aside) * np.sin(flexion),
                     -np.cos(aside) * np.cos(flexion)))
