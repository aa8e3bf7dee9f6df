"""Keeps the pictures that a sight model was given of one person."""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.timeline import JudgedView

# Longer side of a kept picture: enough to see a face, and 200 of them make 3 MB.
PICTURE_PX = 240
_JPEG_QUALITY = 80


class NotedViews:
    """A SightScorer that passes everything on to another, and notes the views of one person.

    Attributes:
        views: what was judged, oldest first.
    """

    def __init__(self, scorer: SightScorer, person_id: str, margin: float):
        """Take the scorer, which the caller loads and closes.

        Args:
            scorer: judges.
            person_id: whose views are noted.
            margin: how much is kept around the person, as a share of the box.
        """
        self.views: list[JudgedView] = []
        self._scorer, self._person_id, self._margin = scorer, person_id, margin

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return what the scorer says."""
        readings = self._scorer.score(views)
        for view, reading in zip(views, readings, strict=False):
            # Of a view for which there was no time nothing was judged.
            if view.person.person_id == self._person_id and reading.judged:
                self.views.append(JudgedView(
                    view.frame.stamp_ns, person_jpeg(view, self._margin), reading))
        return readings


def person_jpeg(view: PersonView, margin: float) -> bytes:
    """Return the picture of the person as JPEG, PICTURE_PX on its longer side at the most.

    Args:
        view: a person in an image.
        margin: how much is shown around the box, as a share of it.
    """
    import cv2
    picture = _cut(view.frame.bgr, view.person.xyxy, margin)
    scale = min(1.0, PICTURE_PX / max(picture.shape[:2]))
    if scale < 1.0:
        size = [max(1, round(side * scale)) for side in picture.shape[1::-1]]
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode('.jpg', picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return data.tobytes()


def _cut(bgr: np.ndarray, xyxy, margin):
    """Return the box with its margin within the image, at least one pixel."""
    height, width = bgr.shape[:2]
    x, y = margin * (xyxy[2] - xyxy[0]), margin * (xyxy[3] - xyxy[1])
    left = min(max(0, round(xyxy[0] - x)), width - 1)
    top = min(max(0, round(xyxy[1] - y)), height - 1)
    right = min(max(left + 1, round(xyxy[2] + x)), width)
    bottom = min(max(top + 1, round(xyxy[3] + y)), height)
    return np.ascontiguousarray(bgr[top:bottom, left:right])
