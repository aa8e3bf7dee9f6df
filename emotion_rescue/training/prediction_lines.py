"""Writes what is true, or said, of people in the form that `evaluation.affect_lines` describes."""

from collections.abc import Sequence
import json
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.saved_files import save_bytes

_DIGITS = 7  # more than any model means


def write_truth(path: Path, people: Sequence[AffectSample], roots: Sequence[Path]) -> None:
    """Write what is true of people.

    Args:
        path: of the file, written whole.
        people: n.
        roots: folders from which names of pictures are told; the first that has one counts.

    Raises:
        UnfinishedError: no room or no right to write.
    """
    _write(path, ({**_place(s, roots), 'person': int(s.body_seed),
                   'emotions': [CATEGORY_NAMES[c] for c in np.flatnonzero(s.emotions)],
                   'vad': [_number(level) for level in s.vad], 'distress': _number(s.distress)}
                  for s in people))


def write_predictions(path: Path, people: Sequence[AffectSample], roots: Sequence[Path],
                      said: AffectAnswers) -> None:
    """Write what is said of people; what is unknown is left out or null.

    Args:
        path: as in `write_truth`, like the next two.
        people: n.
        roots: of the pictures.
        said: of the n.

    Raises:
        UnfinishedError: no room or no right to write.
    """
    def line(i):
        emotions = zip(CATEGORY_NAMES, map(_number, said.emotions[i]), strict=True)
        record = {**_place(people[i], roots),
                  'emotions': {name: value for name, value in emotions if value is not None},
                  'vad': [_number(level) for level in said.vad[i]],
                  'distress': _number(said.distress[i])}
        if said.present is not None:
            record['present'] = [CATEGORY_NAMES[c] for c in np.flatnonzero(said.present[i])]
        return record

    _write(path, map(line, range(len(people))))


def _write(path, records):
    save_bytes(path, ''.join(f'{json.dumps(r, allow_nan=False)}\n' for r in records).encode())


def _place(sample, roots):
    root = next((root for root in roots if sample.image.is_relative_to(root)), None)
    image = sample.image if root is None else sample.image.relative_to(root)
    return {'image': image.as_posix(), 'xyxy': [round(float(side), 3) for side in sample.xyxy]}


def _number(value):
    value = float(value)
    return float(f'{value:.{_DIGITS}g}') if math.isfinite(value) else None
