"""What a tower is shown when it learns to see: people drawn anew, with where their limbs are."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.drawn_people import DrawnPerson
from emotion_rescue.training.seen_people import sized_views

_AT_ONCE = 16  # pictures are several times as large as what is made of them


@dataclass(frozen=True, eq=False)
class TowerLessons:
    """People as the tower is shown them.

    Attributes:
        views: uint8 tensor (n, 3, h, w), red first.
        key_points: float (n, panels, 17, 2), as in DrawnPerson.
    """

    views: Any
    key_points: np.ndarray

    def __len__(self):
        return len(self.views)

    def __getitem__(self, rows) -> 'TowerLessons':
        """Return those of some rows."""
        return TowerLessons(self.views[rows], self.key_points[rows])


def lessons_of(people: Sequence[AffectSample],
               draw: Callable[[Sequence[AffectSample], Any], list[DrawnPerson]],
               image_processor, panels: int) -> Callable[[Sequence[int], Any], TowerLessons]:
    """Return what draws the lessons of rows of `people`, changed by chance with a generator.

    Args:
        people: whom to draw.
        draw: takes people and a numpy generator or None.
        image_processor: as of `sized_views`, likewise `panels`.
        panels: side of the view by that of what is drawn.
    """
    import torch

    def lessons(rows, rng=None):
        parts = []
        for start in range(0, len(rows), _AT_ONCE):
            drawn = draw([people[row] for row in rows[start:start + _AT_ONCE]], rng)
            parts.append((sized_views([one.rgb for one in drawn], image_processor, panels),
                          [one.key_points for one in drawn]))
        return TowerLessons(torch.cat([views for views, _ in parts]),
                            np.stack([one for _, points in parts for one in points]))

    return lessons
