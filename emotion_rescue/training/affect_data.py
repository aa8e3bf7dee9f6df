"""People with known feelings in pictures: reads a data set, and draws what the model will see."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import time

import cv2
import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import clipped_box

_PROGRESS_S = 5.0


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


def draw_views(samples: Sequence[AffectSample], image_processor, copies: int = 1,
               seed: int | None = None, report: Callable[[str], None] | None = None) -> np.ndarray:
    """Return uint8 (len(samples) * copies, 3, height, width), all copies of a person in a row.

    Args:
        samples: whom to draw.
        image_processor: of the model; it sets the size, and is not asked to normalise.
        copies: pictures of each person.
        seed: of random changes to boxes, light and direction; None draws people as they are.
        report: told the progress now and then.
    """
    rng = None if seed is None else np.random.default_rng(seed)
    views, next_s = [], time.monotonic() + _PROGRESS_S
    for done, sample in enumerate(samples):
        bgr = read_image(sample.image)
        pictures = [_picture(bgr, sample.xyxy, rng) for _ in range(copies)]
        views.append(image_processor(
            pictures, do_rescale=False, do_normalize=False, return_tensors='np')['pixel_values'])
        if report and time.monotonic() > next_s:
            next_s += _PROGRESS_S
            report(f'{done + 1} of {len(samples)} people drawn')
    return np.concatenate(views).astype(np.uint8)


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
            body_seed=int(person['body_seed']))


def _without_sides(actions):
    found = {}
    for name, value in actions.items():
        found.setdefault(name.removesuffix('Left').removesuffix('Right'), []).append(value)
    return {name: float(np.mean(values)) for name, values in found.items()}


def read_image(path: Path) -> np.ndarray:
    """Return the picture at `path`, uint8 (height, width, 3), blue first."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise InputError(f'{path} is missing or no picture; make the data set again')
    return bgr


def _picture(bgr, xyxy, rng):
    """Return the view; with `rng`, as another detector, another camera, or a mirror shows it."""
    if rng is not None:
        bgr, xyxy = _changed(bgr, xyxy, rng)
    view = affect_view(bgr, xyxy)
    # A box that shrank below the limit by chance is drawn at its smallest.
    return view.rgb if view is not None else affect_view(bgr, _at_least(xyxy, 10.0)).rgb


def _changed(bgr, xyxy, rng):
    left, top, right, bottom = xyxy
    sides = np.array((right - left, bottom - top) * 2)
    xyxy = np.array(xyxy) + rng.normal(0, 0.03, 4) * sides
    if rng.random() < 0.5:
        bgr = bgr[:, ::-1]
        xyxy = np.array((bgr.shape[1] - xyxy[2], xyxy[1], bgr.shape[1] - xyxy[0], xyxy[3]))
    gain = rng.normal(1.0, (0.06, 0.03, 0.06)) * rng.uniform(0.75, 1.25)
    levels = np.arange(256)[:, None] * gain + rng.normal(0, 8)
    table = np.clip(levels, 0, 255).astype(np.uint8)
    return cv2.LUT(np.ascontiguousarray(bgr), table[None]), xyxy


def _at_least(xyxy, side):
    left, top, right, bottom = xyxy
    return left - side, top - side, right + side, bottom + side
