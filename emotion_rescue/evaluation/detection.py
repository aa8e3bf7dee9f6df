"""How well people are found: recall, precision, false people an image, average precision.

A box counts as right when it covers a person nobody else was given, with an overlap (IoU) of at
least 0.5; the best score chooses first. Who does not count is ignored: see counted_people.
A box that is not right lowers the precision; it is a false person where it is about nobody, and
misplaced where it is about somebody, as a second box on one person or one on half of a person.
Intervals are percentile bootstrap over images.
"""

from collections.abc import Iterable
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.people import Detections
from emotion_rescue.evaluation.counted_people import CountLimits
from emotion_rescue.evaluation.counted_people import TruePeople

IOU = 0.5
CONFIDENCE = 0.25
_BOOTSTRAP_ROUNDS = 1000


@dataclass(frozen=True)
class Figure:
    """A measured value with its 95 % interval; NaN where there was nothing to measure."""

    value: float
    low: float
    high: float

    def __str__(self):
        return f'{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]'


@dataclass(frozen=True)
class DetectionFigures:
    """The outcome over a set of images; all figures but ap50 at confidence 0.25."""

    images: int
    people: int
    ignored_people: int
    recall: Figure
    precision: Figure
    false_people_per_image: Figure
    misplaced_per_image: Figure
    ap50: Figure

    def as_json(self, limits: CountLimits) -> dict:
        """Return plain numbers, each figure's interval as NAME_interval: [low, high].

        None stands for what could not be measured. `limits` says who counted, and is told, too.
        """
        plain = {}
        for name, value in vars(self).items():
            if isinstance(value, Figure):
                plain[name] = _or_none(value.value)
                plain[f'{name}_interval'] = [_or_none(value.low), _or_none(value.high)]
            else:
                plain[name] = value
        return {**plain, 'limits': {'confidence': CONFIDENCE, 'iou': IOU, **asdict(limits)}}

    def as_text(self) -> str:
        """Return one line a figure."""
        return '\n'.join(f'{name}: {value}' for name, value in vars(self).items())


@dataclass
class DetectionMetrics:
    """Collects images with `update`; `compute` gives the figures."""

    seed: int = 0
    _scores: list[np.ndarray] = field(default_factory=list)
    _right: list[np.ndarray] = field(default_factory=list)
    _about_nobody: list[np.ndarray] = field(default_factory=list)
    _people: list[int] = field(default_factory=list)
    _ignored: int = 0

    def update(self, found: Detections, truth: TruePeople) -> 'DetectionMetrics':
        """Add one image."""
        order = np.argsort(-found.score, kind='stable')
        boxes, scores = found.xyxy[order], found.score[order]
        right = match(boxes, truth.xyxy)
        judged = right | ~on_somebody(boxes, truth.ignored_xyxy)
        self._scores.append(scores[judged])
        self._right.append(right[judged])
        about_somebody = right | on_somebody(boxes, truth.xyxy)
        self._about_nobody.append(~about_somebody[judged])
        self._people.append(len(truth.xyxy))
        self._ignored += len(truth.ignored_xyxy)
        return self

    def compute(self) -> DetectionFigures:
        """Return the figures over all images so far."""
        count = len(self._people)
        every = self._figures(np.arange(count))
        rng = np.random.default_rng(self.seed)
        rounds = np.array([self._figures(rng.integers(0, count, count))
                           for _ in range(_BOOTSTRAP_ROUNDS if count else 0)]).reshape(-1, 5)
        spread = [_percentiles(column) for column in rounds.T]
        return DetectionFigures(count, sum(self._people), self._ignored, *(
            Figure(float(value), low, high)
            for value, (low, high) in zip(every, spread, strict=True)))

    def _figures(self, chosen):
        """Return the figures of the chosen images, in the order of DetectionFigures."""
        people = sum(self._people[i] for i in chosen)
        scores = np.concatenate([self._scores[i] for i in chosen] or [np.zeros(0)])
        right = np.concatenate([self._right[i] for i in chosen] or [np.zeros(0, bool)])
        sure = scores >= CONFIDENCE
        hits, claims = int(right[sure].sum()), int(sure.sum())
        nobody = np.concatenate([self._about_nobody[i] for i in chosen] or [np.zeros(0, bool)])
        false = int(nobody[sure].sum())
        return (_ratio(hits, people), _ratio(hits, claims), _ratio(false, len(chosen)),
                _ratio(claims - hits - false, len(chosen)),
                average_precision(scores, right, people))


def match(found_xyxy: np.ndarray, truth_xyxy: np.ndarray) -> np.ndarray:
    """Return which boxes, (n, 4) best first, are right against the truth, (m, 4): bool (n,)."""
    overlaps = iou(found_xyxy, truth_xyxy)
    right = np.zeros(len(found_xyxy), bool)
    for i in range(len(found_xyxy) if len(truth_xyxy) else 0):
        best = int(overlaps[i].argmax())
        if overlaps[i, best] >= IOU:
            right[i] = True
            overlaps[:, best] = 0.0
    return right


def on_somebody(found_xyxy: np.ndarray, people_xyxy: np.ndarray) -> np.ndarray:
    """Return which boxes, (n, 4), are about one of the people, (m, 4): bool (n,).

    Those are boxes that overlap (IoU) the person's by 0.5, or of whose own area at least half is
    inside it, COCO's rule for crowds; several boxes may be about one person.
    """
    shared = _shared_area(found_xyxy, people_xyxy)
    inside = shared / np.maximum(_area(found_xyxy)[:, None], 1e-9)
    return ((iou(found_xyxy, people_xyxy) >= IOU) | (inside >= IOU)).any(axis=1)


def iou(a_xyxy: np.ndarray, b_xyxy: np.ndarray) -> np.ndarray:
    """Return the overlap, (n, m) 0..1, of boxes (n, 4) with boxes (m, 4)."""
    shared = _shared_area(a_xyxy, b_xyxy)
    total = _area(a_xyxy)[:, None] + _area(b_xyxy)[None, :] - shared
    return shared / np.maximum(total, 1e-9)


def _shared_area(a_xyxy, b_xyxy):
    a, b = a_xyxy[:, None, :].astype(float), b_xyxy[None, :, :].astype(float)
    size = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    return np.clip(size, 0, None).prod(-1)


def _area(xyxy):
    return np.prod(xyxy[:, 2:].astype(float) - xyxy[:, :2], axis=1)


def average_precision(scores: np.ndarray, right: np.ndarray, people: int) -> float:
    """Return the area under precision over recall, precision made monotonous; NaN for nobody."""
    if people == 0:
        return float('nan')
    ordered = right[np.argsort(-scores, kind='stable')]
    hits = np.cumsum(ordered)
    precision = hits / np.arange(1, len(ordered) + 1)
    best_ahead = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best_ahead * ordered).sum() / people)


def measure_detector(detector: PersonDetector,
                     images: Iterable[tuple[np.ndarray, TruePeople]]) -> DetectionFigures:
    """Load `detector`, run it over `images`, pairs of BGR picture and truth, and close it."""
    metrics = DetectionMetrics()
    detector.load()
    try:
        for bgr, truth in images:
            metrics.update(detector.detect(bgr), truth)
    finally:
        detector.close()
    return metrics.compute()


def _or_none(value):
    return None if math.isnan(value) else value


def _ratio(part, whole):
    return part / whole if whole else float('nan')


def _percentiles(values):
    known = values[~np.isnan(values)]
    if not len(known):
        return float('nan'), float('nan')
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
