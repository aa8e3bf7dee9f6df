"""Painted people in front of painted walls, who move as told, before a camera that turns."""

from functools import lru_cache
import math

import cv2
import numpy as np

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson

NS_PER_S = 1_000_000_000
SIZE = (320, 240)
_ROOM = 80


@lru_cache(maxsize=64)
def texture(width, height, seed):
    """Return float32 (height, width) of soft noise, 40 to 215."""
    noise = np.random.default_rng(seed).standard_normal((height, width)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 1.8)
    return 127 + 87 * np.clip(soft / (2.2 * soft.std()), -1, 1)


class Film:
    """Paints pictures of a wall and of rectangles before it.

    A part is (x, y, width, height, seed): left, top in the world in pixels, any fraction of one.
    """

    def __init__(self, seed=0, noise=1.0):
        self._wall = texture(SIZE[0] + 2 * _ROOM, SIZE[1] + 2 * _ROOM, seed)
        self._rng = np.random.default_rng(seed)
        self._noise = noise

    def picture(self, parts=(), camera=(0.0, 0.0), gain=1.0, flat=False):
        """Return uint8 (240, 320); `camera` is the place in the world of its left upper corner."""
        x, y = camera
        wall = np.full_like(self._wall, 120) if flat else self._wall
        image = cv2.warpAffine(wall, np.float32([[1, 0, -_ROOM - x], [0, 1, -_ROOM - y]]),
                               SIZE, flags=cv2.INTER_LINEAR)
        for left, top, width, height, seed in parts:
            cv2.warpAffine(texture(width, height, seed),
                           np.float32([[1, 0, left - x], [0, 1, top - y]]), SIZE, dst=image,
                           flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
        noise = self._noise * self._rng.standard_normal(image.shape, np.float32)
        return np.clip(image * gain + noise, 0, 255).astype(np.uint8)


def still_body(left=120, top=60):
    """Return the trunk of somebody who stands, without arms."""
    return [(left, top, 40, 120, 11)]


def waver(seconds, left=120, top=60, rate_hz=1.0):
    """Return trunk and a waving arm beside it."""
    swing = 10 * math.sin(2 * math.pi * rate_hz * seconds)
    return [*still_body(left, top), (left + 46 + swing, top + 4, 14, 50, 12)]


WAVER_BOX = (118.0, 58.0, 194.0, 182.0)
STILL_BOX = (118.0, 58.0, 162.0, 182.0)


def person(xyxy, person_id='a', position_m=None):
    return TrackedPerson(person_id, tuple(xyxy), 0.9, position_m)


def view(stamp_ns, *people):
    return PeopleInView(tuple(people), stamp_ns)


def stamps(seconds, rate_hz=5.0, begin_s=100.0):
    """Return (seconds since the begin, stamp) of each image."""
    return [(i / rate_hz, round((begin_s + i / rate_hz) * NS_PER_S))
            for i in range(round(seconds * rate_hz))]
