"""Compares each image with those just before it, freed from the motion of the camera.

Three pauses show three kinds of motion: the newest two images (trembling, where they are close
enough), a fifth of a second (arms), a second (slow shifts of the body, breathing).
"""

from collections import Counter
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.box_cells import box_mask
from emotion_rescue.pipeline.box_cells import clean_boxes
from emotion_rescue.pipeline.camera_motion import camera_motion
from emotion_rescue.pipeline.camera_motion import moved
from emotion_rescue.pipeline.motion_cells import CELL_PX
from emotion_rescue.pipeline.motion_cells import Gradients
from emotion_rescue.pipeline.motion_cells import gradients_of
from emotion_rescue.pipeline.motion_cells import motion_cells
from emotion_rescue.pipeline.motion_cells import MotionCells

# Longer side of the small image.
LONGER_SIDE_PX = 320
FAST_S, SLOW_S = 0.2, 1.0
# The newest two images show trembling of 4 Hz if they are no further apart.
_STEP_S = 0.11
# Images closer than this show nothing new; further apart, nothing can be followed.
_SOONEST_S, _LATEST_S = 0.03, 0.6
# Shortest and longest pause for each aim: images may be rare, or come as they like.
_FAST_SPAN_S, _SLOW_SPAN_S = (0.11, 0.55), (0.55, 1.45)
_MOST_KEPT = 40
_SMALLEST_PX = 32


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two images compared.

    Attributes:
        seconds: between the two.
        cells: what changed.
        camera_px: by how much the camera's own motion shifted the middle of the small image.
        boxes: (m, 4) of everybody in the older image, where they lie in the newer, in cells.
        ids: (m,) who they are.
    """

    seconds: float
    cells: MotionCells
    camera_px: float
    boxes: np.ndarray
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ImageStep:
    """What one image tells; a comparison that could not be made is None.

    Attributes:
        scale: pixels of the small image in a pixel of the full one.
        people: bool (rows, columns) of cells of this image, True inside any box.
        step: against the image just before, where that is close enough to show trembling.
        fast: against the image a fifth of a second ago.
        slow: against the image a second ago.
        why_unknown: words for an operator where there is no comparison at all.
    """

    scale: float = 1.0
    people: np.ndarray | None = None
    step: Comparison | None = None
    fast: Comparison | None = None
    slow: Comparison | None = None
    why_unknown: str = ''


@dataclass(eq=False)
class _Kept:
    stamp_ns: int
    grey: np.ndarray
    soft: np.ndarray
    boxes: np.ndarray
    ids: tuple[str, ...]
    # From this image to the newest one.
    homography: np.ndarray


class ImageMotion:
    """Keeps small grey images of the last second, at most 6 MB; not locked.

    Attributes:
        counts: how many images could not be compared, by reason.
    """

    def __init__(self):
        self.counts = Counter()
        self._kept: deque[_Kept] = deque(maxlen=_MOST_KEPT)

    def clear(self) -> None:
        """Forget all images, as after a jump of time."""
        self._kept.clear()

    def step(self, image: np.ndarray, boxes: np.ndarray, ids: Sequence[str], stamp_ns: int
             ) -> ImageStep | None:
        """Take the next image.

        Args:
            image: uint8 (height, width) or (height, width, 3), blue first.
            boxes: (n, 4) of everybody in it, in pixels of it; any numbers.
            ids: (n,) who they are.
            stamp_ns: capture time; what is not later than the newest by 0.03 s is counted and
                skipped.

        Returns:
            None where the image was skipped.
        """
        if self._kept and stamp_ns - self._kept[-1].stamp_ns < _SOONEST_S * NS_PER_S:
            return self._skip('too soon after the image before')
        grey, scale = _small(image)
        if grey is None:
            return self._skip('image too small')
        if self._kept and self._kept[-1].grey.shape != grey.shape:
            self._kept.clear()
        shape = grey.shape[0] // CELL_PX, grey.shape[1] // CELL_PX
        boxes = clean_boxes(boxes) * scale / CELL_PX
        people = box_mask(boxes, shape)
        gradients = gradients_of(grey)
        new = _Kept(stamp_ns, grey, gradients.soft, boxes, tuple(ids), np.eye(3))
        why = self._follow(new)
        if why:
            self._kept.append(new)
            self.counts[why] += 1
            return ImageStep(scale, people, why_unknown=why)
        if not len(boxes):
            self._kept.append(new)
            return ImageStep(scale, people)
        compared = {name: self._compare(new, gradients, people, aim_s, span_s)
                    for name, aim_s, span_s in (('step', 0.0, (0.0, _STEP_S)),
                                                ('fast', FAST_S, _FAST_SPAN_S),
                                                ('slow', SLOW_S, _SLOW_SPAN_S))}
        self._kept.append(new)
        if compared['fast'] is None:
            why = 'too little background to compare with'
            self.counts[why] += 1
            return ImageStep(scale, people, why_unknown=why)
        return ImageStep(scale, people, **compared)

    def _skip(self, why):
        self.counts[why] += 1

    def _follow(self, new):
        """Say where all kept images lie in the new one; return why that is not known."""
        if not self._kept:
            return 'first image'
        last = self._kept[-1]
        if new.stamp_ns - last.stamp_ns > _LATEST_S * NS_PER_S:
            self._kept.clear()
            return 'images too far apart'
        free = (~box_mask(last.boxes, _cells_of(last.grey))).astype(np.uint8)
        free = cv2.resize(free, last.grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
        turn = camera_motion(last.grey, new.grey, free)
        if turn is None:
            self._kept.clear()
            return 'the camera moves, or too little background is seen'
        for kept in self._kept:
            kept.homography = turn @ kept.homography
        oldest_ns = new.stamp_ns - _SLOW_SPAN_S[1] * NS_PER_S
        while self._kept and self._kept[0].stamp_ns < oldest_ns:
            self._kept.popleft()
        return ''

    def _compare(self, new, gradients: Gradients, people, aim_s, span_s):
        """Compare with the image that is nearest to `aim_s` ago; None where there is none."""
        pauses = {index: (new.stamp_ns - kept.stamp_ns) / NS_PER_S
                  for index, kept in enumerate(self._kept)}
        fits = [index for index, pause in pauses.items() if span_s[0] < pause <= span_s[1]]
        if not fits:
            return None
        nearest = self._kept[min(fits, key=lambda index: abs(pauses[index] - aim_s))]
        boxes = _carried(nearest)
        cells = motion_cells(nearest.soft, gradients, nearest.homography,
                             people | box_mask(boxes, people.shape))
        if cells is None:
            return None
        middle = np.array([new.grey.shape[::-1]], float) / 2
        shift = moved(nearest.homography, middle) - middle
        return Comparison((new.stamp_ns - nearest.stamp_ns) / NS_PER_S, cells,
                          float(np.hypot(*shift[0])), boxes, nearest.ids)


def _cells_of(grey):
    return grey.shape[0] // CELL_PX, grey.shape[1] // CELL_PX


def _carried(kept):
    """Return the boxes of an earlier image where they lie in the newest one."""
    if not len(kept.boxes):
        return kept.boxes
    ends = moved(kept.homography, kept.boxes.reshape(-1, 2) * CELL_PX) / CELL_PX
    return ends.reshape(-1, 4)


def _small(image):
    """Return a grey image of multiples of CELL_PX and its scale; None where there is none."""
    height, width = image.shape[:2]
    if image.dtype != np.uint8 or min(height, width) < _SMALLEST_PX:
        return None, 1.0
    scale = min(1.0, LONGER_SIDE_PX / max(height, width))
    size = [int(round(side * scale)) // CELL_PX * CELL_PX for side in (width, height)]
    if min(size) < _SMALLEST_PX:
        return None, 1.0
    # Grey after shrinking: a quarter of the pixels to mix.
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return np.ascontiguousarray(grey[:size[1], :size[0]]), scale
