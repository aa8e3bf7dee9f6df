"""Keeps, for each person in view, how they moved and were held in the last seconds."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.body import PostureReading
from emotion_rescue.core.body import UNKNOWN_POSTURE
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.body_motion import Moment
from emotion_rescue.pipeline.box_cells import box_mask
from emotion_rescue.pipeline.box_cells import clean_boxes
from emotion_rescue.pipeline.image_motion import Comparison
from emotion_rescue.pipeline.image_motion import ImageStep
from emotion_rescue.pipeline.motion_cells import CELL_PX
from emotion_rescue.pipeline.person_patch import patch_motion
from emotion_rescue.pipeline.posture import posture_of

# Moments kept of each person: 12 s at 25 images a second, or the newest 30 s.
_MOST_MOMENTS, _KEPT_S = 300, 30.0
# More people are not watched: nearest (largest) first.
MOST_WATCHED = 32
# Postures of single images are averaged over about so many.
_POSTURES = 8.0


@dataclass(eq=False)
class Watched:
    """What is remembered of one person.

    Attributes:
        last_ns: stamp of the newest image with this person.
        moments: how the person moved, oldest first.
        posture: mean of the last images.
        why_unknown: why the newest image told nothing of motion; '' where it did.
    """

    last_ns: int
    moments: deque[Moment] = field(default_factory=lambda: deque(maxlen=_MOST_MOMENTS))
    posture: PostureReading = UNKNOWN_POSTURE
    why_unknown: str = ''


def watch(records: dict[str, Watched], people: PeopleInView, step: ImageStep,
          image_size_px: tuple[int, int], focal_px: float) -> None:
    """File what an image shows of everybody in it, at most of MOST_WATCHED."""
    boxes = clean_boxes([person.xyxy for person in people.people])
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0.0)
    cells = boxes * step.scale / CELL_PX
    ids = [person.person_id for person in people.people]
    seen = [(compared, Crowd(cells, ids, compared, step.people.shape)) if compared else None
            for compared in (step.step, step.fast, step.slow)]
    for index in np.argsort(-sizes, kind='stable')[:MOST_WATCHED]:
        person = people.people[index]
        record = records.setdefault(person.person_id, Watched(people.stamp_ns))
        record.last_ns = people.stamp_ns
        depth_m = math.nan if person.position_m is None else person.position_m[2]
        record.posture = _averaged(record.posture, posture_of(
            person.xyxy, image_size_px, depth_m, focal_px))
        record.why_unknown = step.why_unknown
        if step.fast is not None and sizes[index] > 0:
            moment = _moment(people.stamp_ns, seen, cells[index], person.person_id,
                             sizes[index] * step.scale)
            if moment is None:
                record.why_unknown = 'hidden by others, or too small or plain to see motion'
            else:
                record.moments.append(moment)
        _drop_old(record)


class Crowd:
    """Who is, or was in the older of two images, over which cell: whose motion is it?"""

    def __init__(self, boxes: np.ndarray, ids: Sequence[str], compared: Comparison,
                 shape: tuple[int, int]):
        """Count `boxes` (n, 4) of the newer image, in cells, and those of the older one."""
        self._shape = shape
        self._boxes: dict[str, list[np.ndarray]] = {}
        self._count = np.zeros(shape, np.int16)
        for box, person_id in zip((*boxes, *compared.boxes), (*ids, *compared.ids), strict=True):
            self._boxes.setdefault(person_id, []).append(box)
            self._count += box_mask(box[None], shape)

    def others(self, person_id: str) -> np.ndarray:
        """Return bool (rows, columns), True where somebody else is or was."""
        own = sum(box_mask(box[None], self._shape).astype(np.int16)
                  for box in self._boxes[person_id])
        return self._count > own


def _moment(stamp_ns, seen, box, person_id, length_px):
    step, fast, slow = (part and patch_motion(part[0].cells, box, part[1].others(person_id))
                        for part in seen)
    if fast is None:
        return None
    compared = seen[1][0]
    per_s = 1.0 / length_px / compared.seconds
    slow_per_s = 1.0 / length_px / seen[2][0].seconds if slow else math.nan
    return Moment(
        stamp_ns, fast.own_px * per_s, fast.noise_px * per_s,
        slow.own_px * slow_per_s if slow else math.nan,
        slow.noise_px * slow_per_s if slow else math.nan, fast.upper_share,
        (fast.upper_px[0] / length_px, fast.upper_px[1] / length_px), _shake(step, length_px),
        (fast.trunk_px - fast.whole_px[1]) / length_px, compared.camera_px)


def _shake(step, length_px):
    if step is None:
        return math.nan, math.nan
    return tuple((whole + upper) / length_px
                 for whole, upper in zip(step.whole_px, step.upper_px, strict=True))


def _averaged(before: PostureReading, now: PostureReading) -> PostureReading:
    """Return the mean over the last images; one that tells nothing takes nothing away."""
    if not now.chances:
        return before if before.chances else now
    if not before.chances:
        return now
    share = 1.0 / _POSTURES
    return PostureReading({posture: (1 - share) * before.chances[posture] + share * chance
                           for posture, chance in now.chances.items()})


def _drop_old(record):
    oldest_ns = record.last_ns - _KEPT_S * NS_PER_S
    while record.moments and record.moments[0].stamp_ns < oldest_ns:
        record.moments.popleft()
