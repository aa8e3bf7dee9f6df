"""The whole image as LLaVA is shown it."""

import numpy as np

# The processor of LLaVA-1.5 cuts the longer side off; the model learned on padded squares.
_GREY = 127


def scene_picture(bgr: np.ndarray) -> np.ndarray:
    """Return a square uint8 (side, side, 3), red first, with the image in its middle.

    Args:
        bgr: uint8 (height, width, 3), blue first.
    """
    height, width = bgr.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    square = np.full((side, side, 3), _GREY, np.uint8)
    square[top:top + height, left:left + width] = bgr[..., ::-1]
    return square
