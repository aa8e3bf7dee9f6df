"""People who walk through an image, as a detector would see them, for tests of the tracker."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.core.people import Detections

NS_PER_S = 1_000_000_000
IMAGE_WH = (640, 480)


@dataclass(frozen=True)
class Walker:
    """One person: place and size at time 0, velocity, and when nobody can see them."""

    x_px: float
    y_px: float = 240.0
    height_px: float = 120.0
    speed_x_px: float = 0.0
    hidden_s: tuple[float, float] = (0.0, 0.0)

    def box(self, seconds):
        half = np.array((0.2, 0.5)) * self.height_px
        centre = np.array((self.x_px + self.speed_x_px * seconds, self.y_px))
        return np.concatenate((centre - half, centre + half))

    def visible(self, seconds):
        return not self.hidden_s[0] <= seconds < self.hidden_s[1]


def stamps_s(rate_hz, duration_s, dropped=0.0, seed=0):
    """Return the times of images, of which a share is lost; the first one never."""
    times = np.arange(0, duration_s, 1 / rate_hz)
    kept = np.random.default_rng(seed).random(len(times)) >= dropped
    return times[kept | (times == 0)]


def follow(tracker, walkers, times, *, pan=lambda seconds: 0.0, jitter=0.0, seed=0):
    """Show the walk to `tracker`; return for each walker the ids over time, in order."""
    random = np.random.default_rng(seed)
    ids = {walker: [] for walker in walkers}
    for seconds in times:
        seen = [walker for walker in walkers if walker.visible(seconds)]
        random.shuffle(seen)
        boxes = np.array([w.box(seconds) + np.array((1, 0, 1, 0)) * pan(seconds)
                          + random.normal(0, jitter, 4) * w.height_px for w in seen])
        result = tracker.update(detections(boxes), round(seconds * NS_PER_S))
        assert len(result.people) == len(seen), 'everybody is reported at once'
        for walker, person in zip(seen, result.people, strict=True):
            ids[walker].append(person.person_id)
    return [ids[walker] for walker in walkers]


def detections(boxes, score=0.9):
    """Return detections of `boxes`, each with `score` (a number, or one each)."""
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    return Detections(boxes, np.full(len(boxes), score, np.float32), IMAGE_WH)
