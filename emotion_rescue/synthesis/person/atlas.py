"""The picture that covers a person: which chart each surface has in it, and what lies where.

Everything is painted by its place on an average adult at rest: the atlas knows, for each of its
pixels, that place and how much light reaches it. So paint does not care how charts are cut.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.body_mesh import BodyMesh
from emotion_rescue.synthesis.person.body_mesh import EYES

ATLAS_WIDTH_PX, ATLAS_HEIGHT_PX = 608, 512
# name -> left, top, width, height in pixels.
CHARTS = {
    'head': (0, 0, 416, 208), 'hands': (416, 0, 96, 96), 'skin': (512, 0, 96, 96),
    'eye': (416, 96, 48, 48), 'plain': (464, 96, 48, 48), 'shoes': (512, 96, 96, 112),
    'torso': (0, 208, 288, 208), 'arm_left': (288, 208, 60, 208),
    'arm_right': (348, 208, 60, 208), 'leg_left': (408, 208, 100, 208),
    'leg_right': (508, 208, 100, 208),
    'inner': (0, 416, 192, 96), 'headgear': (192, 416, 192, 96), 'hair': (384, 416, 192, 96)}
# One-coloured squares of the chart 'plain', four a row.
PLAIN = ('mouth', 'teeth', 'tongue', 'lashes', 'lining', 'frame', 'glove', 'trim')
_MARGIN_PX = 2.0
# Joints of the left side of the average adult at rest, metres.
SHOULDER, ELBOW, WRIST = np.array(
    ((0.150, -0.104, 0.486), (0.363, -0.095, 0.290), (0.511, -0.275, 0.147)))
_LEG_Z, _LEG_X, _LEG_Y = (-0.869, -0.465, 0.0), (0.200, 0.155, 0.095), (-0.086, -0.097, -0.085)
TORSO_Y = -0.085
# Ranges that the charts cover.
_ANGLE = np.pi + 0.35
_TORSO_DOWN, _LEG_RANGE_Z = (0.65, -0.37), (0.18, -0.92)
_ARM_T, _SHOE_Y = (-0.2, 1.12), (-0.32, 0.02)
_INNER_X, _INNER_Z = 0.24, (0.66, -0.25)


def arm_coordinates(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where points (..., 3) of the rest pose lie along and around their arm.

    Returns:
        0 at the shoulder .. 0.5 at the elbow .. 1 at the wrist; radians, 0 above, positive in
        front; distance from the arm's axis in metres.
    """
    points = points * np.where(points[..., :1] < 0, (-1, 1, 1), 1)
    upper, lower = ELBOW - SHOULDER, WRIST - ELBOW
    along_upper = np.clip((points - SHOULDER) @ upper / (upper @ upper), -0.5, 1)
    along_lower = np.clip((points - ELBOW) @ lower / (lower @ lower), 0, 1.4)
    axis = SHOULDER + along_upper[..., None] * upper + along_lower[..., None] * lower
    blend = np.clip((along_upper + along_lower) - 0.5, 0, 1)[..., None]
    direction = _unit(upper) * (1 - blend) + _unit(lower) * blend
    direction = direction / np.linalg.norm(direction, axis=-1, keepdims=True)
    front = np.array((0, -1, 0)) - direction * -direction[..., 1:2]
    front = front / np.linalg.norm(front, axis=-1, keepdims=True)
    top = np.cross(front, direction)
    top = top * np.sign(top[..., 2:3])
    away = points - axis
    angle = np.arctan2((away * front).sum(-1), (away * top).sum(-1))
    return 0.5 * (along_upper + along_lower), angle, np.linalg.norm(away, axis=-1)


