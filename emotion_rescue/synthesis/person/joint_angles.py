"""Names and measures the angles of a posed skeleton, as a physician would, in degrees.

Neutral zero method: standing straight with hanging arms, everything is 0. Flexion, bending
forwards, to the left, turning to the left and moving outwards are positive.
"""

import numpy as np

from emotion_rescue.synthesis.person.skeleton import PosedSkeleton
from emotion_rescue.synthesis.rotations import unit

SIDES = {'left': 'L', 'right': 'R'}
TRUNK_ANGLES = ('trunk_lean', 'trunk_pitch', 'trunk_roll', 'spine_flexion', 'spine_side_bend',
                'spine_twist', 'head_pitch', 'head_roll', 'head_yaw')
SIDE_ANGLES = ('shoulder_elevation', 'shoulder_plane', 'shoulder_rotation', 'elbow_flexion',
               'hip_flexion', 'hip_abduction', 'knee_flexion', 'ankle_flexion')
JOINT_ANGLES = TRUNK_ANGLES + tuple(f'{side}_{angle}' for side in SIDES for angle in SIDE_ANGLES)


def joint_angles(pose: PosedSkeleton) -> dict[str, float]:
    """Return the angles JOINT_ANGLES of `pose` in degrees.

    trunk_lean is the angle between trunk and vertical, 0..180; trunk_pitch and trunk_roll, each
    -180..180, say where to. shoulder_elevation is the angle between upper arm and hanging arm,
    0..180, in the plane shoulder_plane: 0 sideways, 90 forwards, -90 backwards (after the ISB's
    description of the shoulder, Wu et al. 2005). shoulder_rotation is the upper arm's inward turn
    about itself against the shortest way there from rest.
    """
    hips, chest, head = (pose.rotation(name) for name in ('root', 'spine01', 'head'))
    up = pose.rotation('spine02').T @ (0.0, 0.0, 1.0)
    angles = {
        'trunk_lean': _angle(up, (0, 0, 1)),
        'trunk_pitch': np.degrees(np.arctan2(up[1], up[2])),
        'trunk_roll': np.degrees(np.arctan2(-up[0], np.hypot(up[1], up[2])))}
    for name, turn in (('spine', hips.T @ chest), ('head', chest.T @ head)):
        pitch, roll, yaw = pitch_roll_yaw(turn)
        keys = ('flexion', 'side_bend', 'twist') if name == 'spine' else ('pitch', 'roll', 'yaw')
        angles.update(zip((f'{name}_{key}' for key in keys), (pitch, roll, yaw), strict=True))
    for side, mark in SIDES.items():
        angles.update({f'{side}_{name}': value for name, value in _arm(pose, mark, chest).items()})
        angles.update({f'{side}_{name}': value for name, value in _leg(pose, mark, hips).items()})
    return {name: round(float(angles[name]), 1) for name in JOINT_ANGLES}


def pitch_roll_yaw(turn: np.ndarray) -> tuple[float, float, float]:
    """Return how far `turn` (3, 3) bends forwards, to the left and twists to the left, degrees.

    The twist is done first, then the bend sideways, then the one forwards.
    """
    # turn = about('x', pitch) @ about('y', roll) @ about('z', yaw); x is left, y is back.
    roll = np.arcsin(np.clip(turn[0, 2], -1, 1))
    pitch = np.arctan2(-turn[1, 2], turn[2, 2])
    yaw = np.arctan2(-turn[0, 1], turn[0, 0])
    return tuple(float(np.degrees(angle)) for angle in (pitch, roll, yaw))


def _arm(pose, mark, chest):
    upper = chest.T @ (pose.head(f'lowerarm01.{mark}') - pose.head(f'upperarm01.{mark}'))
    fore = chest.T @ (pose.head(f'wrist.{mark}') - pose.head(f'lowerarm01.{mark}'))
    outwards = upper[0] if mark == 'L' else -upper[0]
    rest = pose.skeleton
    upper_rest = rest.head(f'lowerarm01.{mark}') - rest.head(f'upperarm01.{mark}')
    turn = twist(chest.T @ pose.rotation(f'upperarm01.{mark}'), upper_rest)
    return {
        'shoulder_elevation': _angle(upper, (0, 0, -1)),
        'shoulder_plane': np.degrees(np.arctan2(-upper[1], outwards)),
        'shoulder_rotation': -turn if mark == 'L' else turn,
        'elbow_flexion': _angle(upper, fore)}


def _leg(pose, mark, hips):
    thigh = hips.T @ (pose.head(f'lowerleg01.{mark}') - pose.head(f'upperleg01.{mark}'))
    shin = hips.T @ (pose.head(f'foot.{mark}') - pose.head(f'lowerleg01.{mark}'))
    outwards = thigh[0] if mark == 'L' else -thigh[0]
    foot = pose.rotation(f'lowerleg02.{mark}').T @ pose.rotation(f'foot.{mark}')
    return {
        'hip_flexion': np.degrees(np.arctan2(-thigh[1], -thigh[2])),
        'hip_abduction': np.degrees(np.arcsin(np.clip(outwards / np.linalg.norm(thigh), -1, 1))),
        'knee_flexion': _angle(thigh, shin),
        'ankle_flexion': -pitch_roll_yaw(foot)[0]}


def twist(turn: np.ndarray, axis: np.ndarray) -> float:
    """Return the part of `turn` (3, 3) about `axis` (3,), degrees -180..180.

    The swing-twist decomposition of a rotation, here by way of its quaternion.
    """
    vector = np.array((turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0],
                       turn[1, 0] - turn[0, 1]))
    along = vector @ unit(np.asarray(axis, float))
    return float(np.degrees(2 * np.arctan2(along, 1 + np.trace(turn))))


def _angle(first, second):
    cosine = unit(np.asarray(first, float)) @ unit(np.asarray(second, float))
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))
