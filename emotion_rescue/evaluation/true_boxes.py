"""A detector that knows the truth of a filmed clip: what a very good one would give.

With it a figure tells how well people are judged who are seen; how many are seen is the figure of
a detector (`emotion-rescue evaluate detector`).
"""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

import numpy as np

from emotion_rescue.core.people import Detections

# Whoever is smaller, hidden by more or darker than this is found by no detector.
_LEAST_SIDE_PX, _LEAST_VISIBLE, _LEAST_LUMINANCE = 40.0, 0.3, 15.0
# Edges of a good detector's boxes tremble by about this part of the side from image to image.
_TREMBLE = 0.01
_SCORE = 0.9


class TrueBoxes:
    """Implements `core.interfaces.PersonDetector` for the images of one clip, in their order."""

    def __init__(self, frames: Sequence[Mapping[str, Any]], seed: int):
        """Take the `frames` of a line of clips.jsonl, and a seed for how the boxes tremble."""
        self._frames = iter(frames)
        self._rng = np.random.default_rng(seed)

    def load(self) -> None:
        """Load nothing."""

    def close(self) -> None:
        """Give nothing back."""

    def describe(self) -> str:
        """Return one line for logs."""
        return 'true boxes of everybody who can be seen'

    def detect(self, bgr: np.ndarray) -> Detections:
        """Return who can be seen in the next image; `bgr` tells only where it ends.

        Raises:
            StopIteration: the clip has no more images.
        """
        height, width = bgr.shape[:2]
        boxes = np.array([person['xyxy'] for person in next(self._frames)['people']
                          if can_be_seen(person)], np.float32).reshape(-1, 4)
        sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
        boxes = boxes + self._rng.normal(0.0, _TREMBLE, boxes.shape) * sides
        boxes = boxes.clip(0.0, [width, height, width, height]).astype(np.float32)
        return Detections(boxes, np.full(len(boxes), _SCORE, np.float32))


def can_be_seen(person: Mapping[str, Any]) -> bool:
    """Return whether somebody, as a frame of clips.jsonl tells of them, may be found at all."""
    left, top, right, bottom = person['xyxy']
    return (max(right - left, bottom - top) >= _LEAST_SIDE_PX
            and person.get('visible_fraction', 1.0) >= _LEAST_VISIBLE
            and person.get('luminance', 255.0) >= _LEAST_LUMINANCE)
