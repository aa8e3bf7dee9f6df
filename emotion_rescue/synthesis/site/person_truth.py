"""What of a person a picture shows, exactly, from the renderer's segmentation and depth."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.figures import Figure
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.projection import project
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.stage import Stage
from emotion_rescue.synthesis.site.visibility import tight_box
from emotion_rescue.synthesis.site.visibility import wide_enough

OUTSIDE, HIDDEN, VISIBLE = 0, 1, 2
# Less of a person than this is no label: nobody could say what it is.
_MIN_VISIBLE_FRACTION = 0.08
_MIN_SIDE_PX = 7
_MIN_HEAD_PX = 3
_SOLO_SCALE = 2
# What the same person shows this far beyond a key point is another limb.
_BEYOND_M = 0.15
# Rec. 601 luma of red, green and blue.
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
# Key points lie inside the body: how far, in metres, the surface with clothes or hair may be
# before a point that is seen, in the order of bodies.KEY_POINTS. Beyond it is another limb.
_THICKNESS_M = np.array((0.05, 0.05, 0.05, 0.07, 0.07, 0.13, 0.13, 0.10, 0.10, 0.08, 0.08, 0.18,
                         0.18, 0.12, 0.12, 0.11, 0.11))


@dataclass(frozen=True, eq=False)
class VisiblePerson:
    """One person's label; see InnerState for what the renderer cannot see.

    Attributes:
        slot: number of the person on the stage.
        placed: the plan.
        figure: the body.
        xyxy: box of the visible part, pixels, right and bottom exclusive.
        head_xyxy: box of the visible part of the head; None where there is none.
        visible_fraction: visible area over the area without anything before it and no frame.
        mask: bool (height, width) of the box, which of its pixels show the person.
        depth_m: median of the visible pixels along the optical axis, metres.
        luminance: mean Rec. 601 luma of the visible pixels, 0..255.
        key_points: float64 (17, 3) of x and y in pixels and OUTSIDE, HIDDEN or VISIBLE, in the
            order of bodies.KEY_POINTS; all 0 for what is behind the camera.
        ground_px: where the person's place on the ground is, x and y in pixels, perhaps outside;
            None for what is not before the camera.
    """

    slot: int
    placed: PlacedPerson
    figure: Figure
    xyxy: tuple[int, int, int, int]
    head_xyxy: tuple[int, int, int, int] | None
    visible_fraction: float
    mask: np.ndarray
    depth_m: float
    luminance: float
    key_points: np.ndarray
    ground_px: tuple[float, float] | None


def see_person(stage: Stage, slot: int, placed: PlacedPerson, figure: Figure, camera: Camera,
               segments: np.ndarray, rgb: np.ndarray, depth_m: np.ndarray) -> VisiblePerson | None:
    """Return what a picture shows of the person in `slot`; None where too little is visible.

    Args:
        stage: still holds the scene.
        slot: of the person.
        placed: the plan.
        figure: the body.
        camera: of the picture.
        segments: int (height, width), number of the thing at each pixel.
        rgb: uint8 (height, width, 3), the picture.
        depth_m: float32 (height, width), metres along the optical axis.
    """
    head, body = stage.geom_id(f'head{slot}'), stage.geom_id(f'body{slot}')
    visible = (segments == head) | (segments == body)
    box = tight_box(visible)
    if box is None or min(box[2] - box[0], box[3] - box[1]) < _MIN_SIDE_PX:
        return None
    height, width = segments.shape
    fraction = min(1.0, visible.sum() / _area_px(stage, (head, body), figure, camera))
    if fraction < _MIN_VISIBLE_FRACTION:
        return None
    head_box = tight_box(segments == head)
    if head_box is not None and min(head_box[2] - head_box[0],
                                    head_box[3] - head_box[1]) < _MIN_HEAD_PX:
        head_box = None
    (ground,), _ = project((placed.x_m, placed.y_m, 0.0), camera, width, height)
    return VisiblePerson(
        slot=slot, placed=placed, figure=figure, xyxy=box, head_xyxy=head_box,
        visible_fraction=round(float(fraction), 3),
        mask=visible[box[1]:box[3], box[0]:box[2]], depth_m=float(np.median(depth_m[visible])),
        luminance=float((rgb[visible] @ _LUMA).mean()),
        key_points=see_key_points(figure.key_points_m, camera, visible, depth_m),
        ground_px=tuple(ground.tolist()) if np.isfinite(ground).all() else None)


def _area_px(stage, geoms, figure, camera):
    """Return the area of a whole person with nothing before and no frame, in pixels, at least 1.

    Areas of a picture grow with the square of the focal length, so that who is cut by the frame is
    measured in a wider one.
    """
    size = stage.width_px, stage.height_px
    wide = wide_enough(camera, figure.body[:BODY_VERTEX_COUNT:20], *size)
    scale = _SOLO_SCALE if wide is camera else 1
    stage.set_camera(wide)
    alone = stage.segment(scale, frozenset(geoms))
    stage.set_camera(camera)
    enlarged = camera.focal_px(size[1]) / wide.focal_px(size[1])
    return max(1.0, float((alone >= 0).sum()) * (scale * enlarged) ** 2)


def see_key_points(points_m: np.ndarray, camera: Camera, visible: np.ndarray,
                   depth_m: np.ndarray) -> np.ndarray:
    """Return x, y in pixels and OUTSIDE, HIDDEN or VISIBLE of each point, float64 (17, 3).

    A point is seen where a pixel at it, or next to it, shows the person about as far away as the
    point is; where the person is much nearer, another part of the body hides it.

    Args:
        points_m: (17, 3) in the world.
        camera: of the picture.
        visible: bool (height, width), where the person is.
        depth_m: float32 (height, width), metres along the optical axis.
    """
    height, width = visible.shape
    xy, depth = project(points_m, camera, width, height)
    found = np.zeros((len(points_m), 3))
    for i in np.flatnonzero(depth > 1e-6):
        found[i, :2] = xy[i]
        column, row = np.floor(xy[i]).astype(int)
        if 0 <= column < width and 0 <= row < height:
            near = (slice(max(0, row - 1), row + 2), slice(max(0, column - 1), column + 2))
            seen = (visible[near] & (depth_m[near] > depth[i] - _THICKNESS_M[i])
                    & (depth_m[near] < depth[i] + _BEYOND_M))
            found[i, 2] = VISIBLE if seen.any() else HIDDEN
    return found
