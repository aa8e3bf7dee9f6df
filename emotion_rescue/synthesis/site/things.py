"""Things of a rescue site as a plan: which shape, where, how large, of what."""

from dataclasses import dataclass

import numpy as np

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Thing:
    """One thing; thing_shapes.SHAPES says what its half size means.

    Attributes:
        shape: one of thing_shapes.SHAPES.
        centre: x, y, z in metres.
        half_size: half of the extent along the thing's own axes, in metres.
        turn_deg: rotations about x, y and z, in that order.
        surface: one of surface_textures.KINDS.
        tint_rgb: 0..1, multiplies the texture.
        seed: of what is random in the shape, and of the variant of the surface.
    """

    shape: str
    centre: Vector
    half_size: Vector
    turn_deg: Vector = (0.0, 0.0, 0.0)
    surface: str = 'concrete'
    tint_rgb: Vector = (1.0, 1.0, 1.0)
    seed: int = 0


def thing(rng: np.random.Generator, shape: str, centre, half_size, surface: str, *,
          turn=(0.0, 0.0, 0.0), tint: float | None = None) -> Thing:
    """Return a Thing of plain floats with its own seed and a slight tint of its own.

    Args:
        rng: source of chance.
        shape: one of thing_shapes.SHAPES.
        centre: x, y, z in metres.
        half_size: see Thing.
        surface: one of surface_textures.KINDS.
        turn: degrees about x, y and z.
        tint: brightness; None draws 0.75..1.
    """
    bright = rng.uniform(0.75, 1.0) if tint is None else tint
    rgb = np.clip(bright * (1 + rng.normal(0, 0.02, 3)), 0.05, 1.0)
    return Thing(
        shape=shape, centre=_plain(centre), half_size=_plain(half_size), turn_deg=_plain(turn),
        surface=surface, tint_rgb=_plain(rgb), seed=int(rng.integers(2**31)))


def _plain(vector):
    return tuple(float(v) for v in vector)
