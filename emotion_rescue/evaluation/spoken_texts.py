"""Utterances with what is known of who has spoken them: the held-out ones, and a user's own.

A CSV file has a header and a column `text`. Whatever else is known may stand in

    label                        an emotion in any usual spelling, or an EMOTIC category
    valence, arousal, dominance  1..10
    distress                     0..1, or yes and no; `distressed` means the same
    kind                         any word; figures are split by it
    recognition_errors           yes, where a recogniser misheard it; no elsewhere

An empty cell is unknown. Where there is a label but no distress, the distress is that of
`voice_categories.CATEGORY_DISTRESS`.
"""

from collections.abc import Sequence
import csv
from dataclasses import dataclass
from dataclasses import replace
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.voice_categories import CATEGORY_DISTRESS
from emotion_rescue.core.voice_categories import emotic_names
from emotion_rescue.core.voice_categories import voice_category
from emotion_rescue.evaluation.category_spellings import official_name

# The category by which each kind of the held-out utterances should be known.
KIND_LABELS: dict[str, str] = {
    'calm': 'Peace', 'joking': 'Happiness', 'instructing': 'Engagement', 'frightened': 'Fear',
    'hurt': 'Pain', 'confused': 'Doubt/Confusion'}
_YES_NO = {'yes': 1.0, 'true': 1.0, 'no': 0.0, 'false': 0.0}


@dataclass(frozen=True, eq=False)
class SpokenText:
    """One utterance.

    Attributes:
        text: what was said.
        emotions: float32 (26,) 0..1, how likely each category is present; all 0 where none is
            known.
        vad: float32 (3,) on 1..10; NaN where unknown.
        distress: 0..1; NaN where unknown.
        label: the emotion by one name; '' where unknown.
        kind: what the figures are split by; '' where unknown.
        earlier: what was said before, oldest first.
        misheard: whether a recogniser made errors.
    """

    text: str
    emotions: np.ndarray
    vad: np.ndarray
    distress: float
    label: str = ''
    kind: str = ''
    earlier: tuple[str, ...] = ()
    misheard: bool = False


def held_out_texts() -> list[SpokenText]:
    """Return the 200 utterances of resource/text/held_out_utterances.csv; see its README."""
    found = read_texts(resource_folder('resource') / 'text' / 'held_out_utterances.csv')
    return [_labelled(text) for text in found]


def read_texts(path: Path) -> list[SpokenText]:
    """Return the utterances of a CSV file.

    Raises:
        InputError: it cannot be read, has no column `text` or no utterance, or a cell cannot be
            understood.
    """
    try:
        with path.open(encoding='utf-8-sig', newline='') as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f'{path} cannot be read as a CSV file ({error}); give one in UTF-8 with '
                         'the columns text and label') from error
    if rows and 'text' not in rows[0]:
        raise InputError(f'{path} has no column text, only {", ".join(map(str, rows[0]))}; name '
                         'the column of the utterances text')
    texts = []
    for number, row in enumerate(rows, start=2):
        try:
            texts.append(_text(row))
        except ValueError as error:
            raise InputError(f'{path}, row {number}: {error}') from None
    if not texts:
        raise InputError(f'{path} has no utterance in it; give a header and one row for each')
    return texts


def emotion_shares(texts: Sequence[SpokenText]) -> np.ndarray:
    """Return float32 (n, 26)."""
    return np.array([t.emotions for t in texts], np.float32).reshape(-1, CATEGORY_COUNT)


def distress_of(texts: Sequence[SpokenText]) -> np.ndarray:
    """Return float64 (n,) in 0..1; NaN where unknown."""
    return np.array([t.distress for t in texts], float)


def vad_of(texts: Sequence[SpokenText]) -> np.ndarray:
    """Return float32 (n, 3) on 1..10; NaN where unknown."""
    return np.array([t.vad for t in texts], np.float32).reshape(-1, 3)


def label_categories(label: str) -> tuple[str, ...]:
    """Return the EMOTIC categories that a label means, in any usual spelling.

    Raises:
        ValueError: it is no emotion that is known.
    """
    name = official_name(label)
    if name is not None:
        return (name,)
    names = emotic_names(label)
    if not names:
        raise ValueError(f'the label {label!r} is no known emotion; give an EMOTIC category such '
                         'as Fear, or a word such as happy, sad, neutral or angry')
    return names


def _labelled(text):
    label = KIND_LABELS[text.kind]
    return replace(text, emotions=_one_hot((label,)), label=label)


def _text(row):
    text, label = _cell(row, 'text'), _cell(row, 'label')
    if not text:
        raise ValueError('there is no text')
    names = label_categories(label) if label else ()
    vad = [_number(row, name, LEVEL_MIN, LEVEL_MAX) for name in DIMENSIONS]
    distress = _distress(row)
    if math.isnan(distress) and label:
        distress = CATEGORY_DISTRESS.get(voice_category(label), math.nan)
    return SpokenText(text, _one_hot(names), np.array(vad, np.float32), distress, label.lower(),
                      _cell(row, 'kind'),
                      misheard=_YES_NO.get(_cell(row, 'recognition_errors').lower(), 0.0) > 0)


def _cell(row, name):
    return (row.get(name) or '').strip()


def _distress(row):
    for name in ('distress', 'distressed'):
        word = _cell(row, name).lower()
        if word:
            return _YES_NO[word] if word in _YES_NO else _number(row, name, 0.0, 1.0)
    return math.nan


def _number(row, name, low, high):
    cell = _cell(row, name)
    if not cell:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise ValueError(f'{name} is {cell!r}, expected a number from {low:g} to {high:g}')
    return value


def _one_hot(names):
    emotions = np.zeros(CATEGORY_COUNT, np.float32)
    emotions[[CATEGORY_INDEX[name] for name in names]] = 1.0
    return emotions
