"""An image scaled into a detector's input, with grey borders, and boxes scaled back out of it.

The geometry (rounding, centring, grey 114) is the one that YOLO models of ultralytics are trained
and evaluated with; a box found here is the box found there. (Its way back is up to 3 px off for
very thin images, whose scaled side rounds down to whole strides; here it is the way there.)
"""

from dataclasses import dataclass
from dataclasses import field

import numpy as np

_BORDER = 114 / 255
_SCALE = np.float32(1 / 255)


@dataclass(eq=False)
class Letterbox:
    """The way of images of one size into a detector's input, and of its boxes back.

    Attributes:
        image_wh: width and height of the image in pixels.
        limit_wh: the largest width and height of the detector's input in pixels.
        stride: the input is the smallest that holds the scaled image, of the limit less whole
            strides; None: it is as large as the limit.
        dtype: number format of the detector's input.
        input_wh: width and height of the detector's input in pixels.
        tensor: (1, 3, height, width), red first, 0..1; rewritten by each `fill`.
    """

    image_wh: tuple[int, int]
    limit_wh: tuple[int, int]
    stride: int | None = None
    dtype: type = np.float32
    input_wh: tuple[int, int] = field(init=False)
    tensor: np.ndarray = field(init=False, repr=False)

    def __post_init__(self):
        width, height = self.image_wh
        gain = min(self.limit_wh[0] / width, self.limit_wh[1] / height)
        self._inner_wh = max(round(width * gain), 1), max(round(height * gain), 1)
        self.input_wh = self.limit_wh
        if self.stride is not None:
            # The border is what is left of the limit, modulo the stride.
            self.input_wh = tuple(
                inner + (limit - inner) % self.stride
                for inner, limit in zip(self._inner_wh, self.limit_wh, strict=True))
        left, top = (round((outer - inner) / 2 - 0.1)
                     for outer, inner in zip(self.input_wh, self._inner_wh, strict=True))
        shape = (1, 3, self.input_wh[1], self.input_wh[0])
        self.tensor = np.full(shape, _BORDER, self.dtype)
        self._inner = self.tensor[0, :, top:top + self._inner_wh[1], left:left + self._inner_wh[0]]
        self._offset = np.array((left, top, left, top), np.float32)
        self._gain = np.array((self._inner_wh[0] / width, self._inner_wh[1] / height) * 2,
                              np.float32)

    def fill(self, bgr: np.ndarray) -> np.ndarray:
        """Return `tensor`, filled with `bgr`, uint8 (height, width, 3)."""
        import cv2

        if self._inner_wh != self.image_wh:
            bgr = cv2.resize(bgr, self._inner_wh, interpolation=cv2.INTER_LINEAR)
        for target, plane in zip(self._inner[::-1], cv2.split(bgr), strict=True):
            np.multiply(plane, _SCALE, out=target, casting='same_kind')
        return self.tensor

    def to_image(self, xyxy: np.ndarray) -> np.ndarray:
        """Return boxes (n, 4) of the input as boxes of the image, clipped to it, float32."""
        boxes = (xyxy - self._offset) / self._gain
        limits = np.array(self.image_wh * 2, np.float32)
        return np.clip(boxes, 0, limits, out=boxes).astype(np.float32, copy=False)
