"""What LLaVA is shown of one person: a square picture of three panels.

Body, head and the whole image are shown together, because how somebody feels is told by body,
face and situation together; a red rectangle is on the person in the first and the last. Where they
go is in view_panels.py.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from emotion_rescue.models.view_panels import clipped_box
from emotion_rescue.models.view_panels import head_panel
from emotion_rescue.models.view_panels import HEAD_PX
from emotion_rescue.models.view_panels import Panel
from emotion_rescue.models.view_panels import view_panels
from emotion_rescue.models.view_panels import VIEW_PX

FULL_QUALITY_PX = 120.0       # geometric mean of the sides from which size costs no quality
_GREY = 127
_RED_BGR = (0, 0, 255)


@dataclass(frozen=True, eq=False)
class AffectView:
    """One picture for the model.

    Attributes:
        rgb: uint8 (VIEW_PX, VIEW_PX, 3), red first.
        quality: 0..1, how much the view deserves a judgement (1: near and whole).
        panels: where body, head and scene are on it; see `view_panels`.
    """

    rgb: np.ndarray
    quality: float
    panels: tuple[Panel, Panel, Panel]


def affect_view(bgr, xyxy, margin=0.1, head_xyxy=None) -> AffectView | None:
    """Return the picture of one person, or None where too little of the box is in the image.

    Args:
        bgr: uint8 (height, width, 3), blue first; the whole image.
        xyxy: left, top, right, bottom of the person in pixels; may reach out of the image.
        margin: how much is shown around the person, as a share of the box's sides.
        head_xyxy: the head's box, or None; see `view_panels`.
    """
    panels = view_panels(bgr.shape, xyxy, margin, head_xyxy)
    if panels is None:
        return None
    canvas = np.full((VIEW_PX, VIEW_PX, 3), _GREY, np.uint8)
    box = clipped_box(xyxy, bgr.shape)
    for panel, mark in zip(panels, (box, None, box), strict=True):
        _draw(canvas, bgr, panel, mark)
    return AffectView(canvas[..., ::-1].copy(), view_quality(xyxy, bgr.shape), panels)


def head_of_view(bgr, xyxy, head_xyxy) -> np.ndarray | None:
    """Return the head's panel of `affect_view` alone; arguments and None as there.

    It is uint8 (HEAD_PX, HEAD_PX, 3), red first.
    """
    panel = head_panel(bgr.shape, xyxy, head_xyxy)
    if panel is None:
        return None
    canvas = np.full((HEAD_PX, HEAD_PX, 3), _GREY, np.uint8)
    _draw(canvas, bgr, panel)
    return canvas[..., ::-1].copy()


def view_quality(xyxy, shape) -> float:
    """Return 0..1: visible size, up to `FULL_QUALITY_PX`, times the share inside the image."""
    box = clipped_box(xyxy, shape)
    if box is None:
        return 0.0
    visible = (box[2] - box[0]) * (box[3] - box[1])
    whole = (xyxy[2] - xyxy[0]) * (xyxy[3] - xyxy[1])
    return float(min(1.0, visible ** 0.5 / FULL_QUALITY_PX) * visible / whole)


def stretched(panel: np.ndarray) -> np.ndarray:
    """Return uint8 (h, w, 3) with its contrast stretched: darkness and mist hide less."""
    low, high = np.percentile(panel.mean(axis=2), (1, 99))
    scale = 255.0 / max(high - low, 32.0)  # below 32 grey levels it would show mostly noise
    return np.clip((panel - low) * scale, 0, 255).astype(np.uint8)


def _draw(canvas, bgr, panel, mark=None):
    """Draw a panel's region, stretched in contrast, with a red rectangle on the box `mark`."""
    left, top, right, bottom = panel.region_xyxy
    x, y, x_end, y_end = panel.shown_xyxy
    size = x_end - x, y_end - y
    way = cv2.INTER_AREA if panel.scale < 1 else cv2.INTER_CUBIC
    part = stretched(cv2.resize(bgr[top:bottom, left:right], size, interpolation=way))
    if mark is not None:
        corners = panel.to_view(np.reshape(mark, (2, 2))) - (x, y)
        corners = np.clip(np.round(corners), 0, np.subtract(size, 1)).astype(int)
        cv2.rectangle(part, corners[0].tolist(), corners[1].tolist(), _RED_BGR, 2)
    canvas[y:y_end, x:x_end] = part
