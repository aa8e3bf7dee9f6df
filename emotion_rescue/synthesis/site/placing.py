"""Room on the ground: what is taken, and whether something still fits."""

from dataclasses import dataclass
from dataclasses import field

import numpy as np


@dataclass
class Ground:
    """Discs and walls that take up the ground, metres from the camera's foot.

    Attributes:
        discs: (x, y, radius) of what stands there.
        left_m: everything is right of this x at the depth of people.
        right_m: and left of this.
        far_m: and nearer than this y.
    """

    left_m: float = -30.0
    right_m: float = 30.0
    far_m: float = 40.0
    discs: list[tuple[float, float, float]] = field(default_factory=list)

    def free(self, x: float, y: float, radius: float) -> bool:
        """Return whether a disc at (x, y) of `radius` metres touches nothing."""
        if not (self.left_m + radius < x < self.right_m - radius and y < self.far_m - radius):
            return False
        return all(np.hypot(x - dx, y - dy) > radius + taken for dx, dy, taken in self.discs)

    def take(self, x: float, y: float, radius: float):
        """Mark the disc at (x, y) of `radius` metres as taken."""
        self.discs.append((float(x), float(y), float(radius)))

    def somewhere(self, rng: np.random.Generator, radius: float, near_m: float, far_m: float,
                  spread: float = 0.75) -> tuple[float, float] | None:
        """Return a free place ahead between two distances and take it; None after 12 trials.

        Args:
            rng: source of chance.
            radius: metres to be kept clear.
            near_m: smallest y.
            far_m: greatest y.
            spread: greatest |x| over y.
        """
        for _ in range(12):
            y = near_m + (far_m - near_m) * rng.random() ** 1.3
            x = rng.uniform(-spread, spread) * y
            if self.free(x, y, radius):
                self.take(x, y, radius)
                return float(x), float(y)
        return None
