"""Fits the weights of `pipeline/posture.py` to generated people, and says how good they are.

Run it as `python -m emotion_rescue.training.fit_posture DIR`, with the folder that
`emotion-rescue synth images` wrote: fitted to its split train, measured on its split test.
"""

from collections.abc import Iterator
import json
import math
from pathlib import Path
import sys

import numpy as np

from emotion_rescue.core.body import Posture
from emotion_rescue.pipeline.posture import box_measures
from emotion_rescue.pipeline.posture import KNOWN_POSTURES

# Names of the generator's postures; who crouches or crawls is low on the legs, as who kneels.
POSTURES = {
    **dict.fromkeys(('stand', 'walk', 'limp', 'bend'), Posture.STANDING),
    **dict.fromkeys(('sit_floor', 'sit_box', 'sit_knees_up', 'sit_cross', 'slump', 'curl_up'),
                    Posture.SITTING),
    **dict.fromkeys(('kneel', 'kneel_sit', 'kneel_one', 'crouch', 'squat', 'crawl'),
                    Posture.KNEELING)}
_LIMB_SHARE = 0.35
_BORDER_PX, _SMALLEST_PX = 2, 24
_PULL, _STEPS = 1e-4, 60


def true_posture(person: dict) -> Posture:
    """Return the posture of somebody in people.jsonl; LIMB_ONLY where the head is covered."""
    if person['head_xyxy'] is None and person['visible_fraction'] < _LIMB_SHARE:
        return Posture.LIMB_ONLY
    return POSTURES.get(person['posture'], Posture.LYING)


def people_in(folder: Path) -> Iterator[tuple[dict, tuple[int, int], float]]:
    """Yield everybody whose box is whole and large enough, image size, focal length in pixels."""
    with open(folder / 'people.jsonl') as lines:
        for line in lines:
            picture = json.loads(line)
            size = picture['width'], picture['height']
            half = math.radians(picture['camera']['fov_vertical_deg'] / 2)
            for person in picture['people']:
                left, top, right, bottom = person['xyxy']
                whole = (min(left, top) >= _BORDER_PX and right <= size[0] - _BORDER_PX
                         and bottom <= size[1] - _BORDER_PX)
                if whole and max(right - left, bottom - top) >= _SMALLEST_PX:
                    yield person, size, size[1] / 2 / math.tan(half)


def table_of(folder: Path, depth: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return measures (n, d) and the index (n,) of the true one of KNOWN_POSTURES."""
    rows, truth = [], []
    for person, size, focal_px in people_in(folder):
        xyxy = person['xyxy']
        size_m = (xyxy[3] - xyxy[1]) * person['depth_m'] / focal_px if depth else math.nan
        rows.append(box_measures(xyxy, size, size_m))
        truth.append(KNOWN_POSTURES.index(true_posture(person)))
    return np.array(rows), np.array(truth)


def fit(measures: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return weights (postures, d) of least mean cross entropy; Newton's method."""
    classes, width = len(KNOWN_POSTURES), measures.shape[1]
    weights = np.zeros((classes, width))
    target = np.eye(classes)[truth]
    for _ in range(_STEPS):
        chances = chances_of(weights, measures)
        slope = (chances - target).T @ measures / len(truth) + _PULL * weights
        curve = np.zeros((classes, width, classes, width))
        for i in range(classes):
            for j in range(classes):
                shared = chances[:, i] * ((i == j) - chances[:, j])
                curve[i, :, j] = (measures * shared[:, None]).T @ measures / len(truth)
        size = classes * width
        curve = curve.reshape(size, size) + _PULL * np.eye(size)
        step = np.linalg.solve(curve, slope.ravel()).reshape(classes, width)
        weights -= step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
    return weights


def chances_of(weights: np.ndarray, measures: np.ndarray) -> np.ndarray:
    """Return probabilities (n, postures)."""
    scores = measures @ weights.T
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True)


def report(weights: np.ndarray, measures: np.ndarray, truth: np.ndarray) -> dict:
    """Return accuracy, cross entropy, and recall and precision of each posture."""
    chances = chances_of(weights, measures)
    said = chances.argmax(axis=1)
    each = {}
    for index, posture in enumerate(KNOWN_POSTURES):
        right = int(((said == index) & (truth == index)).sum())
        each[posture.name] = {
            'people': int((truth == index).sum()),
            'recall': round(right / max((truth == index).sum(), 1), 3),
            'precision': round(right / max((said == index).sum(), 1), 3)}
    entropy = -np.log(chances[np.arange(len(truth)), truth]).mean()
    return {'people': len(truth), 'accuracy': round(float((said == truth).mean()), 3),
            'most_common': round(float(np.bincount(truth).max() / len(truth)), 3),
            'cross_entropy': round(float(entropy), 3), 'each': each}


def main(arguments: list[str]) -> int:
    """Print weights and figures as JSON."""
    folder = Path(arguments[0])
    for name, depth in (('BOX_WEIGHTS', False), ('DEPTH_WEIGHTS', True)):
        weights = fit(*table_of(folder / 'train', depth))
        figures = report(weights, *table_of(folder / 'test', depth))
        print(json.dumps({name: np.round(weights, 2).tolist(), 'test': figures}))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
