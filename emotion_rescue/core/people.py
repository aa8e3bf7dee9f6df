"""People as found in one image: detections, tracked people, and the view a scorer is given."""

from dataclasses import dataclass
from dataclasses import field
import math

import numpy as np

from emotion_rescue.core.frames import ImageFrame


def _empty_boxes():
    return np.zeros((0, 4), np.float32)


def _empty_scores():
    return np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Detections:
    """People that a detector found in one image, best first; empty when nobody is in view.

    Attributes:
        xyxy: float32 (n, 4), left, top, right, bottom in pixels of the full image, clipped to it.
        score: float32 (n,), confidence 0..1.
        image_size_px: width and height of the image, or None where nobody told.
    """

    xyxy: np.ndarray = field(default_factory=_empty_boxes)
    score: np.ndarray = field(default_factory=_empty_scores)
    image_size_px: tuple[int, int] | None = None

    def __post_init__(self):
        if self.xyxy.ndim != 2 or self.xyxy.shape[1] != 4:
            raise ValueError(f'boxes have the shape (n, 4), not {self.xyxy.shape}')
        if self.score.shape != (len(self.xyxy),):
            raise ValueError(
                f'{len(self.xyxy)} boxes need scores of shape ({len(self.xyxy)},), '
                f'not {self.score.shape}')

    def __len__(self):
        return len(self.xyxy)


@dataclass(frozen=True)
class TrackedPerson:
    """One person in one image.

    Attributes:
        person_id: track id, a non-empty string without spaces, unique within a run.
        xyxy: left, top, right, bottom in pixels.
        score: detection confidence 0..1.
        position_m: x, y, z in metres in the camera's optical frame, or None where unknown.
        position_std_m: standard deviations of these in metres, or None where unknown.
    """

    person_id: str
    xyxy: tuple[float, float, float, float]
    score: float
    position_m: tuple[float, float, float] | None = None
    position_std_m: tuple[float, float, float] | None = None

    @property
    def height_px(self) -> float:
        """Height of the box in pixels."""
        return self.xyxy[3] - self.xyxy[1]

    @property
    def area_px(self) -> float:
        """Area of the box in square pixels; 0 for a degenerate box."""
        width, height = self.xyxy[2] - self.xyxy[0], self.height_px
        return max(0.0, width) * max(0.0, height)


@dataclass(frozen=True)
class PeopleInView:
    """Everybody who is in one image; an empty tuple when nobody is."""

    people: tuple[TrackedPerson, ...]
    stamp_ns: int
    frame_id: str = ''


@dataclass(frozen=True, eq=False)
class PersonView:
    """What a sight scorer is asked to judge: one person in one image."""

    person: TrackedPerson
    frame: ImageFrame


UNKNOWN_POSITION_M = (math.nan, math.nan, math.nan)
