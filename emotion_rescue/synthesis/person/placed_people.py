"""Where people are in a scene; axes as in site.scenes: camera at the origin, y ahead, z up."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.inner_states import InnerState


@dataclass(frozen=True)
class PlacedPerson:
    """A person in the plan; `turn_deg` is 0 where the body faces the camera."""

    state: InnerState
    x_m: float
    y_m: float
    turn_deg: float
    body_seed: int

    @property
    def heading_deg(self) -> float:
        """Rotation about z from facing against the y axis."""
        return self.turn_deg - float(np.degrees(np.arctan2(self.x_m, self.y_m)))

    @property
    def distance_m(self) -> float:
        """Distance from the camera along the ground."""
        return float(np.hypot(self.x_m, self.y_m))
