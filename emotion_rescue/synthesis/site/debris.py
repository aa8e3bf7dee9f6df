"""Debris where people are: before them, on them, and the blocks they sit on."""

import numpy as np

from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.figures import Figure
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.things import Thing
from emotion_rescue.synthesis.site.things import thing

# Rows of Figure.key_points_m.
_SHOULDERS, _HIPS, _KNEES, _ANKLES = (5, 6), (11, 12), (13, 14), (15, 16)
# How likely something lies before or on a person, whatever the person feels.
BEFORE_SHARE, UPON_SHARE = 0.4, 0.4
# Whose hips are higher than this does not lie or sit on the ground.
_LOW_M = 0.45


def before(rng: np.random.Generator, x: float, y: float, surface: str) -> list[Thing]:
    """Return low debris between the camera and a person at (x, y), which hides some of it."""
    toward = -np.array((x, y)) / np.hypot(x, y)
    across = np.array((-toward[1], toward[0]))
    middle = np.array((x, y)) + toward * min(rng.uniform(0.9, 1.2), 0.5 * np.hypot(x, y))
    # Near the lens a block would hide everything.
    small = np.clip(np.hypot(*middle) / 3.0, 0.35, 1.0)
    middle = middle + across * rng.normal(0, 0.35)
    kind = rng.random()
    if kind < 0.35:
        half = rng.uniform(0.3, 0.6) * small
        return [thing(rng, 'heap', (*middle, 0), (half, half * 0.7, half * rng.uniform(0.3, 0.6)),
                      surface, turn=(0, 0, rng.uniform(0, 360)))]
    if kind < 0.55:
        half, lean = rng.uniform(0.35, 0.6) * small, rng.uniform(8, 30)
        return [thing(rng, 'slab', (*middle, half * np.sin(np.radians(lean)) * 0.9),
                      (half, half * rng.uniform(0.6, 0.9), rng.uniform(0.04, 0.09)), surface,
                      turn=(0, lean, rng.uniform(0, 360)))]
    found = []
    for _ in range(int(rng.integers(1, 4))):
        size = np.exp(rng.uniform(np.log(0.08), np.log(0.3), 3)) * small
        spot = middle + across * rng.normal(0, 0.35)
        found.append(thing(rng, 'block', (*spot, size[2] * 0.8), size, surface,
                           turn=rng.normal(0, (12, 12, 90))))
    return found


def upon(rng: np.random.Generator, person: PlacedPerson, figure: Figure, surface: str
         ) -> list[Thing]:
    """Return a slab, beam or heap over a part of a low body, resting on it and on the ground.

    Nothing is returned for who does not lie or sit on the ground. Whether there is
    anything is drawn alike for everybody, but for people held down, who always have it.

    Args:
        rng: source of chance.
        person: the plan.
        figure: the posed body.
        surface: one of surface_textures.KINDS.
    """
    wanted = rng.random() < UPON_SHARE
    if not (wanted or person.state.entrapped):
        return []
    points = figure.key_points_m
    upper = points[list(_SHOULDERS)].mean(0)
    hips, knees = points[list(_HIPS)].mean(0), points[list(_KNEES)].mean(0)
    ankles = points[list(_ANKLES)].mean(0)
    # The head stays free: what lies on the legs comes first, then the hips of who lies.
    if hips[2] > _LOW_M:
        return []
    # Nothing rests on knees that are drawn up; it lies on the feet.
    share = 0.7 if knees[2] < 0.3 else 0.15
    spots = [(share * knees + (1 - share) * ankles, ankles - knees)]
    if max(knees[2], upper[2]) < 0.5:
        spots += [(0.4 * hips + 0.6 * knees, knees - hips),
                  (0.75 * hips + 0.25 * upper, upper - hips)]
    at, along = spots[int(rng.integers(len(spots)))]
    heading = np.degrees(np.arctan2(along[1], along[0])) + 90 + rng.normal(0, 15)
    width = rng.uniform(0.14, 0.27)
    top = _top_under(figure, at, heading, width)
    if rng.random() < 0.3:
        half, deep = rng.uniform(0.6, 0.95), rng.uniform(0.06, 0.1)
        shape, wide, kind = 'box', deep, str(rng.choice(('wood', 'concrete')))
    else:
        half, deep = rng.uniform(0.4, 0.75), rng.uniform(0.04, 0.07)
        shape, wide, kind = 'slab', width, surface
    side = rng.choice((-1, 1))
    # It lies on the body and leans to the ground on one side, where its middle is nearer.
    axis = np.array((np.cos(np.radians(heading)), np.sin(np.radians(heading)))) * side
    shift = rng.uniform(0.15, 0.35) * half
    lean = np.degrees(np.arcsin(np.clip((top + deep) / (half + shift), 0, 0.6)))
    middle = at[:2] + axis * shift
    height = top + deep / np.cos(np.radians(lean)) - shift * np.tan(np.radians(lean))
    found = [thing(rng, shape, (*middle, height), (half, wide, deep), kind,
                   turn=(rng.normal(0, 3), side * lean, heading))]
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.08, 0.22, 3)
        spot = middle + axis * half * rng.uniform(0.6, 1.0) + rng.normal(0, 0.12, 2)
        found.append(thing(rng, 'block', (*spot, size[2] * 0.8), size, surface,
                           turn=rng.normal(0, (15, 15, 90))))
    found.append(thing(rng, 'scatter', (*at[:2], 0), (0.7, 0.7, 0.06), surface))
    return found


def seat(rng: np.random.Generator, x: float, y: float, turn_deg: float, height_m: float,
         surface: str) -> Thing:
    """Return the block of `height_m` under somebody who sits, a little behind the middle."""
    back = np.radians(turn_deg)
    behind = (x - 0.05 * np.sin(back), y + 0.05 * np.cos(back), height_m / 2)
    return thing(rng, 'box', behind, (rng.uniform(0.25, 0.45), 0.2, height_m / 2), surface,
                 turn=(0, 0, turn_deg))


def _top_under(figure, at, heading, width):
    """Return the height of the body under a strip through `at`, metres."""
    skin = figure.body[:BODY_VERTEX_COUNT]
    away = skin[:, :2] - at[:2]
    axis = np.array((np.cos(np.radians(heading)), np.sin(np.radians(heading))))
    beside = np.abs(away @ np.array((-axis[1], axis[0])))
    near = (beside < width) & (np.abs(away @ axis) < 0.3) & (skin[:, 2] < at[2] + 0.22)
    under = skin[near, 2]
    return float(np.quantile(under, 0.93)) if len(under) else float(at[2])
