"""A data set of painted people: bright ones are happy, dark ones are in pain."""

import json

import cv2
import numpy as np
import pytest

_KINDS = {
    'happy': {'emotions': ['Happiness'], 'vad': [8.3, 5.0, 6.0], 'distress': 0.05,
              'posture': 'stand', 'gesture': 'wave',
              'facial_actions': {'mouthSmileLeft': 0.8, 'mouthSmileRight': 0.6},
              'joint_angles_deg': {'head_yaw': -20.0, 'left_elbow_flexion': 90.0,
                                   'right_elbow_flexion': 30.0}},
    'hurt': {'emotions': ['Pain', 'Suffering'], 'vad': [2.0, 6.5, 1.0], 'distress': 0.9,
             'posture': 'lie_back', 'gesture': 'none',
             'facial_actions': {'browDownLeft': 1.0, 'browDownRight': 1.0},
             'joint_angles_deg': {'head_yaw': 5.0, 'left_elbow_flexion': 10.0,
                                  'right_elbow_flexion': 15.0}},
}


def _paint_people(folder, split, count, seed):
    """Write `count` pictures of one or two people each, 160x120 px, as `synth images` does."""
    rng = np.random.default_rng(seed)
    (folder / split / 'images').mkdir(parents=True)
    with (folder / split / 'people.jsonl').open('w') as file:
        for i in range(count):
            name = f'images/{i:06d}.jpg'
            bgr = np.full((120, 160, 3), 110, np.uint8)
            people = [_paint(bgr, 10 + 75 * k, rng, 10 * i + k) for k in range(1 + i % 2)]
            cv2.imwrite(str(folder / split / name), bgr)
            file.write(json.dumps({'image': name, 'width': 160, 'height': 120, 'scene': 'paint',
                                   'light': 'day', 'weather': 'clear',
                                   'people': people}) + '\n')


def _paint(bgr, left, rng, body_seed):
    kind = str(rng.choice(list(_KINDS)))
    top, width, height = rng.integers(5, 30), rng.integers(25, 50), rng.integers(50, 80)
    light = 230 if kind == 'happy' else 30
    patch = rng.normal(light, 12, (height, width, 3))
    bgr[top:top + height, left:left + width] = np.clip(patch, 0, 255)
    # A green head at the upper edge, left or right of the middle.
    side = int(width) // 3
    head_left, head_top = left + int(rng.integers(0, width - side)), int(top)
    bgr[head_top:head_top + side, head_left:head_left + side] = (60, 160, 60)
    head = [head_left, head_top, head_left + side, head_top + side]
    return {**_KINDS[kind], 'xyxy': [left, int(top), left + int(width), int(top + height)],
            'head_xyxy': head, 'visible_fraction': 1.0, 'distance_m': 3.0, 'situation': kind,
            'key_points': [[head_left + side / 2, head_top + side / 2, 2]] * 17,
            'responsive': True, 'body_seed': body_seed}


@pytest.fixture(scope='session')
def painted(tmp_path_factory):
    """Return the folder of a data set of painted people; do not change it."""
    folder = tmp_path_factory.mktemp('painted')
    for seed, (split, count) in enumerate({'train': 80, 'val': 24, 'test': 24}.items()):
        _paint_people(folder, split, count, seed)
    return folder
