"""Gives people ids that last through occlusions, dropped images and turns of the camera.

Why not a library: a track here must live by the images' stamps, be visible in its first image (a
missed survivor is the worst error), keep its id while the camera turns with only boxes to tell,
and start over when stamps jump back without ever using an id again. Judged in autumn 2026:
roboflow's `trackers` 2.6 takes stamps, but withholds the id of a first sighting, drops every
image after a jump back, restarts its ids on reset, compensates the camera from pixels only, and
brings supervision, matplotlib, PyAV, a second OpenCV and a numpy newer than the one that Jazzy's
cv_bridge is built for; norfair 2.3 and the ByteTrack of ultralytics count images, not seconds.
The association follows their common idea: sure detections first, then unsure ones, which keep
tracks alive but begin none (Zhang et al., "ByteTrack", ECCV 2022).
"""

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.pipeline.box_motion import BoxMotion
from emotion_rescue.pipeline.box_motion import centres_and_sizes
from emotion_rescue.pipeline.box_overlap import box_iou
from emotion_rescue.pipeline.camera_pan import common_shift

# A detection further than this from a track is somebody else: chi-square, 4 degrees of freedom,
# 99.95 %.
_GATE = 20.0
# What it costs to call a detection a new person, on the scale of `BoxMotion.distances`.
_NEW_PERSON = 2.0
# Overlap that joins a box to a track whose box changed too abruptly for its motion.
_SAME_IOU = 0.3
# How long after a track was seen last (or seen in the image before this one, however long ago)
# an unsure detection may keep it alive.
_RECENT_NS = NS_PER_S // 2
# A jump of the camera is half a turn, which goes on, and half a bump, which does not.
_LASTING_SHARE = 0.5
# Ids begin with letters for the tenth of a second in which their tracker saw its first image, so
# that one that is started again names nobody like somebody before. Four letters last 12 hours.
_NS_PER_NAME = NS_PER_S // 10
_NAME_LETTERS = 4
# Smallest image width, where the detections do not tell it.
_DEFAULT_WIDTH_PX = 640


