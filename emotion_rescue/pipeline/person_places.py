"""Whether somebody who comes into view may be somebody who went out of it, by place and size.

A person is expected between where they were seen last and where they were going, moved along with
what moved everybody else in the picture (a turn of the camera). How far off is still believed
grows with the seconds, in lengths of the longer side of the box: people near and far are alike.
"""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import TrackedPerson

# Lengths of the box off at once, more each second, and at most: a slow walk across.
_OFF, _OFF_PER_S, _MOST_OFF = 0.35, 0.25, 1.5
# The larger side by the smaller at once, more each second (the robot comes nearer), and at most;
# beyond the last it is somebody else.
_RATIO, _RATIO_PER_S, _MOST_RATIO, _FAR_RATIO = 1.25, 0.04, 1.6, 3.0
# The same where nothing else is known: as still as a box that a detector names anew.
_STILL_OFF, _STILL_OFF_PER_S, _STILL_RATIO = 0.15, 0.2, 1.2
# Somebody walks on for so long.
_GOES_ON_S = 1.5
# Metres off in distance from the camera at once and more each second, beside 2 deviations.
_FAR_OFF_M, _FAR_OFF_M_PER_S = 0.7, 1.5
# Share of the newest step in the speed.
_NEWEST = 0.3
_LEAST_SIDE_PX = 4.0
# A turn of the camera moves this share of the people alike, give or take pixels and a share.
_ALIKE, _ALIKE_PX, _ALIKE_SHARE = 0.6, 2.0, 0.25


@dataclass(slots=True)
class LastSeen:
    """Where and how large somebody was when seen last; NaN where the box tells nothing.

    Attributes:
        first_ns: stamp of the first image with this person.
        stamp_ns: of that image.
        xyxy: box in pixels.
        x_px: centre.
        y_px: centre.
        speed_px: pixels a second (right, down), without what the camera does.
        side_px: longer side of the box.
        away_m: distance from the camera, whichever way it looks.
        away_std_m: standard deviation of that.
        drift_px: how far the camera had shifted the picture by then, (right, down).
    """

    first_ns: int
    stamp_ns: int
    xyxy: tuple[float, float, float, float]
    x_px: float
    y_px: float
    speed_px: tuple[float, float]
    side_px: float
    away_m: float
    away_std_m: float
    drift_px: tuple[float, float]


@dataclass(frozen=True)
class Plausible:
    """Who of those out of view a person may be.

    Attributes:
        possible: bool (n,), by place and size.
        still: bool (n,), likewise, so that nothing else need be known.
        far: bool (n,), of quite another size and at quite another place.
    """

    possible: np.ndarray
    still: np.ndarray
    far: np.ndarray


def last_seen(person: TrackedPerson, stamp_ns: int, drift_px: tuple[float, float],
              before: LastSeen | None) -> LastSeen:
    """Return what to remember of somebody in the image of `stamp_ns`."""
    left, top, right, bottom = person.xyxy
    side = max(right - left, bottom - top)
    x, y = (left + right) / 2, (top + bottom) / 2
    if not (min(right - left, bottom - top) >= _LEAST_SIDE_PX and math.isfinite(side + x + y)):
        side = x = y = math.nan
    away_m = away_std_m = math.nan
    if person.position_m is not None:
        away_m = math.hypot(*person.position_m)
        away_std_m = math.hypot(*person.position_std_m) if person.position_std_m else 0.0
    speed = (0.0, 0.0)
    if before is not None and math.isfinite(before.side_px):
        speed = before.speed_px
        seconds = (stamp_ns - before.stamp_ns) / NS_PER_S
        if 0.0 < seconds < 1.0 and math.isfinite(side):
            steps = (x - before.x_px - drift_px[0] + before.drift_px[0],
                     y - before.y_px - drift_px[1] + before.drift_px[1])
            speed = tuple(old + _NEWEST * (step / seconds - old)
                          for old, step in zip(speed, steps, strict=True))
    return LastSeen(before.first_ns if before else stamp_ns, stamp_ns, person.xyxy, x, y, speed,
                    side, away_m, away_std_m, drift_px)


def plausible(new: LastSeen, gone: list[LastSeen]) -> Plausible:
    """Return who of `gone` somebody may be who is seen as `new`."""
    if not gone:
        nobody = np.zeros(0, bool)
        return Plausible(nobody, nobody, nobody)
    x, y, side, away, std = np.array(
        [(g.x_px, g.y_px, g.side_px, g.away_m, g.away_std_m) for g in gone]).T
    speed, drift = np.array([g.speed_px for g in gone]), np.array([g.drift_px for g in gone])
    seconds = np.array([(new.stamp_ns - g.stamp_ns) / NS_PER_S for g in gone])
    begin = np.column_stack((x, y)) + np.array(new.drift_px) - drift
    way = speed * (_GOES_ON_S * -np.expm1(-np.maximum(seconds, 0.0) / _GOES_ON_S))[:, None]
    off = _off_segment(np.array((new.x_px, new.y_px)) - begin, way) / np.maximum(
        side, new.side_px)
    ratio = np.maximum(side, new.side_px) / np.minimum(side, new.side_px)
    apart = np.abs(away - new.away_m) - 2.0 * np.hypot(std, new.away_std_m)
    near = ~(apart > _FAR_OFF_M + _FAR_OFF_M_PER_S * seconds)
    most_off = np.minimum(_OFF + _OFF_PER_S * seconds, _MOST_OFF)
    most_ratio = np.minimum(_RATIO + _RATIO_PER_S * seconds, _MOST_RATIO)
    return Plausible(
        near & (off <= most_off) & (ratio <= most_ratio),
        near & (off <= _STILL_OFF + _STILL_OFF_PER_S * seconds) & (ratio <= _STILL_RATIO),
        (off > most_off) & (ratio > _FAR_RATIO))


def common_step(steps: list[tuple[float, float]]) -> tuple[float, float]:
    """Return by how many pixels (right, down) most people moved alike; (0, 0) where they did not.

    One person alone tells nothing: it may be a walk.
    """
    if len(steps) < 2:
        return 0.0, 0.0
    moved = np.array(steps)
    middle = np.median(moved, axis=0)
    off = np.hypot(*(moved - middle).T)
    alike = off <= _ALIKE_PX + _ALIKE_SHARE * math.hypot(*middle)
    if alike.mean() < _ALIKE:
        return 0.0, 0.0
    return float(middle[0]), float(middle[1])


def covered(inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """Return which share (n, m), 0..1, of boxes `inner` (n, 4) lies in boxes `outer` (m, 4).

    It is 0 for a box without area.
    """
    low = np.maximum(inner[:, None, :2], outer[None, :, :2])
    high = np.minimum(inner[:, None, 2:], outer[None, :, 2:])
    with np.errstate(all='ignore'):
        common = np.clip(high - low, 0.0, None).prod(axis=2)
        share = common / (inner[:, 2:] - inner[:, :2]).prod(axis=1)[:, None]
        return np.where(share > 0.0, np.minimum(share, 1.0), 0.0)


def _off_segment(points: np.ndarray, ways: np.ndarray) -> np.ndarray:
    """Return how far (n,) `points` (n, 2) lie from the segments from 0 to `ways` (n, 2)."""
    along = (points * ways).sum(axis=1) / np.maximum((ways**2).sum(axis=1), 1e-9)
    return np.hypot(*(points - np.clip(along, 0.0, 1.0)[:, None] * ways).T)
