"""A page of a model's worst errors, so that people see what limits it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.synthesis.dataset.contact_sheet import contact_sheet
from emotion_rescue.synthesis.dataset.contact_sheet import Tile
from emotion_rescue.synthesis.dataset.contact_sheet import write_picture
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.drawn_people import view_of

_COLUMNS, _TILE_PX, _MOST_BYTES = 6, 168, 400_000


def worst_people(distress: np.ndarray, said: np.ndarray, count: int) -> tuple[list, list]:
    """Return rows of the worst misses and of the worst false alarms, the worst first.

    Args:
        distress: float (n,), what is true, 0..1; from 0.5 on somebody is distressed.
        said: float (n,), probabilities.
        count: most of each.
    """
    distressed = np.flatnonzero(distress >= 0.5)
    calm = np.flatnonzero(distress < 0.5)
    return (distressed[np.argsort(said[distressed], kind='stable')][:count].tolist(),
            calm[np.argsort(-said[calm], kind='stable')][:count].tolist())


def draw_worst(people: Sequence[AffectSample], truth: AffectAnswers, said: AffectAnswers,
               path: Path) -> None:
    """Write a JPEG: a row of missed survivors after another, then as many false alarms.

    Each is shown as the model saw them. Below it: what was said and what is true of distress, how
    far away they are, their situation and gesture, and what they feel.

    Args:
        people: n, with the heads that the model was shown.
        truth: of them.
        said: of them.
        path: of the JPEG.
    """
    rows = worst_people(truth.distress, said.distress, 2 * _COLUMNS)
    tiles = [_tile(people[i], truth, said, i, word)
             for word, chosen in zip(('MISSED', 'FALSE ALARM'), rows, strict=True)
             for i in chosen]
    write_picture(path, contact_sheet(tiles, _COLUMNS, _TILE_PX, _TILE_PX), _MOST_BYTES)


def _tile(person, truth, said, row, word):
    feels = ', '.join(CATEGORY_NAMES[c] for c in np.flatnonzero(truth.emotions[row])) or '-'
    return Tile(view_of(person).rgb, (
        f'{word}: {said.distress[row]:.2f}, is {truth.distress[row]:.2f}',
        f'{person.distance_m:.1f} m, {person.posture}', f'{person.situation}',
        f'{person.gesture}', feels))
