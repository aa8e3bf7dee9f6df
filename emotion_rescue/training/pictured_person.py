"""A person in a picture, changed by chance as other cameras and other places would show them."""

from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_data import AffectSample

_LEAST_FAR_PX = 20.0


@dataclass(frozen=True, eq=False)
class PicturedPerson:
    """One person in one picture.

    Attributes:
        bgr: uint8 (height, width, 3), blue first.
        xyxy: left, top, right, bottom of the person's box in pixels.
        head_xyxy: the same of the head; None where it is not known.
        key_points_px: float (17, 2) x and y; NaN where they are not known.
    """

    bgr: np.ndarray
    xyxy: tuple[float, float, float, float]
    head_xyxy: tuple[float, float, float, float] | None
    key_points_px: np.ndarray

    @classmethod
    def of(cls, sample: AffectSample) -> 'PicturedPerson':
        """Return somebody as they are; raises InputError where the picture does not open."""
        return cls(read_image(sample.image), sample.xyxy, sample.head_xyxy, sample.key_points_px)

    def otherwise(self, rng) -> 'PicturedPerson':
        """Return the person in another light, perhaps mirrored."""
        seen = self._mirrored() if rng.random() < 0.5 else self
        gain = rng.normal(1.0, (0.06, 0.03, 0.06)) * rng.uniform(0.75, 1.25)
        levels = np.arange(256)[:, None] * gain + rng.normal(0, 8)
        table = np.clip(levels, 0, 255).astype(np.uint8)
        return replace(seen, bgr=cv2.LUT(np.ascontiguousarray(seen.bgr), table[None]))

    def partly_hidden(self, rng) -> 'PicturedPerson':
        """Return the person behind a rectangle of one colour, of 15 to 40 % of the box's sides."""
        corner, size = np.array(self.xyxy[:2]), np.array(self.xyxy[2:]) - self.xyxy[:2]
        sides = rng.uniform(0.15, 0.4, 2) * size
        corner = corner + rng.uniform(0, 1, 2) * (size - sides)
        bgr = self.bgr.copy()
        cv2.rectangle(bgr, np.round(corner).astype(int).tolist(),
                      np.round(corner + sides).astype(int).tolist(),
                      rng.integers(0, 256, 3).tolist(), cv2.FILLED)
        return replace(self, bgr=bgr)

    def from_further_off(self, rng) -> 'PicturedPerson':
        """Return everything smaller, so that less is to be seen of the person."""
        least = min(self.xyxy[2] - self.xyxy[0], self.xyxy[3] - self.xyxy[1])
        return self.smaller(max(rng.uniform(0.4, 1.0),
                                min(1.0, _LEAST_FAR_PX / max(least, 1.0))))

    def smaller(self, scale: float) -> 'PicturedPerson':
        """Return everything at `scale`."""
        return PicturedPerson(
            cv2.resize(self.bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
            scale * np.array(self.xyxy),
            None if self.head_xyxy is None else scale * np.array(self.head_xyxy),
            scale * self.key_points_px)

    def _mirrored(self):
        width = self.bgr.shape[1]

        def box(xyxy):
            return None if xyxy is None else (
                width - xyxy[2], xyxy[1], width - xyxy[0], xyxy[3])

        return PicturedPerson(self.bgr[:, ::-1], box(self.xyxy), box(self.head_xyxy),
                              self.key_points_px * (-1, 1) + (width, 0))


def read_image(path: Path) -> np.ndarray:
    """Return the picture at `path`, uint8 (height, width, 3), blue first."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise InputError(f'{path} is missing or no picture; make the data set again')
    return bgr


def moved_box(xyxy, deviation: float, rng) -> np.ndarray:
    """Return a box whose sides are moved by chance, with a deviation in shares of its size."""
    left, top, right, bottom = xyxy
    sides = np.array((right - left, bottom - top) * 2)
    return np.array(xyxy) + rng.normal(0, deviation, 4) * sides