class KalmanPersonTracker:
    """Follows people by the motion of their boxes; implements `PersonTracker`.

    Attributes:
        dropped_boxes: boxes skipped so far because they hold no number or no area.
    """

    def __init__(self, *, track_memory_s: float = 2.0, confidence: float = 0.0):
        """Begin with nobody.

        Args:
            track_memory_s: how long a person out of sight keeps the id, by stamps.
            confidence: score from which a detection may begin a track; weaker ones only go on
                with one, so a detector may be run with a lower threshold than this.
        """
        # Here and not at the first two people: the import takes longer than several images.
        from scipy.optimize import linear_sum_assignment

        self._cheapest_pairs = linear_sum_assignment
        self._memory_ns = round(track_memory_s * NS_PER_S)
        self._confidence = confidence
        self._people_so_far = 0
        self._name: str | None = None
        self.dropped_boxes = 0
        self.reset()

    def reset(self) -> None:
        """Forget all tracks; ids are not used again."""
        self._motion = BoxMotion()
        self._ids = np.zeros(0, np.int64)
        self._seen_ns = np.zeros(0, np.int64)
        self._stamp_ns = None
        self._before_ns = None

    def update(self, detections: Detections, stamp_ns: int, frame_id: str = '') -> PeopleInView:
        """Return the people visible at `stamp_ns`, in the order of the detections.

        Args:
            detections: what was found in the image; empty when nobody was.
            stamp_ns: the image's stamp; earlier than the last one: all tracks are forgotten.
            frame_id: the camera's optical frame, passed on.
        """
        xyxy, score = self._usable(detections)
        seconds = self._advance(stamp_ns)
        sure = np.flatnonzero(score >= self._confidence)
        self._follow_camera(xyxy[sure], detections.image_size_px, seconds)
        rows = self._assign(xyxy, sure, np.flatnonzero(score < self._confidence))
        self._take_in(rows, xyxy)
        self._begin(rows, xyxy, sure)
        self._seen_ns[rows[rows >= 0]] = stamp_ns
        return PeopleInView(tuple(
            TrackedPerson(f'{self._name}{self._ids[row]}', tuple(map(float, box)), float(value))
            for row, box, value in zip(rows, xyxy, score, strict=True) if row >= 0),
            stamp_ns, frame_id)

    def _usable(self, detections):
        xyxy = np.asarray(detections.xyxy, np.float64)
        usable = np.isfinite(xyxy).all(axis=1) & np.isfinite(detections.score)
        usable &= (xyxy[:, 2] > xyxy[:, 0]) & (xyxy[:, 3] > xyxy[:, 1])
        self.dropped_boxes += int(np.count_nonzero(~usable))
        return xyxy[usable], detections.score[usable]

    def _advance(self, stamp_ns):
        """Move on to `stamp_ns`, forget who is out of sight for too long; return seconds."""
        if self._name is None:
            self._name = _letters(stamp_ns // _NS_PER_NAME)
        if self._stamp_ns is not None and stamp_ns < self._stamp_ns:
            self.reset()
        before_ns = stamp_ns if self._stamp_ns is None else self._stamp_ns
        seconds = (stamp_ns - before_ns) / NS_PER_S
        self._before_ns, self._stamp_ns = before_ns, stamp_ns
        known = stamp_ns - self._seen_ns <= self._memory_ns
        self._motion.keep(known)
        self._ids, self._seen_ns = self._ids[known], self._seen_ns[known]
        self._motion.predict(seconds)
        return seconds

    def _follow_camera(self, xyxy, image_size_px, seconds):
        # Who left the picture since cannot tell how the camera turns.
        last = self._seen_ns == self._before_ns
        width = image_size_px[0] if image_size_px else max(
            _DEFAULT_WIDTH_PX, xyxy[:, 2].max(initial=0))
        motion = self._motion
        pixels = common_shift(
            motion.centre[last], motion.size[last], motion.deviation[last],
            centres_and_sizes(xyxy), width, seconds)
        if pixels is not None:
            self._motion.shift(np.arange(len(self._ids)), pixels,
                               _LASTING_SHARE * pixels / seconds)

    def _assign(self, xyxy, sure, unsure):
        """Return the row (n,) of the track of each detection, -1 where there is none."""
        rows = np.full(len(xyxy), -1)
        free = np.arange(len(self._ids))
        squared, cost = self._motion.distances(xyxy[sure])
        cost = np.where(squared <= _GATE, np.minimum(cost, _NEW_PERSON), _NEW_PERSON)
        self._match(cost, _NEW_PERSON, free, sure, rows)
        overlap = 1 - box_iou(self._motion.xyxy(), xyxy)
        recent = self._seen_ns >= min(self._before_ns, self._stamp_ns - _RECENT_NS)
        for chosen, allowed in ((sure, True), (unsure, recent)):
            taken = np.isin(free, rows)
            tracks = free[~taken & allowed]
            boxes = chosen[rows[chosen] < 0]
            self._match(overlap[np.ix_(tracks, boxes)], 1 - _SAME_IOU, tracks, boxes, rows)
        return rows

    def _take_in(self, rows, xyxy):
        """Update the tracks that were seen; the others share what moved everybody."""
        found = rows[rows >= 0]
        before = self._motion.centre[found], self._motion.velocity[found]
        self._motion.update(found, xyxy[rows >= 0])
        hidden = np.setdiff1d(np.arange(len(self._ids)), found)
        if len(found) > 1 and len(hidden):
            after = self._motion.centre[found], self._motion.velocity[found]
            self._motion.shift(hidden, *(np.median(new - old, axis=0)
                                         for new, old in zip(after, before, strict=True)))

    def _begin(self, rows, xyxy, sure):
        new = sure[rows[sure] < 0]
        rows[new] = len(self._ids) + np.arange(len(new))
        self._motion.add(xyxy[new])
        self._ids = np.append(self._ids, self._people_so_far + 1 + np.arange(len(new)))
        self._seen_ns = np.append(self._seen_ns, np.full(len(new), self._stamp_ns))
        self._people_so_far += len(new)

    def _match(self, cost, limit, tracks, boxes, rows):
        """Write into `rows` the cheapest matching of `tracks` and `boxes` below `limit`."""
        if not cost.size:
            return
        left, right = self._cheapest_pairs(np.minimum(cost, limit))
        good = cost[left, right] < limit
        rows[boxes[right[good]]] = tracks[left[good]]


def _letters(number: int) -> str:
    """Return at most _NAME_LETTERS capitals that tell `number` from those near it."""
    number %= 26 ** _NAME_LETTERS
    letters = ''
    while number or not letters:
        number, letter = divmod(number, 26)
        letters = chr(ord('A') + letter) + letters
    return letters
