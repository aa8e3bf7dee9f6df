"""Where people are: anywhere ahead that is free, groups beside each other."""

import numpy as np

from emotion_rescue.synthesis.person.inner_states import sample_group
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.placing import Ground

REACH_M = (1.5, 10.0)
# Room around everybody, whatever the posture: distances must not tell the state.
_ROOM_M = 0.8
_BESIDE_M = (0.75, 1.0)


def place_people(rng: np.random.Generator, count: int, half_width: float, ground: Ground,
                 body_seeds: range, reach_m: tuple[float, float] = REACH_M
                 ) -> tuple[PlacedPerson, ...]:
    """Return about `count` people, who take their room of `ground`.

    Args:
        rng: source of chance.
        count: how many; fewer where there is no room for them.
        half_width: greatest |x| over y that the picture shows.
        ground: what is taken.
        body_seeds: where the seeds of the people's bodies are drawn from.
        reach_m: nearest and farthest that they are.
    """
    placed = []
    while len(placed) < count:
        group = sample_group(rng)[:count - len(placed)]
        spot = _free_spot(rng, half_width, ground, reach_m)
        if spot is None:
            break
        placed.append(PlacedPerson(
            state=group[0], x_m=spot[0], y_m=spot[1],
            turn_deg=float(rng.normal(0, group[0].situation.facing_deg)),
            body_seed=_seed(rng, body_seeds)))
        for state in group[1:]:
            placed.append(_beside(rng, placed[-1], state, _seed(rng, body_seeds), half_width))
        for person in placed[-len(group):]:
            ground.take(person.x_m, person.y_m, _ROOM_M)
    return tuple(placed)


def _free_spot(rng, half_width, ground, reach_m):
    for _ in range(40):
        y = float(np.exp(rng.uniform(*np.log(reach_m))))
        x = float(rng.uniform(-half_width, half_width) * y * 0.85)
        if ground.free(x, y, _ROOM_M):
            return x, y
    return None


def _beside(rng, first, state, body_seed, half_width):
    """Return who belongs to `first`: at the side, turned to the first one's middle."""
    heading = np.radians(first.heading_deg)
    across = np.array((np.cos(heading), np.sin(heading)))
    spots = [np.array((first.x_m, first.y_m)) + sign * rng.uniform(*_BESIDE_M) * across
             for sign in (-1, 1)]
    spots.sort(key=lambda spot: abs(spot[0]) - half_width * spot[1])
    x, y = (float(v) for v in spots[0])
    toward = np.degrees(np.arctan2(first.x_m - x, y - first.y_m))
    return PlacedPerson(
        state=state, x_m=x, y_m=y, body_seed=body_seed,
        turn_deg=float(toward + np.degrees(np.arctan2(x, y)) + rng.normal(0, 15)))


def _seed(rng, body_seeds):
    return body_seeds[int(rng.integers(len(body_seeds)))]
