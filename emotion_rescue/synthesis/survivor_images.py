"""Writes labelled pictures of survivors: images, YOLO labels and one JSON line a picture.

DIR/<split>/images/NNNNNN.jpg, labels/NNNNNN.txt (`0 cx cy w h`, shares of the picture) and
people.jsonl, whose lines appear in order, each after its image and label are complete.
"""

from collections.abc import Callable
import json
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.pictures import Photographer
from emotion_rescue.synthesis.pictures import Picture
from emotion_rescue.synthesis.pictures import VisiblePerson
from emotion_rescue.synthesis.scenes import sample_scene
from emotion_rescue.synthesis.scenes import Scene

# The splits share no body, no scene and no texture.
SPLITS = ('train', 'val', 'test')
_BODIES_PER_SPLIT = 1_000_000
_LOWEST_QUALITY, _HIGHEST_QUALITY = 45, 95


def write_images(out: Path, split: str, count: int, seed: int,
                 progress: Callable[[int, int], None], *, width_px: int = 640,
                 height_px: int = 480) -> Path:
    """Write pictures 0..count-1 of `split` and return their folder, `out`/`split`.

    Picture i depends on seed, split and i alone; those that exist are kept, so that an
    interrupted run can be continued.

    Args:
        out: folder of the data set.
        split: one of SPLITS.
        count: pictures in the split when done.
        seed: of the whole data set.
        progress: called with (pictures done, count) after each.
        width_px: of each picture.
        height_px: of each picture.

    Raises:
        InputError: the folder holds pictures of another seed or size.
        MissingPackageError: anny, mujoco or EGL is missing.
    """
    folder = Path(out) / split
    for name in ('images', 'labels'):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _check_recipe(folder, {'seed': seed, 'split': split, 'size_px': [width_px, height_px]})
    done = _lines_done(folder / 'people.jsonl')
    if done >= count:
        progress(count, count)
        return folder
    photographer = Photographer(width_px, height_px, surface_seed_of(seed, split))
    with open(folder / 'people.jsonl', 'a', encoding='utf-8') as lines:
        for i in range(done, count):
            scene, rng = scene_of(seed, split, i, width_px / height_px)
            picture = photographer.take(scene)
            quality = int(rng.integers(_LOWEST_QUALITY, _HIGHEST_QUALITY))
            lines.write(json.dumps(_write_picture(folder, i, scene, picture, quality)) + '\n')
            lines.flush()
            progress(i + 1, count)
    photographer.close()
    return folder


def scene_of(seed: int, split: str, index: int, aspect: float,
             people: int | None = None) -> tuple[Scene, np.random.Generator]:
    """Return scene `index` of a split and the source of chance for what comes after it."""
    rng = np.random.default_rng((seed, SPLITS.index(split), index))
    first = SPLITS.index(split) * _BODIES_PER_SPLIT
    bodies = range(first, first + _BODIES_PER_SPLIT)
    return sample_scene(rng, bodies, aspect=aspect, people=people), rng


def surface_seed_of(seed: int, split: str) -> int:
    """Return the seed of a split's textures."""
    return seed * len(SPLITS) + SPLITS.index(split)


def encode_jpeg(rgb: np.ndarray, quality: int) -> bytes:
    """Return `rgb`, uint8 (height, width, 3), as a JPEG of `quality` 1..100."""
    import cv2
    return cv2.imencode('.jpg', rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def person_record(person: VisiblePerson) -> dict:
    """Return the JSON form of one person's label."""
    placed, state = person.placed, person.placed.state
    return {
        'xyxy': list(person.xyxy),
        'head_xyxy': None if person.head_xyxy is None else list(person.head_xyxy),
        'visible_fraction': person.visible_fraction, 'distance_m': round(placed.distance_m, 2),
        'situation': state.situation.name, 'emotions': list(state.emotions),
        'vad': list(state.vad), 'distress': state.distress, 'responsive': state.responsive,
        'posture': state.posture, 'gesture': state.gesture,
        'expressivity': round(state.expressivity, 3), 'facial_actions': person.facial_actions,
        'body_seed': placed.body_seed}


def yolo_label(person: VisiblePerson, width_px: int, height_px: int) -> str:
    """Return the line `0 cx cy w h` of one person, in shares of the picture."""
    left, top, right, bottom = person.xyxy
    return (f'0 {(left + right) / 2 / width_px:.6f} {(top + bottom) / 2 / height_px:.6f} '
            f'{(right - left) / width_px:.6f} {(bottom - top) / height_px:.6f}')


def _write_picture(folder: Path, index: int, scene: Scene, picture: Picture, quality: int):
    height, width = picture.rgb.shape[:2]
    name = f'{index:06d}'
    (folder / 'images' / f'{name}.jpg').write_bytes(encode_jpeg(picture.rgb, quality))
    labels = [yolo_label(person, width, height) for person in picture.people]
    (folder / 'labels' / f'{name}.txt').write_text(''.join(f'{line}\n' for line in labels))
    return {'image': f'images/{name}.jpg', 'width': width, 'height': height,
            'scene': scene.place, 'people': [person_record(p) for p in picture.people]}


def _check_recipe(folder, recipe):
    path = folder / 'recipe.json'
    if not path.exists():
        path.write_text(json.dumps(recipe))
    elif json.loads(path.read_text()) != recipe:
        raise InputError(f'{folder} holds pictures of another recipe, {path.read_text()}; '
                         'name another --out')


def _lines_done(path):
    """Return how many whole lines `path` has; a line cut off by an interruption is removed."""
    if not path.exists():
        return 0
    text = path.read_text(encoding='utf-8')
    whole = text[:text.rfind('\n') + 1]
    if whole != text:
        path.write_text(whole, encoding='utf-8')
    return whole.count('\n')