def leg_coordinates(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return angle and distance of points (..., 3) about the axis of their leg.

    Returns:
        radians, 0 outwards, positive in front; metres.
    """
    z = points[..., 2]
    x = np.abs(points[..., 0]) - np.interp(z, _LEG_Z, _LEG_X)
    y = points[..., 1] - np.interp(z, _LEG_Z, _LEG_Y)
    return np.arctan2(-y, x), np.hypot(x, y)


def torso_angle(points: np.ndarray) -> np.ndarray:
    """Return the angle of points about the upright axis; 0 in front, positive on the left."""
    return np.arctan2(points[..., 0], TORSO_Y - points[..., 1])


def corner_uv(chart: str, corners: np.ndarray) -> np.ndarray:
    """Return atlas coordinates, float32 (f, 3, 2) in 0..1, of triangles on one chart.

    Args:
        chart: one of the cylinders and planes of CHARTS; not 'head' and 'hands', whose
            coordinates are MakeHuman's.
        corners: float (f, 3, 3), corners at rest.
    """
    if chart == 'torso':
        across = _unwrap(torso_angle(corners))
        # Shoulders are nearly level; going out counts as going down, or they would get no rows.
        out = np.hypot(corners[..., 0], corners[..., 1] - TORSO_Y)
        down = _share(corners[..., 2] - 0.3 * out, _TORSO_DOWN)
    elif chart.startswith('leg'):
        across = _unwrap(leg_coordinates(corners)[0])
        down = _share(corners[..., 2], _LEG_RANGE_Z)
    elif chart.startswith('arm'):
        along, angle, _ = arm_coordinates(corners)
        across, down = _unwrap(angle), _share(along, _ARM_T)
    elif chart == 'shoes':
        x = np.abs(corners[..., 0]) - 0.21
        across = _unwrap(np.arctan2(x, corners[..., 2] + 0.94))
        down = _share(corners[..., 1], _SHOE_Y)
    elif chart == 'skin':
        across, down = corners[..., 0] / 1.25 + 0.5, _share(corners[..., 2], (0.72, -0.98))
    elif chart == 'inner':
        across = corners[..., 0] / (2 * _INNER_X) + 0.5
        down = _share(corners[..., 2], _INNER_Z)
    else:
        raise ValueError(f'no coordinates for the chart {chart}')
    return to_atlas(chart, np.stack([across, down], -1))


def head_uv(skin_uv: np.ndarray) -> np.ndarray:
    """Return atlas coordinates of corners on the head; `skin_uv` (..., 2) is MakeHuman's."""
    # MakeHuman's head lies on its side, crown to the left; it is drawn upright.
    across, down = (1 - skin_uv[..., 1] - 0.175) / 0.68, (skin_uv[..., 0] - 0.635) / 0.365
    return to_atlas('head', np.stack([across, down], -1))


def hand_uv(skin_uv: np.ndarray) -> np.ndarray:
    """Return atlas coordinates of corners on a hand; both hands share a chart."""
    u = np.where(skin_uv[..., 0] > 0.565, 1.13 - skin_uv[..., 0], skin_uv[..., 0])
    across, down = (u - 0.36) / 0.205, (1 - skin_uv[..., 1] - 0.795) / 0.205
    return to_atlas('hands', np.stack([across, down], -1))


def eye_uv(corners: np.ndarray, adult: np.ndarray) -> np.ndarray:
    """Return atlas coordinates of corners (f, 3, 3) of eyeballs, seen from the front."""
    middle = (EYES.start + EYES.stop) // 2
    left = corners[:, :1, 0] > 0
    local = np.zeros((*corners.shape[:2], 2))
    for side, part in ((left, slice(EYES.start, middle)), (~left, slice(middle, EYES.stop))):
        low, high = adult[part].min(0), adult[part].max(0)
        centre, size = (low + high) / 2, (high - low).max() * 1.1
        here = np.stack([(corners[..., 0] - centre[0]) / size + 0.5,
                         (centre[2] - corners[..., 2]) / size + 0.5], -1)
        local = np.where(side[..., None], here, local)
    return to_atlas('eye', local)


def plain_uv(name: str, count: int) -> np.ndarray:
    """Return atlas coordinates, float32 (count, 3, 2), of one of PLAIN."""
    row, column = divmod(PLAIN.index(name), 4)
    local = np.array(((column + 0.5) / 4, (row + 0.5) / 4))
    return np.broadcast_to(to_atlas('plain', local), (count, 3, 2)).astype(np.float32)


def to_atlas(chart: str, local: np.ndarray) -> np.ndarray:
    """Return float32 atlas coordinates 0..1 of `local` (..., 2) 0..1 within a chart."""
    left, top, width, height = CHARTS[chart]
    size = np.array((width, height)) - 2 * _MARGIN_PX
    pixel = np.clip(local, 0, 1) * size + _MARGIN_PX + (left, top)
    return (pixel / (ATLAS_WIDTH_PX, ATLAS_HEIGHT_PX)).astype(np.float32)


def chart_grid(chart: str) -> tuple[np.ndarray, np.ndarray]:
    """Return across and down, float32 (height, width) 0..1, of a chart's pixels."""
    _, _, width, height = CHARTS[chart]
    across = (np.arange(width, dtype=np.float32) + 0.5 - _MARGIN_PX) / (width - 2 * _MARGIN_PX)
    down = (np.arange(height, dtype=np.float32) + 0.5 - _MARGIN_PX) / (height - 2 * _MARGIN_PX)
    return np.meshgrid(across, down)


def chart_slice(chart: str) -> tuple[slice, slice]:
    """Return the rows and columns of a chart in the atlas."""
    left, top, width, height = CHARTS[chart]
    return slice(top, top + height), slice(left, left + width)


@dataclass(frozen=True, eq=False)
class BakedChart:
    """What lies at each pixel of a chart.

    Attributes:
        position: float32 (height, width, 3) metres, place on the average adult at rest.
        light: float32 (height, width) 0..1, share of the sky that reaches the place.
        skin_uv: float32 (height, width, 2), MakeHuman's texture coordinates; only for skin.
    """

    position: np.ndarray
    light: np.ndarray
    skin_uv: np.ndarray


def bake(chart: str, corners: np.ndarray, uv: np.ndarray, light: np.ndarray,
         skin_uv: np.ndarray) -> BakedChart:
    """Spread what is known at corners over the pixels of a chart.

    Args:
        chart: name.
        corners: float (f, 3, 3), corners at rest.
        uv: float (f, 3, 2), their atlas coordinates.
        light: float (f, 3), light that reaches them, 0..1.
        skin_uv: float (f, 3, 2), their coordinates in MakeHuman's texture space.
    """
    import cv2
    left, top, width, height = CHARTS[chart]
    known = np.concatenate([corners, light[..., None], skin_uv], -1).astype(np.float32)
    steps = 12
    shares = np.array([(i, j, steps - i - j) for i in range(steps + 1)
                       for j in range(steps + 1 - i)], np.float32) / steps
    pixel = np.einsum('sk,fkc->fsc', shares, uv) * (ATLAS_WIDTH_PX, ATLAS_HEIGHT_PX)
    column = np.clip((pixel[..., 0] - left).astype(int), 0, width - 1).ravel()
    row = np.clip((pixel[..., 1] - top).astype(int), 0, height - 1).ravel()
    spread = np.einsum('sk,fkc->fsc', shares, known).reshape(-1, known.shape[-1])
    index, size = row * width + column, width * height
    number = np.bincount(index, minlength=size)
    drawn = np.stack([np.bincount(index, channel, size) for channel in spread.T], 1)
    drawn = (drawn / np.maximum(number, 1)[:, None]).astype(np.float32)
    hit = (number > 0).reshape(height, width)
    # Pixels that no face covers take the nearest that one does, so that borders do not shine.
    _, nearest = cv2.distanceTransformWithLabels(
        (~hit).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    source = np.zeros(nearest.max() + 1, int)
    source[nearest[hit]] = np.flatnonzero(hit)
    drawn = drawn[source[nearest]]
    return BakedChart(position=drawn[..., :3], light=drawn[..., 3], skin_uv=drawn[..., 4:])


def light_reaching(points: np.ndarray, normals: np.ndarray, blockers: np.ndarray, *,
                   cell_m: float, bias_m: float) -> np.ndarray:
    """Return the share of the sky, (n,) 0..1, that `blockers` leave to each point.

    Args:
        points: float (n, 3) metres.
        normals: float (n, 3), outwards.
        blockers: float (m, 3), points on all surfaces, closer to each other than `cell_m`.
        cell_m: size of the squares in which the highest blocker hides all others.
        bias_m: a point this much below the highest is still lit.
    """
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(80, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    # More light comes from above than from below.
    directions = directions[directions[:, 2] > -0.6]
    lit, total = np.full(len(points), 1e-3), np.full(len(points), 1e-3)
    for direction in directions:
        across = _unit(np.cross(direction, (0.3, 0.5, 0.8)))
        plane = np.stack([across, np.cross(direction, across)], 1)
        cells = np.floor(np.concatenate([blockers, points]) @ plane / cell_m).astype(int)
        cells -= cells.min(0)
        key = cells[:, 0] * (cells[:, 1].max() + 1) + cells[:, 1]
        height = np.full(key.max() + 1, -np.inf)
        np.maximum.at(height, key[:len(blockers)], blockers @ direction)
        weight = np.clip(normals @ direction, 0, None)
        open_sky = points @ direction > height[key[len(blockers):]] - bias_m
        lit += weight * open_sky
        total += weight
    return lit / total


def spread_points(mesh: BodyMesh, faces: np.ndarray, steps: int = 4) -> np.ndarray:
    """Return points, (n, 3) metres, spread over `faces` of the average adult."""
    shares = np.array([(i, j, steps - i - j) for i in range(steps + 1)
                       for j in range(steps + 1 - i)]) / steps
    return np.einsum('sk,fkc->fsc', shares, mesh.adult[faces]).reshape(-1, 3)


def _unit(vector):
    return vector / np.linalg.norm(vector)


def _share(value, ends):
    return (value - ends[0]) / (ends[1] - ends[0])


def _unwrap(angle):
    """Return 0..1 across a cylinder; corners (f, 3) of one face stay together at the seam."""
    first = angle[:, :1]
    near = first + (angle - first + np.pi) % (2 * np.pi) - np.pi
    near = near - 2 * np.pi * np.round(near.mean(1, keepdims=True) / (2 * np.pi))
    return near / (2 * _ANGLE) + 0.5
