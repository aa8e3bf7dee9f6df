"""Keeps, for each track in view, how it moved and was held in the last seconds."""

from collections import deque
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.body import PostureReading
from emotion_rescue.core.body import UNKNOWN_POSTURE
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.box_cells import box_mask
from emotion_rescue.pipeline.box_cells import clean_boxes
from emotion_rescue.pipeline.image_motion import Comparison
from emotion_rescue.pipeline.image_motion import ImageStep
from emotion_rescue.pipeline.moment import Moment
from emotion_rescue.pipeline.motion_cells import CELL_PX
from emotion_rescue.pipeline.person_patch import patch_motion
from emotion_rescue.pipeline.posture import KNOWN_POSTURES
from emotion_rescue.pipeline.posture import posture_of
from emotion_rescue.pipeline.track_spans import TrackSpans

# Moments kept of each track: 12 s at 25 images a second, or the newest 30 s.
_MOST_MOMENTS, _KEPT_S = 300, 30.0
# More people are not watched: nearest (largest) first.
MOST_WATCHED = 32
# Postures of single images are averaged over about so many; older than all that are kept they
# would count for less than a fiftieth.
_POSTURES, _MOST_POSTURES = 8.0, 32


@dataclass(eq=False)
class Watched:
    """What is remembered of one track, or of one person under several.

    Attributes:
        last_ns: stamp of the newest image.
        moments: how the person moved, oldest first.
        postures: stamp of each image that told the posture, and what it told; oldest first.
        untold: what the newest image told where it did not tell the posture; None where it did.
        why_unknown: why the newest image told nothing of motion; '' where it did.
    """

    last_ns: int
    moments: deque[Moment] = field(default_factory=lambda: deque(maxlen=_MOST_MOMENTS))
    postures: deque[tuple[int, PostureReading]] = field(
        default_factory=lambda: deque(maxlen=_MOST_POSTURES))
    untold: PostureReading | None = UNKNOWN_POSTURE
    why_unknown: str = ''

    def posture(self, moved_ns: int | None) -> PostureReading:
        """Return the mean of the last images; one that told nothing takes nothing away.

        Whoever has moved since the posture was told, at `moved_ns`, may be held otherwise.
        """
        if self.untold is not None and (not self.postures or (
                moved_ns is not None and moved_ns > self.postures[-1][0])):
            return self.untold
        told = np.array([[posture.chances[one] for one in KNOWN_POSTURES]
                         for _, posture in self.postures])
        shares = (1.0 - 1.0 / _POSTURES) ** np.arange(len(told))[::-1]
        # The oldest stands for all before it.
        shares[1:] /= _POSTURES
        return PostureReading(dict(zip(KNOWN_POSTURES, (shares @ told).tolist(), strict=True)))


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
        posture = posture_of(person.xyxy, image_size_px, depth_m, focal_px)
        record.untold = None if posture.chances else posture
        if posture.chances:
            record.postures.append((people.stamp_ns, posture))
        record.why_unknown = step.why_unknown
        if step.fast is not None and sizes[index] > 0:
            moment = _moment(people.stamp_ns, seen, cells[index], person.person_id,
                             sizes[index] * step.scale)
            if moment is None:
                record.why_unknown = 'hidden by others, or too small or plain to see motion'
            else:
                record.moments.append(moment)
        _drop_old(record)


def of_one_person(tracks: Mapping[str, Watched], spans: TrackSpans) -> Watched | None:
    """Return what is remembered of a person who was these tracks at these times.

    Time in which nobody was watched stays a gap.

    Args:
        tracks: what is remembered of each track, by its id.
        spans: which of them the person was, and when; oldest first.
    """
    person = None
    for span in spans:
        track = tracks.get(span.track_id)
        if track is None or track.last_ns < span.first_ns:
            continue
        person = person or Watched(0)
        person.moments.extend(m for m in track.moments if span.holds(m.stamp_ns))
        person.postures.extend(told for told in track.postures if span.holds(told[0]))
        # What came later on that track is of somebody else.
        own = track.last_ns <= span.last_ns
        person.last_ns = min(track.last_ns, span.last_ns)
        person.why_unknown = track.why_unknown if own else ''
        person.untold = track.untold if own else UNKNOWN_POSTURE
    if person is not None:
        _drop_old(person)
    return person


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
        (fast.trunk_px - fast.whole_px[1]) / length_px, compared.camera_px, person_id)


def _shake(step, length_px):
    if step is None:
        return math.nan, math.nan
    return tuple((whole + upper) / length_px
                 for whole, upper in zip(step.whole_px, step.upper_px, strict=True))


def _drop_old(record):
    oldest_ns = record.last_ns - _KEPT_S * NS_PER_S
    while record.moments and record.moments[0].stamp_ns < oldest_ns:
        record.moments.popleft()
