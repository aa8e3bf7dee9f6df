"""People with known feelings in pictures, read from a data set."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
import json
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.models.view_panels import clipped_box

READABLE_HEAD_PX = 16.0  # height from which a face is taken to be readable
_VISIBLE = 2  # COCO's number for a key point that is seen
_TO_A_SIDE = ('_roll', '_side_bend', '_twist', '_yaw')


@dataclass(frozen=True, eq=False)
class AffectSample:
    """One person in one picture.

    Attributes:
        image: path of the picture.
        size_px: width and height of the picture.
        xyxy: box in pixels.
        emotions: bool (26,).
        vad: float32 (3,) on 1..10.
        distress: 0..1.
        responsive: whether the person can answer.
        posture: the renderer's name of it.
        situation: the renderer's name of it.
        facial_actions: ARKit name without its side -> 0..1, mean of both sides.
        body_seed: the same for all pictures of one body.
        gesture: the renderer's name of it.
        head_xyxy: the head's box in pixels; None where it is not known or not to be seen.
        face_shows: whether the nose is to be seen, in a head large enough to be read.
        joint_angles_deg: name -> degrees, the same for a mirrored person: of two sides the
            smaller and the larger, and no sign of what leans or turns to a side.
        distance_m: from the camera; NaN where it is not known.
        key_points_px: (17, 2) x and y in COCO's order, also of what is hidden; NaN for those
            outside the picture, or not known.
    """

    image: Path
    size_px: tuple[int, int]
    xyxy: tuple[float, float, float, float]
    emotions: np.ndarray
    vad: np.ndarray
    distress: float
    responsive: bool
    posture: str
    situation: str
    facial_actions: dict[str, float]
    body_seed: int
    gesture: str = ''
    head_xyxy: tuple[float, float, float, float] | None = None
    face_shows: bool = False
    joint_angles_deg: dict[str, float] = field(default_factory=dict)
    distance_m: float = math.nan
    key_points_px: np.ndarray = field(default_factory=lambda: np.full((17, 2), np.nan))


def read_people(data: Path, split: str) -> list[AffectSample]:
    """Return everybody in `data`/`split`/people.jsonl who is large enough to be judged.

    Raises:
        InputError: the file is missing, empty, or a line is not as `synth images` writes it.
    """
    path = data / split / 'people.jsonl'
    if not path.is_file():
        raise InputError(f'there is no {path}; make a data set with: emotion-rescue synth images')
    samples = []
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), start=1):
        try:
            samples += _samples(json.loads(line), path.parent)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f'{path}, line {number} is not as "synth images" writes it: '
                             f'{error!r}') from error
    if not samples:
        raise InputError(f'{path} names nobody who is large enough to be judged')
    return samples


def count_pictures(data: Path, split: str) -> int:
    """Return how many pictures the split has, with people or without."""
    return len((data / split / 'people.jsonl').read_text(encoding='utf-8').splitlines())


def emotion_targets(samples: Sequence[AffectSample]) -> np.ndarray:
    """Return bool (n, 26)."""
    return np.array([s.emotions for s in samples], bool).reshape(-1, CATEGORY_COUNT)


def vad_targets(samples: Sequence[AffectSample]) -> np.ndarray:
    """Return float32 (n, 3) on 1..10."""
    return np.array([s.vad for s in samples], np.float32).reshape(-1, 3)


def distress_targets(samples: Sequence[AffectSample]) -> np.ndarray:
    """Return float32 (n,) in 0..1."""
    return np.array([s.distress for s in samples], np.float32)


def _samples(row, folder):
    size = int(row['width']), int(row['height'])
    for person in row['people']:
        if clipped_box(person['xyxy'], size[::-1]) is None:
            continue
        emotions = np.zeros(CATEGORY_COUNT, bool)
        emotions[[CATEGORY_INDEX[name] for name in person['emotions']]] = True
        yield AffectSample(
            image=folder / row['image'], size_px=size, xyxy=tuple(map(float, person['xyxy'])),
            emotions=emotions, vad=np.array(person['vad'], np.float32),
            distress=float(person['distress']), responsive=bool(person['responsive']),
            posture=str(person['posture']), situation=str(person['situation']),
            facial_actions=_without_sides(person['facial_actions']),
            body_seed=int(person['body_seed']), gesture=str(person['gesture']),
            head_xyxy=person['head_xyxy'] and tuple(map(float, person['head_xyxy'])),
            face_shows=_face_shows(person),
            joint_angles_deg=_mirrorable(person['joint_angles_deg']),
            distance_m=float(person['distance_m']),
            key_points_px=_inside(person['key_points']))


def _inside(key_points):
    points = np.array(key_points, float).reshape(17, 3)
    return np.where(points[:, 2:] > 0, points[:, :2], np.nan)


def _without_sides(actions):
    found = {}
    for name, value in actions.items():
        found.setdefault(name.removesuffix('Left').removesuffix('Right'), []).append(value)
    return {name: float(np.mean(values)) for name, values in found.items()}


def _face_shows(person):
    head = person['head_xyxy']
    return bool(head and person['key_points'][0][2] == _VISIBLE
                and head[3] - head[1] >= READABLE_HEAD_PX)


def _mirrorable(angles):
    found, sides = {}, {}
    for name, value in angles.items():
        side, _, rest = name.partition('_')
        if side in ('left', 'right'):
            sides.setdefault(rest, []).append(float(value))
        else:
            found[name] = abs(float(value)) if name.endswith(_TO_A_SIDE) else float(value)
    return {**found, **{f'{way}_{name}': choose(values) for name, values in sides.items()
                        for way, choose in (('smaller', min), ('larger', max))}}
