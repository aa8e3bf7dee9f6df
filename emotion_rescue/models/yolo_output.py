"""What a YOLO detector's output tensor says about people.

Two forms exist. Raw, (1, 4 + classes, n): centre, width and height of each candidate, then the
probability of each class; overlapping candidates still have to be thinned out. End to end,
(1, n, 6): left, top, right, bottom, score and class of each final box. Boxes are in pixels of the
network's input.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class YoloOutput:
    """Picks the people out of output tensors.

    Attributes:
        person: index of the class 'person'.
        end_to_end: whether the tensor has the end-to-end form.
        confidence: scores up to this one are dropped.
        iou: overlap above which the weaker of two raw boxes is dropped.
        max_people: most boxes kept, best first.
    """

    person: int
    end_to_end: bool
    confidence: float
    iou: float
    max_people: int

    def people(self, output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return boxes (n, 4) left, top, right, bottom and scores (n,), float32, best first."""
        pick = self._final if self.end_to_end else self._thinned
        return pick(output[0])

    def _final(self, rows):
        keep = (rows[:, 4] > self.confidence) & (rows[:, 5] == self.person)
        rows = rows[keep][:self.max_people].astype(np.float32, copy=False)
        return rows[:, :4], rows[:, 4]

    def _thinned(self, columns):
        scores = columns[4 + self.person]
        candidates = np.flatnonzero(scores > self.confidence)
        found = columns[:, candidates].astype(np.float32, copy=False)
        # A candidate belongs to its most probable class alone.
        own = found[4:].argmax(axis=0) == self.person
        found = found[:, own]
        return self._without_overlaps(found[:4], found[4 + self.person])

    def _without_overlaps(self, cxcywh, scores):
        if not len(scores):
            return np.zeros((0, 4), np.float32), np.zeros(0, np.float32)
        import cv2

        corners = cxcywh[:2] - cxcywh[2:] / 2
        boxes = np.concatenate((corners, cxcywh[2:])).T.astype(np.float64)
        # Scores were compared before: a threshold of 0 keeps this call from doing it again.
        keep = np.asarray(cv2.dnn.NMSBoxes(boxes, scores, 0.0, self.iou), np.intp)
        keep = keep.reshape(-1)[:self.max_people]
        xyxy = np.concatenate((corners, corners + cxcywh[2:])).T
        return xyxy[keep], scores[keep]
