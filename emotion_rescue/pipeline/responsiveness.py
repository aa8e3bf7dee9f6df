"""Watches whether people react: by posture and motion, by voices, and by calls of the robot."""

from collections import deque
from collections.abc import Iterable
import logging
import math
import threading

import numpy as np

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.body import UNKNOWN_RESPONSIVENESS
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.body_motion import body_motion
from emotion_rescue.pipeline.image_motion import ImageMotion
from emotion_rescue.pipeline.moment import watched_s
from emotion_rescue.pipeline.responsiveness_rules import ANSWER_S
from emotion_rescue.pipeline.responsiveness_rules import judge
from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder
from emotion_rescue.pipeline.track_spans import TrackSpans
from emotion_rescue.pipeline.watched_people import of_one_person
from emotion_rescue.pipeline.watched_people import watch
from emotion_rescue.pipeline.watched_people import Watched

_log = logging.getLogger(__name__)

# Of one track 300 moments are kept, about 150 kB; of more tracks than this the longest gone are
# forgotten.
_MOST_REMEMBERED = 100
_MOST_CALLS = 4
# Sound of the robot's own call is no answer of somebody: how long a call may take.
_CALL_S = 4.0
# Of the seconds after a call have to be watched, else nobody knows whether there was an answer.
_WATCHED = 0.6


class ResponsivenessWatch:
    """Thread-safe. Stamps, in nanoseconds of the sensors' clock, are the only time."""

    def __init__(self):
        # To compare images takes many milliseconds, for which whoever asks need not wait. Where
        # both locks are taken, this one is first.
        self._seeing = threading.Lock()
        self._motion = ImageMotion()
        self._order = StampOrder()
        # Of everything below.
        self._lock = threading.Lock()
        # By track, as in the images; who is which track may turn out later.
        self._people: dict[str, Watched] = {}
        self._calls: deque[int] = deque(maxlen=_MOST_CALLS)
        self._counts: dict[str, int] = {}

    @property
    def counts(self) -> dict[str, int]:
        """How many images told nothing of motion, by reason, since the beginning."""
        with self._lock:
            return dict(self._counts)

    def see(self, people: PeopleInView, image: np.ndarray, stamp_ns: int,
            focal_px: float = math.nan) -> None:
        """Take the next image and who is in it; what comes late or is no image is counted.

        Args:
            people: everybody in it; boxes may be wrong in any way.
            image: uint8 (height, width) or (height, width, 3), blue first. It is not kept.
            stamp_ns: its capture time. Where it jumps back by a second, all is forgotten.
            focal_px: of the camera; with it, depths of people tell their size. NaN: not known.
        """
        with self._seeing:
            step = self._compared(people, image, stamp_ns)
            with self._lock:
                self._counts = dict(self._motion.counts)
                if step is not None:
                    size_px = image.shape[1], image.shape[0]
                    watch(self._people, PeopleInView(people.people, stamp_ns), step, size_px,
                          focal_px)
                    self._bound()

    def call(self, stamp_ns: int) -> None:
        """Note that the robot has called to people, and that its sound ended at `stamp_ns`."""
        with self._lock:
            self._calls.append(stamp_ns)

    def reading(self, spans: TrackSpans, stamp_ns: int,
                voices: Iterable[tuple[int, float]] = ()) -> ResponsivenessReading:
        """Return whether somebody reacts, judged at `stamp_ns`; UNKNOWN of who was never seen.

        Args:
            spans: who: which track the person was, and when. What tracks showed at other times
                is of others.
            stamp_ns: of the judgement.
            voices: when each voice began that may be this person's, and the chance that it is.
        """
        with self._lock:
            record = of_one_person(self._people, spans)
            if record is None:
                return UNKNOWN_RESPONSIVENESS
            motion = body_motion(record.moments)
            told_ns = next((moment.stamp_ns for moment in reversed(record.moments)
                            if moment.tells), record.last_ns)
            if record.why_unknown and stamp_ns - record.last_ns <= ANSWER_S * NS_PER_S:
                motion = motion.because(record.why_unknown)
            voices = [(heard_ns, share) for heard_ns, share in voices
                      if 0.0 <= share <= 1.0 and not self._own_sound(heard_ns)]
            calls = [(stamp, self._was_watched(record, stamp)) for stamp in self._calls
                     if stamp <= stamp_ns]
            told_ago_s = max(0.0, (stamp_ns - told_ns) / NS_PER_S)
            posture = record.posture(motion.moved_ns)
            return judge(motion, posture, voices, calls, told_ago_s, stamp_ns)

    def forget(self, track_ids: Iterable[str]) -> None:
        """Forget some tracks that have ended."""
        with self._lock:
            for track_id in track_ids:
                self._people.pop(track_id, None)

    def clear(self) -> None:
        """Forget everybody, all images and calls, as after a jump of time."""
        with self._seeing:
            self._forget_all()
            self._order = StampOrder()

    def _compared(self, people, image, stamp_ns):
        """Return what an image shows beside those before it; None where it is left out."""
        order = self._order.place(stamp_ns)
        if order is Order.LATE:
            self._motion.counts['images out of order'] += 1
            return None
        if order is not Order.NEXT:
            _log.warning('stamps jumped back: motion of everybody is forgotten')
            self._forget_all()
        if image.ndim not in (2, 3) or image.dtype != np.uint8 or 0 in image.shape:
            self._motion.counts['no image'] += 1
            return None
        boxes = np.array([person.xyxy for person in people.people], float).reshape(-1, 4)
        return self._motion.step(image, boxes, [p.person_id for p in people.people], stamp_ns)

    def _forget_all(self):
        self._motion.clear()
        with self._lock:
            self._people.clear()
            self._calls.clear()

    def _own_sound(self, stamp_ns):
        return any(0 <= call - stamp_ns <= _CALL_S * NS_PER_S for call in self._calls)

    def _was_watched(self, record, call_ns):
        """Whether most of the time in which an answer may come showed whether there was one."""
        end_ns = call_ns + ANSWER_S * NS_PER_S
        told = [moment for moment in record.moments
                if moment.tells and call_ns <= moment.stamp_ns <= end_ns]
        return watched_s(told).sum() >= _WATCHED * ANSWER_S

    def _bound(self):
        if len(self._people) > _MOST_REMEMBERED:
            longest_gone = sorted(self._people, key=lambda one: self._people[one].last_ns)
            for track_id in longest_gone[:len(self._people) - _MOST_REMEMBERED]:
                del self._people[track_id]
