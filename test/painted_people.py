"""A tiny picture set whose only sign of distress is known: what checks of labels are tried on."""

import json

import cv2
import numpy as np

_OUTFIT = {'top': ('shirt', 'jacket'), 'headgear': ('none', 'cap', 'helmet')}


def paint_people(folder, count, seed, clue='face', people=2):
    """Write `count` pictures of `people` each, with records and backgrounds, into `folder`.

    Args:
        folder: of one split.
        count: pictures.
        seed: of everything.
        clue: what goes with distress: 'face' (as it should), 'clothes', 'scene', 'background'
            (a red block beside who is in distress), or 'nothing'.
        people: in each picture.
    """
    rng = np.random.default_rng(seed)
    for name in ('images', 'backgrounds'):
        (folder / name).mkdir(parents=True)
    lines = [json.dumps(_picture(folder, i, rng, clue, people)) for i in range(count)]
    (folder / 'people.jsonl').write_text(''.join(f'{line}\n' for line in lines))


def _picture(folder, index, rng, clue, people):
    bgr = rng.integers(60, 120, (60, 80, 3)).astype(np.uint8)
    night, records = bool(rng.integers(2)), []
    for k in range(people):
        distressed = bool(rng.integers(2)) if clue != 'scene' else night
        left = 40 * k + int(rng.integers(4, 16))
        if clue == 'background' and distressed:
            cv2.rectangle(bgr, (left + 12, 44), (left + 18, 50), (20, 20, 220), -1)
        records.append(_person(rng, distressed, left, clue))
    cv2.imwrite(str(folder / f'backgrounds/{index:06d}.jpg'), bgr)
    for record in records:
        left, top, right, bottom = record['xyxy']
        bgr[top:bottom, left:right] = 200
        if clue == 'face' and record['distress'] > 0.5:
            bgr[top:top + 12, left:right] = 10
    cv2.imwrite(str(folder / f'images/{index:06d}.jpg'), bgr)
    return {'image': f'images/{index:06d}.jpg', 'width': 80, 'height': 60,
            'scene': 'street', 'light': 'night' if night else 'day', 'weather': 'clear',
            'camera': {'height_m': 1.0, 'pitch_deg': 0.0, 'roll_deg': 0.0,
                       'fov_vertical_deg': 53.13},
            'people': records}


def _person(rng, distressed, left, clue):
    open_mouth = (0.7 if distressed else 0.3) if clue == 'face' else 0.5
    outfit = {name: str(rng.choice(values)) for name, values in _OUTFIT.items()}
    if clue == 'clothes':
        outfit['headgear'] = 'helmet' if distressed else 'cap'
    names = ['Pain', 'Fear'] if distressed else ['Peace']
    return {
        'xyxy': [left, 16, left + 10, 46], 'head_xyxy': None, 'visible_fraction': 1.0,
        'distance_m': 6.0, 'heading_deg': 0.0, 'ground_px': [left + 5.0, 46.0],
        'key_points': [[left + rng.uniform(0, 10), rng.uniform(16, 46), 2]
                       for _ in range(3)] + [[0, 0, 0]] * 14,
        'joint_angles_deg': {'knee': rng.uniform(0, 90)},
        'facial_actions': {'jawOpen': float(np.clip(rng.normal(open_mouth, 0.16), 0, 1))},
        'build': {'age': rng.uniform()}, 'outfit': {**outfit, 'top_rgb': [1, 2, 3]},
        'posture': 'stand', 'gesture': str(rng.choice(('wave', 'relaxed'))), 'emotions': names,
        'vad': [3.0, 7.0, 3.0] if distressed else [7.0, 3.0, 6.0],
        'distress': 0.8 if distressed else 0.2, 'body_seed': int(rng.integers(2**40))}
